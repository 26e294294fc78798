"""What the scripts here share: the world as the environment tells it, and a line for each check."""

import base64
import json
import os
import pathlib
import sys
import traceback


def _told(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"{name} is not set: run scripts/compat.sh")
    return value


BASE = _told("COMPAT_URL")
ISSUER = BASE + "/"
CLIENT = _told("COMPAT_CLIENT")
KID = _told("COMPAT_KID")
KEY = pathlib.Path(_told("COMPAT_KEY")).read_text()
SCOPE = _told("COMPAT_SCOPE")
DELEGATED_SCOPE = _told("COMPAT_DELEGATED_SCOPE")
VENDOR = _told("COMPAT_VENDOR")
CUSTOMER = _told("COMPAT_CUSTOMER")
STRANGER = _told("COMPAT_STRANGER")

_failed = []


def claims(token):
    """The claims of a token, unverified: for looking at what was issued."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def check(what):
    """Runs the function below it, prints whether it went well, and never stops the checks after it."""

    def run(deed):
        try:
            deed()
            print(f"PASSED: {what}")
        except Exception:
            traceback.print_exc(file=sys.stdout)
            print(f"FAILED: {what}")
            _failed.append(what)

    return run


def done():
    """Ends the script, with 1 when a check failed."""
    sys.exit(1 if _failed else 0)
