"""What can go wrong when people are looked after."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotYourself(Conflict):
    """You cannot switch off your own account; another administrator can."""


class LastAdministrator(Conflict):
    """This is the last active administrator; make somebody else one first."""


class NobodyToTakeOver(Invalid):
    """Nobody active here who takes work has this id; choose somebody of the list."""


class NotTheSame(Invalid):
    """Work of somebody who leaves cannot go to themselves; choose a colleague, or nobody."""


class QueueNotHere(Invalid):
    """`queues` names a queue that is not here."""


class NotALevel(Invalid):
    """`skills` has the names of skills of this organisation, each with a level of 0 to 5."""


class NotALanguage(Invalid):
    """`locale` is `en` or `zh-Hant`."""


class NoSuchAct(NotFound):
    """This was taken back already, or it is too long ago."""


class PersonChangedSince(Conflict):
    """It was changed again in the meantime; what you would bring back is no longer the state before."""


class NotAPeopleFile(Invalid):
    """A file of people is text with a heading, commas, semicolons or tabs between columns, and 1 to 500 rows."""


class NoNameColumn(Invalid):
    """A file of people has a column `name`, and one of `email` and `login`."""


class ImportHasErrors(Conflict):
    """Rows of this file cannot be used; correct them, or leave them out, and send it again."""


class RowRefused(Invalid):
    """The row named cannot be taken over, for the reason whose code stands beside it; nothing was."""
