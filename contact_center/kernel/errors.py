"""What can go wrong, in words a person can act on.

The docstring of an error class is its default message. Each class knows the HTTP status under which
the edge reports it (RFC 9457 problem details) and a stable `code` that programs may test.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID


class ContactCenterError(Exception):
    """Something went wrong in the contact centre."""

    status: ClassVar[int] = 500
    internal: ClassVar[bool] = False
    """Its detail is in our own words (states, reasons) and goes to the log alone."""

    def __init__(self, detail: object = None, /, **fields: Any) -> None:
        self.message = " ".join((type(self).__doc__ or "").split())
        hidden = self.internal or isinstance(detail, UUID)
        self.about = str(detail) if hidden and detail is not None else None
        """What it is about, for logs: an id tells a person nothing."""
        self.detail = None if hidden or detail is None else str(detail)
        self.fields = fields
        super().__init__(self.message if detail is None else f"{self.message} ({detail})")

    @property
    def code(self) -> str:
        """The class name in snake case, e.g. `offer_gone`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()


class Invalid(ContactCenterError):
    """The request has a value that cannot be used; the field and the remedy are named."""

    status = 422


class NotSignedIn(ContactCenterError):
    """Sign in first."""

    status = 401


class Forbidden(ContactCenterError):
    """Your role does not allow this."""

    status = 403


class NotFound(ContactCenterError):
    """There is no such thing here, or it belongs to somebody else."""

    status = 404


class Conflict(ContactCenterError):
    """This does not fit what has happened in the meantime."""

    status = 409


class TooManyRequests(ContactCenterError):
    """Too many attempts; wait a moment and try again."""

    status = 429


class BorderError(ContactCenterError):
    """A system outside of ours did not do what we asked."""

    status = 502


class RetryLater(BorderError):
    """The other side is busy or unreachable; the same request may work later."""

    def __init__(self, detail: object = None, /, *, after: timedelta | None = None, **fields: Any) -> None:
        super().__init__(detail, **fields)
        self.after = after


class ReauthNeeded(BorderError):
    """The other side no longer accepts our credentials; an administrator has to renew them."""


class GiveUp(BorderError):
    """The other side refuses this request for good; repeating it will not help."""


class OutcomeUnknown(BorderError):
    """The connection broke before the answer: the other side may or may not have taken it."""
