# SPDX-License-Identifier: GPL-3.0-or-later
# mypy: ignore-errors
# ruff: noqa: S310 - `_root` lets nothing but http and https pass
"""Asks the contact centre, as section `contact_center` of Tryton's configuration says: `url`, `key`, `timeout`.

It waits briefly: somebody has opened a form, and Tryton's transaction waits with them. Nothing of what is told is kept.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request

from trytond import config

SECTION = "contact_center"
PATH = "/api/v1/back-office/"
SECONDS = 2.0
LARGEST = 2_000_000


class NotSetUp(Exception):
    """Nobody has said where the contact centre is."""


class DoesNotAnswer(Exception):
    """It is down, slow, or says what nobody understands."""


class Refuses(Exception):
    """Its no, in its own words."""


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A redirection would take the key to another host."""

    def redirect_request(self, *arguments):
        return None


_OPENER = urllib.request.build_opener(_NoDetour, urllib.request.ProxyHandler({}))


def get(what, **asked):
    return _ask(urllib.request.Request(f"{_root()}{what}?{urllib.parse.urlencode(asked)}", headers=_headers()))


def post(what, body, idempotency):
    headers = {**_headers(), "Content-Type": "application/json", "Idempotency-Key": idempotency}
    return _ask(urllib.request.Request(f"{_root()}{what}", json.dumps(body).encode(), headers))


def _root():
    url = (config.get(SECTION, "url", default="") or "").rstrip("/")
    if not url.startswith(("http://", "https://")) or not config.get(SECTION, "key", default=""):
        raise NotSetUp
    return url + PATH


def _headers():
    return {"Authorization": f"Bearer {config.get(SECTION, 'key')}", "Accept": "application/json"}


def _ask(request):
    seconds = float(config.get(SECTION, "timeout", default="") or SECONDS)
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return json.loads(answer.read(LARGEST))
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise DoesNotAnswer from error
        raise Refuses(_words(error)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DoesNotAnswer from error


def _words(error):
    try:
        told = json.loads(error.read(LARGEST))
        return " ".join(str(told[name]) for name in ("title", "detail") if told.get(name))
    except (OSError, ValueError, TypeError, AttributeError):
        return f"HTTP {error.code}"
