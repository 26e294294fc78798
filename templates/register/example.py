import json, sys, time, urllib.error, urllib.parse, urllib.request, uuid
import jwt


def fetch(request):
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        sys.exit(f"Refused ({error.code}): {error.read().decode()}")


claims = {
    "aud": "@ISSUER@",
    "iss": "@CLIENT@",
    "scope": "@SCOPE@",
    "consumer_org": "@CUSTOMER@",
    "iat": int(time.time()),
    "exp": int(time.time()) + 60,
    "jti": str(uuid.uuid4()),
}
private_key = open("fullmakt-key.pem").read()
assertion = jwt.encode(claims, private_key, algorithm="RS256", headers={"kid": "@KID@"})
form = urllib.parse.urlencode({
    "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "assertion": assertion,
}).encode()
answer = fetch(urllib.request.Request("@ISSUER@token", form))
company = fetch(urllib.request.Request(
    "@BASE@/api/oppslag/v1/virksomheter/@COMPANY@",
    headers={"Authorization": "Bearer " + answer["access_token"]},
))
print(json.dumps(company, indent=2, ensure_ascii=False))
