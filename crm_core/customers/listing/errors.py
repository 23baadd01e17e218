"""What can go wrong when many customers are changed at once."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class NobodyChosen(Invalid):
    """Choose customers on the list first."""


class NothingToChange(Invalid):
    """Say what is to be done with them: a tag or an owner."""
