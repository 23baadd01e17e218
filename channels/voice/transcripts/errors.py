"""What can go wrong when speech is turned into text."""

from __future__ import annotations

from contact_center.kernel.errors import GiveUp, Invalid, NotFound, RetryLater


class NotASpeechSetting(Invalid):
    """Give an https address, or http in your own network, and a model."""


class SpeechUnreachable(RetryLater):
    """Nothing answers at the address of the speech server, or not in time."""


class SpeechBusy(RetryLater):
    """The speech server takes nothing more now."""


class SpeechRefusesKey(RetryLater):
    """The speech server refuses its key; an administrator has to renew it."""


class SpeechRefused(GiveUp):
    """The speech server refuses the sound: the model may be misspelt, or it does not take such files."""


class SpeechAnsweredOtherwise(GiveUp):
    """What answers there is no OpenAI-compatible transcription; check the address."""


class NoTranscript(NotFound):
    """Nothing of this call is written down, or it is no longer kept."""
