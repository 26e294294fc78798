"""dlt-source-elhub: tokens on behalf of a customer, and what its user reads when there is none."""

import requests
from check import BASE, CLIENT, CUSTOMER, DELEGATED_SCOPE, KEY, KID, SCOPE, STRANGER, VENDOR, check, claims, done
from dlt_source_elhub.maskinporten import MaskinportenAuth, MaskinportenCredentials, MaskinportenError

credentials = MaskinportenCredentials()
credentials.client_id, credentials.kid, credentials.private_key = CLIENT, KID, KEY
credentials.maskinporten_url = BASE


def token(scope, consumer_org=None):
    """The token as the client puts it on a request of its own."""
    request = requests.Request("GET", "http://api.example.no", auth=MaskinportenAuth(credentials, scope, consumer_org))
    return claims(request.prepare().headers["Authorization"].removeprefix("Bearer "))


def refused(scope, consumer_org, code, *texts):
    try:
        token(scope, consumer_org)
    except MaskinportenError as error:
        assert error.status == 400, error
        for text in (code, *texts):
            assert text in str(error), error
    else:
        raise AssertionError("a token was issued")


@check("dlt-source-elhub: a customer's token names customer, vendor and source of the delegation")
def _():
    found = token(DELEGATED_SCOPE, CUSTOMER)
    assert found["consumer"] == {"authority": "iso6523-actorid-upis", "ID": f"0192:{CUSTOMER}"}, found
    assert found["supplier"] == {"authority": "iso6523-actorid-upis", "ID": f"0192:{VENDOR}"}, found
    assert found["delegation_source"], found


@check("dlt-source-elhub: without consumer_org the token is the vendor's own")
def _():
    found = token(SCOPE)
    assert found["consumer"]["ID"] == f"0192:{VENDOR}" and "supplier" not in found, found


@check("dlt-source-elhub: of a customer that has not delegated, the text of MP-251 reaches the user")
def _():
    refused(DELEGATED_SCOPE, STRANGER, "invalid_scope", f"Consumer {STRANGER} has not delegated access", VENDOR)


@check("dlt-source-elhub: where consumer_org is forgotten, the text of MP-250 reaches the user")
def _():
    refused(DELEGATED_SCOPE, None, "invalid_scope", "Consumer has not been granted access to the scope")


@check("dlt-source-elhub: the vendor's own number as consumer_org is refused as a combination")
def _():
    refused(DELEGATED_SCOPE, VENDOR, "invalid_request", "combination consumer_org")


done()
