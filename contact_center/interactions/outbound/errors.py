"""Why a conversation cannot begin with us."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid


class CannotStart(Invalid):
    """On this channel customers begin; choose an account by which somebody can be written to first."""


class NotReachable(Invalid):
    """This is no address that the channel can reach: an e-mail address for e-mail, a telephone number for SMS."""


class NotYourChannel(Forbidden):
    """You have no places for this channel; an administrator can give you some."""


class NotYourQueue(Forbidden):
    """You do not serve this queue; choose one of yours, or leave it to routing."""


class NoSuchContact(Invalid):
    """There is no such customer here; choose one from the list, or leave it open."""


class RefusalMissing(Invalid):
    """Marketing tells how to refuse it free of charge: name a word to answer with, STOP or 退訂."""


class ConversationGoesOn(Conflict):
    """There is open work with this address on this channel; write your message there."""


class NotOnSite(Conflict):
    """Nobody known as this customer has a page with the chat open now; write to them instead."""


class NoInvitation(Conflict):
    """No invitation waits for an answer; it was answered, or its time is over."""
