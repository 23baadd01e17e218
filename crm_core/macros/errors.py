"""What can go wrong with macros."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotAMacro(Invalid):
    """Give a name of at most 60 characters, and at least one act: a text, tags, a disposition or an ending."""


class MacroExists(Conflict):
    """A macro of this name exists; change that one, or choose another name."""


class TooManyMacros(Conflict):
    """There are 200 macros; remove one first."""


class NoSuchMacro(NotFound):
    """There is no such macro here; somebody may have removed it."""


class NotOnThisChannel(Conflict):
    """A call or a task is ended where it is handled; a macro does not end it."""


class RetiredDisposition(Invalid):
    """This disposition is not in use any more; an administrator has to change the macro."""


class NoQueueToMoveTo(Invalid):
    """The queue that the macro moves to is not in use any more; an administrator has to change the macro."""


class TextNeedsComposer(Conflict):
    """A text is inserted only in the conversation that is open."""


class TextNotSent(Conflict):
    """The text is inserted and not sent yet: send it, and choose there what follows, such as Send and close."""
