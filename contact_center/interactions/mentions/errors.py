"""What can go wrong with mentions."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class CannotBeMentioned(Invalid):
    """Nobody of this organisation who works here has this id; mention agents and supervisors."""


class TooManyMentioned(Invalid):
    """Mention at most 30 colleagues in one note."""


class NotSoManyDays(Invalid):
    """Choose between 0 and 365 days."""
