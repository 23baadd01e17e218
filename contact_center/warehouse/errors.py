"""What can be wrong with a question to the warehouse."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid


class NothingKnownThen(Invalid):
    """The warehouse had learned nothing by then: `as_of` must not be before the first load."""


class LoadedElsewhere(Conflict):
    """Another process has loaded this fact at the same moment; nothing was loaded twice."""
