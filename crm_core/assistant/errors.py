"""What can go wrong with the assistant."""

from __future__ import annotations

from typing import ClassVar

from contact_center.kernel.errors import Conflict, ContactCenterError, Invalid


class NotAnAssistantSetting(Invalid):
    """Give an https address, or http in your own network, a model, and 2 to 120 seconds."""


class AssistantOff(Conflict):
    """The assistant is switched off here."""


class AssistantNotSet(Conflict):
    """No address and model of an assistant are kept; save them first."""


class AssistantUnreachable(ContactCenterError):
    """Nothing answers at the address of the assistant; see whether it runs and can be reached from here."""

    status: ClassVar[int] = 502


class AssistantTooSlow(ContactCenterError):
    """The assistant did not answer within its time; try again, or give it more."""

    status: ClassVar[int] = 504


class AssistantRefusesKey(ContactCenterError):
    """The assistant refuses its key; an administrator has to renew it."""

    status: ClassVar[int] = 502


class AssistantRefused(ContactCenterError):
    """The assistant refuses the question: the model may be misspelt, or there is too much to read."""

    status: ClassVar[int] = 502


class AssistantBusy(ContactCenterError):
    """The assistant takes no more questions now; try again in a moment."""

    status: ClassVar[int] = 503


class AssistantAnsweredOtherwise(ContactCenterError):
    """What answers there is no OpenAI-compatible chat completion; check the address."""

    status: ClassVar[int] = 502


class NothingToAssist(Invalid):
    """There is no text in this conversation that could be worked on."""
