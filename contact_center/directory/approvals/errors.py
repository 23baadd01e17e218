"""What can go wrong with approvals."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchApproval(NotFound):
    """There is no such question here."""


class AlreadyDecided(Conflict):
    """A colleague has answered already, or the question was taken back."""


class NotForOneself(Forbidden):
    """Who asks may not answer: another supervisor has to."""


class ApprovalNeedsAReason(Invalid):
    """Say why it is refused, so that the colleague can tell the customer."""
