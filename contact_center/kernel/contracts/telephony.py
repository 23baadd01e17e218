"""Telephony as ports (D20): a call is a bridge with legs and a hear-matrix.

`Telephony` is what every provider does with a bridge. How a leg gets into it is a port of its own, since it depends on
what the leg is: a browser of ours (`BrowserLegs`), a device that the provider reaches itself (`DeviceLegs`), a
telephone that we call (`DialledLegs`), one that calls us (`AnsweredLegs`); a provider has those it can do, and says so
in its `Abilities`. Commands are idempotent and named by our ids. What a provider reports is the truth about media; the
interaction is the truth about work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from contact_center.kernel.ids import CallId

MOST_SDP = 64 * 1024
"""Characters of a browser's offer of media, and of the answer to it."""
MOST_PAGE_ID = 64
"""Characters of what a page calls itself."""
MOST_EARLIER_PAGES = 20


class LegRole(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    CONSULTED = "consulted"
    SUPERVISOR = "supervisor"


class Play(StrEnum):
    """What a leg hears while nobody may be heard."""

    RINGBACK = "ringback"
    WAITING_MUSIC = "waiting_music"
    HOLD_MUSIC = "hold_music"
    RECORDING_NOTICE = "recording_notice"
    SILENCE = "silence"


class MediaEventKind(StrEnum):
    LEG_JOINED = "leg.joined"
    """Media flows both ways."""
    LEG_LEFT = "leg.left"
    """The far end said good-bye: it hung up, or its page was closed, left or reloaded, and may come back."""
    LEG_LOST = "leg.lost"
    """Media stopped without a good-bye."""
    NOTICE_PLAYED = "notice.played"
    RECORDING_STARTED = "recording.started"
    RECORDING_READY = "recording.ready"
    MESSAGE_READY = "message.ready"
    """What the customer said after the tone is kept."""
    BRIDGE_ENDED = "bridge.ended"


@dataclass(frozen=True, slots=True)
class MediaEvent:
    call_id: CallId
    leg_id: UUID | None
    kind: MediaEventKind
    sequence: int
    """Rises with each event of a call, usually by one; makes a repeated event harmless."""
    at: datetime
    detail: str | None = None
    """Reason of a loss; blob key of a recording or a message."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a provider can do beside bridges: who shows a page or chooses a way for a leg acts on it."""

    browsers: bool = False
    """Pages join by an offer of their own (`BrowserLegs`)."""
    devices: bool = False
    """Pages of agents join as devices of the provider (`DeviceLegs`)."""
    dials: bool = False
    """It rings numbers of the public network (`DialledLegs`)."""
    answers: bool = False
    """Its numbers can be called (`AnsweredLegs`)."""
    keys: bool = False
    """It sends the tones of a keypad (`Keypad`)."""
    speaks: bool = False
    """It says words of ours to a far end (`SpokenWords`)."""
    silent_gaps: bool = False
    """In its recordings silence stands for what is not kept; in others there is nothing of that time."""


class NotPickedUp(StrEnum):
    """Why a telephone that was rung did not join: `detail` of its `leg.left`. Any other text there means `failed`."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    """It rang as long as the network lets it, or was refused."""
    MACHINE = "machine"
    """An answering machine took the call, so the provider hung up."""
    FAILED = "failed"
    """The network could not ring it."""


KEYS = "0123456789*#"
"""What a keypad has."""
MOST_KEYS = 32
"""Digits sent in one go."""


class Telephony(Protocol):
    """Bridges, and what is heard in them."""

    name: str

    async def create_bridge(self, call_id: CallId, language: str = "en") -> None:
        """Opens the call; `language` is the customer's and that of the spoken notices."""
        ...

    async def hear(self, call_id: CallId, matrix: dict[UUID, set[UUID]]) -> None:
        """Who hears whom: listener → speakers. Legs absent from the matrix hear what `play` says."""
        ...

    async def play(self, call_id: CallId, leg_id: UUID, what: Play) -> None: ...

    async def mute(self, call_id: CallId, leg_id: UUID, muted: bool) -> None: ...

    async def start_recording(self, call_id: CallId, customer: UUID, agent: UUID) -> None:
        """Two channels: customer left, agent right. What a held leg says or hears is not in it."""
        ...

    async def pause_recording(self, call_id: CallId, paused: bool) -> None:
        """Nothing that anybody says or presses is kept from now on, until it is told otherwise.

        It counts for whatever recording the call has, also for one that begins meanwhile.
        """
        ...

    async def stop_recording(self, call_id: CallId) -> None: ...

    async def take_message(self, call_id: CallId, customer: UUID) -> None:
        """Greeting and tone to the customer, then what they alone say is kept until they or the bridge are gone.

        A recording that runs is finished first. `recording.started` follows the tone, `message.ready` the end.
        """
        ...

    async def remove_leg(self, call_id: CallId, leg_id: UUID) -> None: ...

    async def end_bridge(self, call_id: CallId) -> None: ...


class MediaEvents(Protocol):
    """A provider that has to be asked what happens. Others tell it by themselves."""

    def events(self) -> AsyncIterator[MediaEvent]: ...


@runtime_checkable
class BrowserLegs(Protocol):
    """Legs that are browsers."""

    async def connect_browser(self, call_id: CallId, leg_id: UUID, role: LegRole, offer_sdp: str) -> str:
        """Joins a browser to the bridge; returns the answer SDP. The leg hears waiting music at first."""
        ...


@dataclass(frozen=True, slots=True)
class DeviceAccess:
    """What a page needs to be reached by the provider under a name."""

    token: str = field(repr=False)
    signal_url: str
    """Where the page signs in with it; empty for the provider's own address."""
    seconds: int
    """How long the token counts."""


@runtime_checkable
class DeviceLegs(Protocol):
    """Legs that are devices of the provider: it reaches the page itself, so there is no offer of ours."""

    def device_access(self, device: str) -> DeviceAccess:
        """Lets a page be rung under this name: letters, digits and underscores, 121 at most."""
        ...

    async def ring_device(self, call_id: CallId, leg_id: UUID, role: LegRole, device: str) -> None:
        """Rings the page, which answers by itself.

        `leg.joined` tells that it has, `leg.left` that it was not there. The leg hears waiting music at first.
        """
        ...


@runtime_checkable
class DialledLegs(Protocol):
    """Legs that are telephones we call."""

    async def dial(self, call_id: CallId, leg_id: UUID, role: LegRole, number: str, caller_id: str) -> None:
        """Rings a number for the bridge; both numbers are E.164, `caller_id` is one of ours.

        `leg.joined` tells that it was answered, `leg.left` with its reason (`NotPickedUp`) that it was not. A leg that
        was dialled, or removed, is not dialled again. `remove_leg` and `end_bridge` stop the ringing.
        """
        ...


@runtime_checkable
class Keypad(Protocol):
    """Tones of a keypad, for the machines that answer telephones."""

    async def press(self, call_id: CallId, leg_id: UUID, digits: str) -> None:
        """The far end of this leg hears these keys (`KEYS`, at most `MOST_KEYS`); nothing of ours keeps them."""
        ...


@runtime_checkable
class SpokenWords(Protocol):
    """Words of ours, for the machines that answer telephones."""

    async def say_and_end(self, call_id: CallId, leg_id: UUID, text: str, language: str) -> None:
        """The far end of this leg alone hears the text and is hung up then, also where the bridge ends meanwhile."""
        ...


@runtime_checkable
class AnsweredLegs(Protocol):
    """Legs that are telephones that call us."""

    async def answer(self, call_id: CallId, leg_id: UUID, provider_call: str) -> None:
        """Joins a call that rings at the provider to the bridge; `provider_call` is the provider's id of it.

        The leg hears waiting music at first.
        """
        ...


@runtime_checkable
class EchoLegs(Protocol):
    """Pages that hear themselves, before a shift."""

    async def echo(self, offer_sdp: str) -> str:
        """The answer to a browser that hears itself a moment late, for half a minute at most. It is no call."""
        ...


class BrowserTelephony(Telephony, BrowserLegs, MediaEvents, Protocol):
    """What calls between browsers need of a provider."""
