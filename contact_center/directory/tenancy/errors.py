"""What can go wrong with whole organisations."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid


class SuspendedAlready(Conflict):
    """This organisation is suspended already."""


class NotSuspended(Conflict):
    """This organisation is in service; suspend it first."""


class NoReason(Invalid):
    """`why` is needed, of at most 300 characters: whoever is kept out, and whoever resumes it, asks for it."""
