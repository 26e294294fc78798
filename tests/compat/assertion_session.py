"""Authlib's AssertionSession: a client of RFC 7523 that knows nothing of Maskinporten, and uses its jti again."""

import warnings

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import AssertionSession
from authlib.oauth2 import OAuth2Error
from check import BASE, CLIENT, ISSUER, KEY, KID, SCOPE, check, claims, done

# The package warns at every call that its next version will read keys otherwise.
warnings.simplefilter("ignore")


def session(**changed):
    told = {"claims": {"scope": SCOPE}, "header": {"alg": "RS256", "kid": KID}, **changed}
    return AssertionSession(
        token_endpoint=BASE + "/token", issuer=CLIENT, audience=ISSUER, key=KEY, expires_in=100, **{"subject": None, **told}
    )


def refused(session, error, text):
    try:
        session.refresh_token()
    except (OAuth2Error, OAuthError) as refusal:
        assert refusal.error == error and text in refusal.description, refusal
    else:
        raise AssertionError("a token was issued")


@check("Authlib: the first fetch gets a token, and the second, with the same jti, is refused as used before")
def _():
    one = session()
    token = one.refresh_token()
    assert claims(token["access_token"])["scope"] == SCOPE and token["token_type"] == "Bearer", token
    refused(one, "invalid_grant", "Grant is used before")


@check("Authlib: sub in the grant is borne, and a session of its own has a jti of its own")
def _():
    assert session(subject=CLIENT).refresh_token()["expires_in"] == 120
    assert session(subject=CLIENT).refresh_token()["expires_in"] == 120


@check("Authlib: RS384 and RS512 are taken, PS256 is not")
def _():
    for alg in ["RS384", "RS512"]:
        assert session(header={"alg": alg, "kid": KID}).refresh_token()["scope"] == SCOPE
    refused(session(header={"alg": "PS256", "kid": KID}), "invalid_request", "Invalid assertion")


@check("Authlib: a claim that Maskinporten does not know is refused")
def _():
    refused(session(claims={"scope": SCOPE, "consumer_orgno": "313513408"}), "invalid_request", "Invalid assertion")


done()
