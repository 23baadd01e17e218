"""A command that cannot be followed as it was written."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class UsageError(Invalid):
    """Of the command line alone, which speaks English: the detail says what to write instead."""
