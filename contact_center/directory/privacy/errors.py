"""What can go wrong with personal data that somebody asks for, erases or keeps."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchPrivacyRequest(NotFound):
    """There is no such request, or it was answered."""


class NoSuchLegalHold(NotFound):
    """There is no such legal hold, or it was lifted."""


class CustomerHeld(Conflict):
    """A legal hold keeps what we have of this customer; its reason is the detail."""


class NoPrivacyReason(Invalid):
    """Say why in visible characters, 2,000 at most."""


class RequestInFuture(Invalid):
    """A request came today or before."""


class RetentionTooShort(Invalid):
    """This kind is kept longer than that; the detail is the least number of days."""
