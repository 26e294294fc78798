"""pymaskinporten: its command line, from the environment to a token, and its advice when there is none."""

import os
import pathlib
import subprocess
import sys

from check import BASE, CLIENT, DELEGATED_SCOPE, ISSUER, KEY, KID, SCOPE, check, done
from pymaskinporten.config import MaskinportenSecrets
from pymaskinporten.request_token import request_maskinporten_token

PROGRAM = pathlib.Path(sys.executable).with_name("pymaskinporten")


def doctor(audience=ISSUER, **changed):
    told = {"PRIVATE_KEY": KEY, "MASKINPORTEN_CLIENT_ID": CLIENT, "KID": KID, "SCOPE": SCOPE, **changed}
    run = subprocess.run(
        [PROGRAM, "doctor", "--token-url", BASE + "/token", "--audience", audience],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return run.returncode, run.stdout


def refused(expected, **changed):
    code, out = doctor(**changed)
    assert code == 1, out
    for text in expected:
        assert text in out, f"{text!r} is not in {out}"


@check("pymaskinporten: the doctor gets a token")
def _():
    code, out = doctor()
    assert code == 0 and "OK: got an access token, valid for 120 seconds." in out, out


@check("pymaskinporten: the library gets a token and its lifetime as a whole number")
def _():
    config = MaskinportenSecrets(PRIVATE_KEY=KEY, MASKINPORTEN_CLIENT_ID=CLIENT, KID=KID, SCOPE=SCOPE)
    token, life = request_maskinporten_token(config=config, token_url=BASE + "/token", audience=ISSUER)
    assert token.count(".") == 2 and life == 120, (token, life)


@check("pymaskinporten: a scope without a grant is told as one that the API's owner must grant")
def _():
    refused(
        ["invalid_scope", "Consumer has not been granted access to the scope", "Ask the API owner to grant it"],
        SCOPE=DELEGATED_SCOPE,
    )


@check("pymaskinporten: an unknown kid is told as a key that does not match")
def _():
    refused(["invalid_grant", "Unknown key identifier (kid) for client.", "the key does not match KID"], KID="ukjent")


@check("pymaskinporten: an unknown client, and the token URL as audience, are told as what they are")
def _():
    refused(["invalid_grant", "Client not found"], MASKINPORTEN_CLIENT_ID="ukjent")
    refused(["invalid_grant", "Invalid JWT claim aud."], audience=BASE + "/token")


done()
