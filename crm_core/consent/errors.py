from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotTheirAddress(NotFound):
    """This customer has no such address any more; open the page again."""


class NotTheirMessage(Invalid):
    """A proof is a message that this customer wrote; name one of theirs, or write down what they said."""


class NotADecision(Invalid):
    """Surveys and marketing are agreed to or withdrawn; to service notices a customer objects, or no longer does."""


class ProofMissing(Invalid):
    """Write down what the customer said, in at most 500 characters, or name the message in which they said it."""


class ConsentChangedSince(Conflict):
    """This was recorded too long ago, by somebody else, or changed since; record how it stands instead."""


class ConsentKeyTaken(Conflict):
    """Under this key something else was recorded; use another key for each decision."""


class CannotReach(Invalid):
    """By this channel nothing can be sent to an address of this kind: e-mail addresses by e-mail, numbers by SMS,
    visitors of a web site by its chat and calls."""
