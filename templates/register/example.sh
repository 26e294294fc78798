# Save it as fetch.sh and run: sh fetch.sh
# It reads your private key from fullmakt-key.pem (PKCS #8) and needs openssl, curl and jq.
set -eu
b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
header=$(printf '{"alg":"RS256","kid":"%s"}' '@KID@' | b64)
claims=$(jq -nc \
  --arg aud '@ISSUER@' \
  --arg iss '@CLIENT@' \
  --arg scope '@SCOPE@' \
  --arg consumer_org '@CUSTOMER@' \
  --arg jti "$(openssl rand -hex 16)" \
  --argjson now "$now" \
  '$ARGS.named | .iat = .now | .exp = .now + 60 | del(.now)' | b64)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign fullmakt-key.pem | b64)
answer=$(curl -sS '@ISSUER@token' \
  --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer' \
  --data-urlencode "assertion=$header.$claims.$signature")
token=$(printf '%s' "$answer" | jq -r '.access_token // empty') || token=''
if [ -z "$token" ]; then printf 'No token: %s\n' "$answer" >&2; exit 1; fi
company='@BASE@/api/oppslag/v1/virksomheter/@COMPANY@'
answer=$(curl -sS --fail-with-body -H "Authorization: Bearer $token" "$company") ||
  { printf 'Refused: %s\n' "$answer" >&2; exit 1; }
printf '%s' "$answer" | jq .
