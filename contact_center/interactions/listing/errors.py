"""What can go wrong with many pieces of work at once."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid


class NoWorkChosen(Invalid):
    """Choose conversations on the list first."""


class NotATag(Invalid):
    """A tag is one line of 1 to 40 characters, and a conversation has at most 20."""


class BulkUndoOver(Conflict):
    """It is too late to undo this, or it has already been undone."""
