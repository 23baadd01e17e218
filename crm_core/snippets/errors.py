"""What can go wrong with snippets."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotASnippet(Invalid):
    """Give a name of at most 60 characters and a text of at most 4000."""


class SignatureTooLong(Invalid):
    """A signature has at most 1000 characters in 20 lines."""


class NoSuchQueueHere(Invalid):
    """There is no such queue here; choose one of yours, or leave it out for all queues."""


class UnknownVariable(Invalid):
    """There is no such variable; use one of those listed on the page."""


class SnippetExists(Conflict):
    """A snippet of this name exists for this queue and language; change that one, or choose another name."""


class TooManySnippets(Conflict):
    """There are 500 snippets; remove one first."""


class NoSuchSnippet(NotFound):
    """There is no such snippet here; somebody may have removed it."""
