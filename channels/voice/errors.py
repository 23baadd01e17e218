"""What can go wrong with a call, in words an agent or administrator can act on."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound, RetryLater


class LinesBusy(RetryLater):
    """All lines are in use; try again in a moment, or allow more calls at once."""

    status: ClassVar[int] = 503


class MediaUnavailable(RetryLater):
    """The media process does not answer; calls are possible again once it has restarted."""

    status: ClassVar[int] = 503


class UnknownCall(NotFound):
    """The media process holds no such call; it may have ended."""


class UnknownLeg(NotFound):
    """Nobody with this leg id is on the call."""


class CallOver(Conflict):
    """This call has ended; start a new one."""


class LegTaken(Conflict):
    """This leg is already connected from elsewhere; connect again under a new leg id."""


class OfferUnusable(Invalid):
    """The browser's SDP offer cannot be answered: it needs one audio line with Opus."""


class NotConnectedToEachOther(Conflict):
    """This needs an agent and the customer talking with each other; wait until both are connected."""


class NothingRecorded(Conflict):
    """This call is not recorded, so there is nothing to pause."""


class NobodyToListenTo(Conflict):
    """No agent talks with a customer on this call now; listen once one does."""


class NotListening(Conflict):
    """You are not, or no longer, on this call; listen to it again first."""


class TooManyListening(Conflict):
    """As many supervisors as may are on this call already; one of them has to stop first."""


class ColleagueOnCall(Conflict):
    """They are on this call already; choose somebody else."""


class ColleagueRings(Conflict):
    """A colleague is being rung already; wait for their answer, or withdraw the question."""


class TooManyColleagues(Conflict):
    """As many colleagues as may are on this call already; say good-bye to one of them first."""


class ColleaguesOnCall(Conflict):
    """Somebody else is on this call, or is rung for it; say good-bye to them first."""


class NotParked(Conflict):
    """This call is not parked any more: somebody has picked it up, it came back to its queue, or it is over."""


class NotYoursToPickUp(Forbidden):
    """You do not serve the queue of this call; whoever does may pick it up."""


class OutsideOnCall(Conflict):
    """A number outside is on this call already, or rings for it; say good-bye to it first."""


class NobodyToBringIn(Conflict):
    """No colleague has answered yet; ask one and wait until they are there."""


class OwnCall(Conflict):
    """This call is yours; you cannot listen to it as its supervisor."""


class NoSuchCall(NotFound):
    """There is no such call here."""


class NotWithYou(Conflict):
    """You are not, or no longer, on this call; it went back to the queue or to a colleague."""


class NumberNotDialled(Conflict):
    """The telephone network refuses to ring this number; try another one, or write instead."""

    leg: UUID | None = None
    """Whose number it is, if it is not the one that the call was made for."""


class NotAKey(Invalid):
    """A keypad has the digits 0 to 9, * and #; at most 32 are sent at once."""


class NoKeypad(Conflict):
    """Keys cannot be sent on this call: its provider carries no tones of a keypad."""


class NoMessageForMachines(Conflict):
    """There is no message to leave on this call: its line has none for answering machines, or we have not called."""


class CallElsewhere(Conflict):
    """This call is connected in another window of yours; take it there, or ask for it here."""


class CarriedOtherwise(Conflict):
    """This call is carried in another way than this page tried; reload the page."""


class NoSuchProvider(Invalid):
    """No telephony provider of this name is part of this installation: set `provider` of the account to one that is."""


class AlreadyCalling(Conflict):
    """You are calling already; end that call first."""


class NoVoiceAccount(Invalid):
    """This web chat names no voice account that is in use: set `voice_account` in its settings to the id of one."""


class NoRecording(NotFound):
    """This call has no recording, or it is no longer kept."""


class RecordingNotYours(Forbidden):
    """Only supervisors, administrators and the agents of this call may listen to its recording."""
