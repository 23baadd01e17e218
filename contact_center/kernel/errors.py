"""What can go wrong. Each class knows the HTTP status under which the edge reports it (RFC 9457 problem details) and a
stable `code` that programs may test.

No class has a sentence: its docstring is for who reads the code. People and programs are told what
`agent_ui.words.errors` has for the code, in their language (docs/decisions/0036-codes-travel.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from contact_center.kernel.phrases import Phrase


class ContactCenterError(Exception):
    """Something went wrong in the contact centre."""

    status: ClassVar[int] = 500
    internal: ClassVar[bool] = False
    """Its detail is in our own words (states, reasons) and goes to the log alone."""

    def __init__(self, detail: object = None, /, **fields: Any) -> None:
        hidden = self.internal or isinstance(detail, UUID)
        self.about = str(detail) if hidden and detail is not None else None
        """What it is about, for logs: an id tells a person nothing."""
        self.detail: Phrase | str | None = _told(None if hidden else detail)
        """What it is about: a phrase, or data such as a name that was not found."""
        self.fields = fields
        super().__init__(self.code if detail is None else f"{self.code} ({detail})")

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


class ExternalSystemError(ContactCenterError):
    """A system outside of ours did not do what we asked."""

    status = 502


class RetryLater(ExternalSystemError):
    """The other side is busy or unreachable; the same request may work later."""

    def __init__(self, detail: object = None, /, *, after: timedelta | None = None, **fields: Any) -> None:
        super().__init__(detail, **fields)
        self.after = after


class ReauthNeeded(ExternalSystemError):
    """The other side no longer accepts our credentials; an administrator has to renew them."""


class GiveUp(ExternalSystemError):
    """The other side refuses this request for good; repeating it will not help."""


class OutcomeUnknown(ExternalSystemError):
    """The connection broke before the answer: the other side may or may not have taken it."""


def _told(detail: object) -> Phrase | str | None:
    return detail if detail is None or isinstance(detail, Phrase) else str(detail)


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error in a language."""

    title: str
    detail: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """For programs: which field of the request, what else is known."""


def bare(error: ContactCenterError) -> ErrorText:
    """The code itself: for programs of vendors and processes of ours, where no person reads."""
    return ErrorText(error.code.replace("_", " "), None if error.detail is None else str(error.detail))


Tell = Callable[[ContactCenterError], ErrorText]
"""In English, where an error leaves the product for programs. Handed in where processes are put together."""
