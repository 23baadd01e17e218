"""What can go wrong with tasks."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchTask(NotFound):
    """There is no such task here."""


class NotYourTask(Forbidden):
    """The task belongs to somebody else, and you do not serve its queue."""


class TaskEnded(Conflict):
    """The task was completed or cancelled already."""


class TaskNotEnded(Conflict):
    """The task is open; there is nothing to take back."""


class TaskInOtherHands(Conflict):
    """A colleague has the work of this task in hand; they complete or reschedule it."""


class NothingToDo(Invalid):
    """A task needs words that say what is to be done, at most 200 characters."""


class NotADueTime(Invalid):
    """A task is due in the future, within two years."""


class NobodysTask(Invalid):
    """A task belongs to a person who takes work or to a queue; name one that there is."""


class NotAPage(Invalid):
    """`after` is what `next` of an earlier answer said."""
