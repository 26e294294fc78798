"""brreg: a client of Enhetsregisteret's open API finds the organisations of this world as it finds real ones."""

import os
import subprocess

from brreg import BrregRestError
from brreg.enhetsregisteret import Client, EnhetQuery, UnderenhetQuery
from check import BASE, CUSTOMER, STRANGER, VENDOR, check, done

SUBUNIT, DELETED, NOBODY = "311111116", "311111124", "311111132"

client = Client()
# The package has no setting for its address, and reading HTTPS with a certificate of our own needs a proxy in between:
# the address of its HTTP client is all that is changed.
client._client.base_url = f"{BASE}/enhetsregisteret/api"


def fullmakt(*arguments):
    """Runs a command of the program in the world that is served."""
    subprocess.run([os.environ["COMPAT_PROGRAM"], *arguments, "--data", os.environ["COMPAT_WORLD"]], check=True, stdout=subprocess.DEVNULL)


@check("brreg: an organisation is found with its form, and who is nobody is None")
def _():
    found = client.get_enhet(CUSTOMER)
    assert (found.organisasjonsnummer, found.navn) == (CUSTOMER, "LYSTIG ELG AS"), found
    assert (found.organisasjonsform.kode, found.organisasjonsform.beskrivelse) == ("AS", "Aksjeselskap"), found
    assert found.konkurs is False and found.slettedato is None, found
    assert client.get_enhet(NOBODY) is None
    assert client.get_underenhet(NOBODY) is None and client.get_roller(NOBODY) == []


@check("brreg: a subunit is found under its own address alone")
def _():
    found = client.get_underenhet(SUBUNIT)
    assert (found.organisasjonsnummer, found.overordnet_enhet) == (SUBUNIT, CUSTOMER), found
    assert client.get_enhet(SUBUNIT) is None and client.get_underenhet(CUSTOMER) is None


@check("brreg: the roles of an organisation are read with their persons")
def _():
    (group,) = client.get_roller(CUSTOMER)
    (role,) = group.roller
    assert (group.type.kode, role.type.beskrivelse) == ("DAGL", "Daglig leder"), group
    assert (role.person.navn.fornavn, role.person.navn.etternavn) == ("Rask", "Løvetann"), role
    assert not role.avregistrert and not role.person.er_doed, role


@check("brreg: a search is read page by page")
def _():
    cursor = client.search_enhet(EnhetQuery(size=1, sort="ASC"))
    numbers = [one.organisasjonsnummer for one in cursor.items]
    assert numbers == sorted(numbers) and {CUSTOMER, VENDOR, STRANGER} <= set(numbers), numbers
    assert len(list(cursor.page_numbers)) == len(numbers) == cursor.get_page(0).total_elements
    named = client.search_enhet(EnhetQuery(navn="måke rolig", organisasjonsform=["AS", "ENK"], konkurs=False))
    assert [one.organisasjonsnummer for one in named.items] == [VENDOR]
    below = client.search_underenhet(UnderenhetQuery(overordnet_enhet=CUSTOMER))
    assert [one.organisasjonsnummer for one in below.items] == [SUBUNIT]
    none = client.search_enhet(EnhetQuery(navn="finnesikke"))
    assert list(none.items) == [] and none.get_page(0).total_elements == 0


@check("brreg: what cannot be searched by here is refused, and not left out")
def _():
    try:
        client.search_enhet(EnhetQuery(fra_antall_ansatte=5))
    except BrregRestError as error:
        assert error.status_code == 400, error
    else:
        raise AssertionError("a condition was not looked at")


@check("brreg: a deleted organisation is shown with its date")
def _():
    assert client.get_enhet(DELETED).slettedato is None
    fullmakt("parties", "end", DELETED, "--deleted")
    assert client.get_enhet(DELETED).slettedato is not None
    assert DELETED not in [one.organisasjonsnummer for one in client.search_enhet(EnhetQuery()).items]


client.close()
done()
