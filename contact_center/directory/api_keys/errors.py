"""What can go wrong with keys of the API."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooManyRequests


class ApiKeyWrong(NotSignedIn):
    """This key is unknown, was revoked, has expired, or whom it acts for has left."""


class ApiKeyNotForThis(Forbidden):
    """The scopes of this key do not cover this; the detail names what is needed."""


class ApiKeyTooFast(TooManyRequests):
    """This key is used faster than it may be; `retry_after` says how many seconds to wait."""


class NoSuchApiKey(NotFound):
    """There is no such key, or it was revoked."""


class ApiKeyNameWrong(Invalid):
    """A key needs a name of visible characters, 60 at most."""


class ApiKeyScopeWrong(Invalid):
    """A key needs scopes, each an area of the API with `read` or `write`."""


class ApiKeyTimesWrong(Invalid):
    """A key lasts 1 to 730 days and may make 1 to 6,000 requests a minute."""


class ApiKeyForNobody(Invalid):
    """Whom it would act for does not work here."""


class TooManyApiKeys(Conflict):
    """There are as many keys as there may be; revoke one first."""
