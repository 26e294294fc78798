import json, time, urllib.parse, urllib.request, uuid
import jwt

claims = {
    "aud": "@ISSUER@",
    "iss": "@CLIENT@",
    "scope": "@SCOPE@",
    "consumer_org": "@CUSTOMER@",
    "iat": int(time.time()),
    "exp": int(time.time()) + 60,
    "jti": str(uuid.uuid4()),
}
private_key = open("private.pem").read()
assertion = jwt.encode(claims, private_key, algorithm="RS256", headers={"kid": "@KID@"})
form = urllib.parse.urlencode({
    "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "assertion": assertion,
}).encode()
answer = json.load(urllib.request.urlopen("@ISSUER@token", form))
request = urllib.request.Request(
    "@BASE@/api/oppslag/v1/virksomheter/@COMPANY@",
    headers={"Authorization": "Bearer " + answer["access_token"]},
)
print(json.dumps(json.load(urllib.request.urlopen(request)), indent=2, ensure_ascii=False))
