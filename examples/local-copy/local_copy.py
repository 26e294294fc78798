#!/usr/bin/env python3
"""Keeps a local copy of the register of beneficial owners in step with the register.

    pip install "PyJWT[crypto]"
    python local_copy.py --base http://localhost:8080 --client CLIENT-ID --kid KID --key key.pem copy.db

The first time the whole register is fetched; after that only what has changed. The copy is a SQLite database with one row
for each company, as JSON. It can be stopped at any moment: a change is stored together with how far the change log has been
read, so that nothing is lost and nothing is read in vain.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import jwt

LOOKUPS_AT_ONCE = 8
ATTEMPTS = 10
PIECE = 1 << 20


class Refused(Exception):
    """The service said no, and asking again would not help."""


class Register:
    """The register's API, with a token that is fetched anew when it runs out."""

    def __init__(self, options):
        self.options = options
        self.base = options.base.rstrip("/") + "/api/oppslag/v1"
        self.key = open(options.key, encoding="ascii").read()
        self.token, self.good_until = "", 0.0
        self.lock = threading.Lock()

    def fetch_token(self):
        now = int(time.time())
        claims = {"aud": self.options.issuer, "iss": self.options.client, "scope": self.options.scope,
                  "iat": now, "exp": now + 60, "jti": str(uuid.uuid4())}
        if self.options.consumer_org:
            claims["consumer_org"] = self.options.consumer_org
        assertion = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.options.kid})
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        request = urllib.request.Request(self.options.issuer + "token", urllib.parse.urlencode(form).encode())
        answer = json.load(ask(request))
        self.token, self.good_until = answer["access_token"], time.monotonic() + answer["expires_in"] - 10

    def open(self, path, headers=None):
        """The answer to GET; `None` when there is no such company."""
        for attempt in (1, 2):
            with self.lock:
                if time.monotonic() >= self.good_until:
                    self.fetch_token()
                token = self.token
            sent = {"Authorization": f"Bearer {token}", "Accept-Language": "nob", **(headers or {})}
            try:
                return ask(urllib.request.Request(self.base + path, headers=sent))
            except urllib.error.HTTPError as error:
                if error.code == 404:
                    return None
                if error.code == 401 and attempt == 1:
                    # The token ended on the way, or its key was withdrawn: one more try with a new one.
                    self.good_until = 0.0
                    continue
                raise Refused(f"GET {path}: {error.code} {error.read().decode(errors='replace')}") from error

    def json(self, path):
        answer = self.open(path)
        if answer is None:
            raise Refused(f"GET {path}: there is no such path")
        return json.load(answer)

    def company(self, number):
        """A company as the whole register's file has it: with its newest registration alone."""
        answer = self.open(f"/virksomheter/{number}")
        if answer is None:
            return None
        company = json.load(answer)
        company["registreringer"] = [one for one in company["registreringer"] if one["erGjeldendeRegistrering"]]
        return company

    def download(self, file):
        """Writes the whole register's ZIP to `file`; a download that is cut goes on where it was."""
        etag = None
        for _ in range(ATTEMPTS):
            headers = {"Range": f"bytes={file.tell()}-", "If-Range": etag} if etag else {}
            answer = self.open("/virksomheter/totalbestand?format=json", headers)
            if answer.status == 200:
                # The first answer, or there is a newer file by now: from the beginning.
                file.seek(0)
                file.truncate()
            etag = answer.headers["ETag"]
            whole = int(answer.headers["Content-Length"]) + file.tell()
            try:
                while piece := answer.read(PIECE):
                    file.write(piece)
            except OSError:
                pass  # The connection broke; what came so far is kept.
            if file.tell() == whole:
                return
        raise Refused(f"totalbestand was cut {ATTEMPTS} times")


def ask(request):
    """Sends a request, again after a while when the service is busy or not to be reached."""
    for attempt in range(ATTEMPTS):
        try:
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503) or attempt == ATTEMPTS - 1:
                raise
            wait = int(error.headers.get("Retry-After") or 1 << attempt)
        except OSError:
            if attempt == ATTEMPTS - 1:
                raise
            wait = 1 << attempt
        time.sleep(min(wait, 60))


def companies_in(zipped):
    """The companies of the whole register's file, one after the other: the file is larger than memory may be."""
    with zipfile.ZipFile(zipped) as archive, archive.open(archive.namelist()[0]) as entry:
        decoder, text, ended = json.JSONDecoder(), "", False
        undecoded = b""
        while not ended or text:
            piece = entry.read(PIECE)
            ended = not piece
            undecoded += piece
            # A character may lie across the border of two pieces.
            border = len(undecoded)
            while border > 0 and border > len(undecoded) - 4:
                try:
                    text += undecoded[:border].decode()
                    break
                except UnicodeDecodeError:
                    border -= 1
            undecoded = undecoded[border:]
            text = text.lstrip("[, \n")
            while text.startswith("{"):
                try:
                    company, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break  # The rest of it is in the next piece.
                yield company
                text = text[end:].lstrip(", \n")
            if ended:
                if text.strip() != "]":
                    raise Refused("totalbestand ends in the middle of a company")
                return


class Copy:
    """The local copy."""

    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.execute("CREATE TABLE IF NOT EXISTS company (number TEXT PRIMARY KEY, document TEXT NOT NULL)")
        self.db.execute("CREATE TABLE IF NOT EXISTS state (sequence TEXT NOT NULL)")

    def sequence(self):
        """How far the change log has been read; `None` before the first time."""
        row = self.db.execute("SELECT sequence FROM state").fetchone()
        return row and row[0]

    def put(self, company):
        document = json.dumps(company, ensure_ascii=False)
        self.db.execute("INSERT OR REPLACE INTO company VALUES (?, ?)", (company["organisasjonsnummer"], document))

    def remove(self, number):
        self.db.execute("DELETE FROM company WHERE number = ?", (number,))

    def reached(self, sequence):
        self.db.execute("DELETE FROM state")
        self.db.execute("INSERT INTO state VALUES (?)", (str(sequence),))


def begin(register, copy):
    """Fetches the whole register, and where to begin reading the change log: some days before the file was made, since a
    change that is looked up twice does no harm, and one that is missed stays missed."""
    days_ago = (datetime.now(timezone.utc) - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    sequence = register.json(f"/sekvensnummer?tidspunkt={days_ago}")["sekvensnummer"]
    with tempfile.TemporaryFile() as file, copy.db:
        register.download(file)
        for count, company in enumerate(companies_in(file), 1):
            copy.put(company)
        copy.reached(sequence)
    print(f"{count} companies fetched; the change log begins after {sequence}", flush=True)


def follow(register, copy):
    """Reads the change log to its end, and looks up every company that it names."""
    seen = 0
    with ThreadPoolExecutor(LOOKUPS_AT_ONCE) as pool:
        while True:
            events = register.json(f"/endringslogg?sekvensnummer={copy.sequence()}")
            if not events:
                break
            numbers = list(dict.fromkeys(event["data"]["organisasjonsnummer"] for event in events))
            found = list(pool.map(register.company, numbers))
            with copy.db:
                for number, company in zip(numbers, found):
                    if company is None:
                        copy.remove(number)
                    else:
                        copy.put(company)
                copy.reached(events[-1]["id"])
            seen += len(events)
    print(f"{seen} changes read; in step as of {copy.sequence()}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Keeps a local copy of the register of beneficial owners in step.")
    parser.add_argument("--base", required=True, help="where the register is, such as http://localhost:8080")
    parser.add_argument("--issuer", help="Maskinporten's issuer, with the slash at its end [default: BASE/]")
    parser.add_argument("--client", required=True, help="the client's id")
    parser.add_argument("--kid", required=True, help="the id of its key")
    parser.add_argument("--key", required=True, help="a PEM file with the private key")
    parser.add_argument("--scope", default="brreg:reelle/offentlig")
    parser.add_argument("--consumer-org", help="the customer who has delegated the scope to you")
    parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, and look for changes so often [default: once]")
    parser.add_argument("copy", help="the SQLite database that holds the copy")
    options = parser.parse_args()
    options.issuer = options.issuer or options.base.rstrip("/") + "/"
    register, copy = Register(options), Copy(options.copy)
    try:
        if copy.sequence() is None:
            begin(register, copy)
        follow(register, copy)
        while options.every:
            time.sleep(options.every)
            follow(register, copy)
    except (Refused, urllib.error.URLError) as error:
        detail = error.read().decode(errors="replace") if isinstance(error, urllib.error.HTTPError) else ""
        sys.exit(f"{error} {detail}".strip())


if __name__ == "__main__":
    main()
