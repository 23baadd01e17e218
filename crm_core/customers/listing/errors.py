"""What can go wrong with a list of customers, and when many are changed at once."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class NobodyChosen(Invalid):
    """Choose customers on the list first."""


class NothingToChange(Invalid):
    """Say what is to be done with them: a tag or an owner."""


class NotAskedSo(Invalid):
    """There is no such own field, or it cannot be asked in this way: texts contain or are, numbers, dates and amounts
    are from, to or exactly, choices are any of, yes and no are one."""


class NotOneCurrency(Invalid):
    """Give both ends of an amount in one currency."""


class TooManyFilters(Invalid):
    """Ask at most 20 things of own fields at once."""
