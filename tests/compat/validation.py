"""PyJWT as an API's own validation: keys from /jwk, issuer, audience, and the claims that APIs read."""

import time
import uuid

import jwt
import requests
from check import BASE, CLIENT, CUSTOMER, DELEGATED_SCOPE, ISSUER, KEY, KID, SCOPE, VENDOR, check, done

AUDIENCE = "https://api.example.no"
jwks = jwt.PyJWKClient(BASE + "/jwk")


def token(scope, **more):
    now = int(time.time())
    # The claim jti is left out where None is told.
    grant = {"aud": ISSUER, "iss": CLIENT, "scope": scope, "iat": now, "nbf": now, "exp": now + 30}
    grant = {name: value for name, value in {**grant, "jti": str(uuid.uuid4()), **more}.items() if value is not None}
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": jwt.encode(grant, KEY, algorithm="RS256", headers={"kid": KID}),
    }
    answer = requests.post(BASE + "/token", data=form, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def valid(token, **more):
    key = jwks.get_signing_key_from_jwt(token)
    needed = {"require": ["client_id", "client_amr", "consumer", "exp", "iat", "jti"]}
    return jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, options=needed, **more)


@check("PyJWT: a plain token, of a grant with nbf and without jti, is valid and has all that validators demand")
def _():
    assert valid(token(SCOPE, jti=None))["consumer"]["ID"] == f"0192:{VENDOR}"


@check("PyJWT: a delegated token names consumer and supplier")
def _():
    found = valid(token(DELEGATED_SCOPE, consumer_org=CUSTOMER))
    assert (found["consumer"]["ID"], found["supplier"]["ID"]) == (f"0192:{CUSTOMER}", f"0192:{VENDOR}"), found


@check("PyJWT: resource becomes aud, one as text and several as a list, and another audience is not taken")
def _():
    assert valid(token(SCOPE, resource=[AUDIENCE]), audience=AUDIENCE)["aud"] == AUDIENCE
    assert valid(token(SCOPE, resource=[AUDIENCE, AUDIENCE + "/2"]), audience=AUDIENCE)["aud"][0] == AUDIENCE
    try:
        valid(token(SCOPE, resource=AUDIENCE), audience="https://annen.example.no")
    except jwt.InvalidAudienceError:
        return
    raise AssertionError("another audience was taken")


@check("PyJWT: a token that was changed is not valid")
def _():
    head, body, signature = token(SCOPE).split(".")
    flipped = ("B" if signature[0] != "B" else "C") + signature[1:]
    try:
        valid(f"{head}.{body}.{flipped}")
    except jwt.InvalidSignatureError:
        return
    raise AssertionError("a changed token was taken")


done()
