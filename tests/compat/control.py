"""oauthlib, the negative control: its grant has neither kid nor x5c, so a server that takes it checks too little."""

import time

import requests
from check import BASE, CLIENT, ISSUER, KEY, SCOPE, check, done
from oauthlib.oauth2 import ServiceApplicationClient


@check("oauthlib, the control: a grant with neither kid nor x5c is refused")
def _():
    client = ServiceApplicationClient(CLIENT, private_key=KEY, subject=CLIENT, issuer=CLIENT, audience=ISSUER)
    body = client.prepare_request_body(scope=[SCOPE], expires_at=time.time() + 100, extra_claims={"scope": SCOPE})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(BASE + "/token", data=body, headers=form, timeout=30)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "invalid_grant", answer.text
    assert "no key identifier (kid) provided" in answer.json()["error_description"], answer.text


done()
