# The private key in private.pem (PKCS #8). Needs openssl, curl and jq.
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
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign private.pem | b64)
token=$(curl -s '@ISSUER@token' \
  --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer' \
  --data-urlencode "assertion=$header.$claims.$signature" | tee /dev/stderr | jq -r .access_token)
curl -s -H "Authorization: Bearer $token" '@BASE@/api/oppslag/v1/virksomheter/@COMPANY@' | jq .
