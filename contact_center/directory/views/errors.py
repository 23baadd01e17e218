"""What can go wrong with saved views."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NoSuchView(NotFound):
    """There is no such view, or it is a colleague's own."""


class ViewNameWrong(Invalid):
    """A view needs a name of at most 60 characters."""


class TooManyViews(Conflict):
    """There are 100 views already; delete one first."""


class ColumnsWrong(Invalid):
    """A list shows at least one column and twelve at most, each once."""
