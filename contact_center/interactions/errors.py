"""What can go wrong with work."""

from __future__ import annotations

from typing import ClassVar

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchInteraction(NotFound):
    """There is no such interaction here."""


class NoSuchSegment(NotFound):
    """There is no such offer or piece of work here."""


class CallbackOpen(Conflict):
    """This customer was promised a call; say first how it went. It stays open until they were reached."""


class OfferGone(Conflict):
    """This work went to somebody else, or the time to accept it ran out."""


class NotYourOffer(Forbidden):
    """This was offered to a colleague."""


class NotYourWork(Forbidden):
    """You are not working on this; ask for it or let the router give it to you."""


class NotForYou(Forbidden):
    """This belongs to a queue you do not serve; its agents and supervisors can read it."""


class NoSuchColleague(Invalid):
    """`to` names nobody who can take this; choose a colleague from the list."""


class IllegalTransition(Conflict):
    """This step does not fit the state the work is in."""

    internal: ClassVar[bool] = True


class AtCapacity(Conflict):
    """The agent has no free place for this channel."""


class FileErased(Conflict):
    """This file was being erased in the same moment; attach it again."""


class NotQueued(Conflict):
    """The interaction is no longer waiting in a queue."""


class CannotWrite(Conflict):
    """This conversation takes no message now."""


class MayNotSend(Forbidden):
    """Nothing may be sent to this address for this purpose; its subclasses say why."""


class CustomerObjected(MayNotSend):
    """The customer does not want to hear about what they have with us at this address."""


class ConsentWithdrawn(MayNotSend):
    """The customer agreed to this kind of message once, or was asked, and has said no."""


class NoConsent(MayNotSend):
    """This kind of message needs the customer's consent, and they were never asked."""


class AlreadySent(Conflict):
    """This was sent from another window before it was changed here. What you wrote is kept; send it as a new answer."""


class EmptyMessage(Invalid):
    """Write something first; `text` is empty."""


class MessageTooLong(Invalid):
    """`text` is longer than this channel can carry; shorten it."""


class NoFilesHere(Invalid):
    """This channel carries no files; send a link, or answer by e-mail."""


class FilesTooLarge(Invalid):
    """The files are too large for this channel; send fewer or smaller ones."""


class NoCopiesHere(Invalid):
    """On this channel a message goes to one person; send it to the others by themselves."""


class UnfilledPlace(Invalid):
    """A place of a snippet is still to be filled; write what belongs there, or take it out."""


class NotAMailAddress(Invalid):
    """This is no e-mail address; correct it, or take it off the copies."""


class TooManyCopies(Invalid):
    """A message can be copied to fifty people at most; take some away."""


class NotAnswered(Conflict):
    """The customer waits for an answer: give `until`, or answer first."""


class TooManyWaiting(Conflict):
    """As many conversations as may be wait for their customers with you: close some, or give `until`."""


class NotATime(Invalid):
    """`until` is an instant with a UTC offset, from now to 60 days ahead."""


class ColleagueNotAvailable(Conflict):
    """This colleague takes no work now; choose another one, or a queue."""


class NotClosed(Conflict):
    """This is open; there is nothing to reopen."""


class CannotReopen(Conflict):
    """A call is over when it is closed, a chat half a minute later; write to the customer on another channel."""


class ContinuedInNewerWork(Conflict):
    """The customer has written again: this conversation goes on in newer work, open that instead."""


class OpenWork(Conflict):
    """You still have open work; say where it goes before you sign out."""


class DispositionNeeded(Invalid):
    """This queue asks for a disposition; choose one to finish the wrap-up."""


class NoSuchDisposition(Invalid):
    """There is no such disposition, or it is no longer used; choose one from the list."""


class NoSuchEnvelope(NotFound):
    """There is no such envelope in quarantine."""


class NotAThreadPlace(Invalid):
    """Older messages are had from the address that the conversation itself gives."""


class TakenMeanwhile(Conflict):
    """A colleague has it by now, or it has been moved on; it stays where it is."""
