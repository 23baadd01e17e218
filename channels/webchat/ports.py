"""What the web chat needs from the contact centre.

`Chats` is the centre's side of a chat: it stores, numbers and tells. `Calls` is its telephone
exchange. A socket subscribes before it reads the history, so nothing can fall between the two.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from channels.webchat.model import (
    AskedRating,
    CallMenu,
    CallPage,
    CallStarted,
    Taken,
    Thread,
    Update,
    Visitor,
    VisitorCallState,
    WidgetArticle,
)
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import ChannelAccount, RawEnvelope
from contact_center.kernel.errors import Tell, bare
from contact_center.kernel.ids import CallId, ChannelAccountId, ConversationId, InteractionId, TenantId
from contact_center.kernel.rates import LocalLimits, RateLimits
from contact_center.platform.unit_of_work import Reader


class Accounts(Protocol):
    async def get(self, account_id: ChannelAccountId) -> ChannelAccount | None:
        """The web chat account with its secrets, None if there is none or it is switched off."""
        ...


class Announcements(Protocol):
    """What visitors are told before they write, such as a known incident."""

    async def now(self, tenant: TenantId) -> Sequence[Mapping[str, str]]:
        """Texts by language, the newest first."""
        ...


class Articles(Protocol):
    """What customers may read before they write."""

    async def there(self, tenant: TenantId) -> bool:
        """Whether there is any."""
        ...

    async def own_pages(self, tenant: TenantId, language: str) -> str | None:
        """Where customers sign in to what is theirs; None where they cannot."""
        ...

    async def about(self, tenant: TenantId, question: str, language: str, most: int) -> Sequence[WidgetArticle]:
        """The best first; where nothing fits, that is noted for whoever writes articles."""
        ...


class Ratings(Protocol):
    """Asks visitors how it went, once their chat was closed."""

    async def asked(self, reader: Reader, tenant: TenantId, conversation: ConversationId) -> AskedRating | None:
        """What is asked about the end of this conversation, with the answer so far; None: nothing."""
        ...

    async def give(self, tenant: TenantId, conversation: ConversationId, score: int, comment: str) -> None:
        """Keeps the answer, or another in its place. Raises `NotFound` where nothing is asked, `Invalid` for what is no
        answer."""
        ...


class Chats(Protocol):
    async def take(self, raw: RawEnvelope) -> Taken:
        """Store a visitor's message once, whatever the number of deliveries; returns after commit."""
        ...

    async def history(
        self, account: ChannelAccount, visitor: Visitor, after: int, conversation: ConversationId | None
    ) -> Thread:
        """The visitor's present conversation with its messages after position `after`.

        If the present conversation is not `conversation`, all of its messages are returned.
        """
        ...

    def subscribe(
        self, account: ChannelAccount, visitor: Visitor
    ) -> AbstractAsyncContextManager[AsyncIterator[Update]]:
        """News for this visitor from the moment of entering, the first how their last call stands, if there was
        one just now. Entering also says: the visitor is here."""
        ...

    async def typing(self, account: ChannelAccount, visitor: Visitor, active: bool) -> None: ...

    async def read(
        self, account: ChannelAccount, visitor: Visitor, conversation: ConversationId, position: int
    ) -> None:
        """The visitor has seen the messages up to `position`."""
        ...

    async def callback(self, account: ChannelAccount, visitor: Visitor, number: str) -> None:
        """The waiting visitor asks to be called at this number and keeps the place."""
        ...

    async def rate(
        self, account: ChannelAccount, visitor: Visitor, score: int, comment: str, call: CallId | None = None
    ) -> None:
        """How it went, on the scale of the question that stands at the end of the visitor's chat, or of a call."""
        ...

    async def answer_invitation(self, account: ChannelAccount, visitor: Visitor, accept: bool) -> None:
        """Raises a `Conflict` where no invitation waits for an answer."""
        ...

    async def left(self, account: ChannelAccount, visitor: Visitor, at: datetime | None = None) -> None:
        """The last socket of this visitor in this process is gone; the centre decides what that means.

        `at` is when it was last heard, if it broke without a word."""
        ...


class Calls(Protocol):
    async def has_menu(self, account: ChannelAccount) -> bool:
        """Whether a visitor who calls hears a menu first."""
        ...

    async def menu(self, account: ChannelAccount, visitor: Visitor, language: str) -> CallMenu | None:
        """The visitor calls, and hears a menu first; None: the call is connected at once. `language`: the page's."""
        ...

    async def press(
        self, account: ChannelAccount, visitor: Visitor, menu: UUID, turn: int, keys: str | None
    ) -> CallMenu:
        """Keys for what was asked with this turn; None: none came in time. Raises `NotFound` for a call of somebody
        else, or one that is over."""
        ...

    async def leave_menu(self, account: ChannelAccount, visitor: Visitor, menu: UUID) -> None:
        """The visitor hangs up in the menu. Idempotent."""
        ...

    async def sound(self, account: ChannelAccount, sound: UUID) -> tuple[bytes, str]:
        """The sound of a prompt and its media type. Raises `NotFound`."""
        ...

    async def start(
        self, account: ChannelAccount, visitor: Visitor, offer_sdp: str, page: str = "", menu: UUID | None = None
    ) -> CallStarted:
        """Connect the visitor's browser; the SDPs carry their candidates (no trickle).

        With a `page` the call survives a reload. `menu`: the one that led here; without one, where the account has
        one, it is gone through as if nobody pressed a key.
        """
        ...

    async def rejoin(
        self, account: ChannelAccount, visitor: Visitor, call_id: CallId, offer_sdp: str, page: CallPage
    ) -> str:
        """Carry a call that goes on over to this page; returns the answer's SDP. Raises `NotFound` for a call of
        somebody else, `Conflict` while another page of the visitor has it and `page.take` is not set."""
        ...

    async def hangup(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> None:
        """Idempotent. Raises `NotFound` for a call of somebody else."""
        ...

    async def mute(self, account: ChannelAccount, visitor: Visitor, call_id: CallId, muted: bool) -> None: ...


class CallStates(Protocol):
    """How calls from the widget stand."""

    async def call_of(self, account: ChannelAccount, visitor: Visitor, call_id: CallId) -> VisitorCallState | None:
        """None if the call is not this visitor's."""
        ...

    async def call_about(
        self, account: ChannelAccount, visitor: Visitor, interaction: InteractionId
    ) -> VisitorCallState | None:
        """The visitor's call of this work, while it goes on."""
        ...

    async def latest(self, account: ChannelAccount, visitor: Visitor) -> VisitorCallState | None:
        """The visitor's last call, if it goes on or ended not long ago."""
        ...


class VisitorCalls(Calls, CallStates, Protocol):
    """Calls from the widget, whole."""

    off: str | None
    """Why nobody can call on this machine; the widget then offers no calls."""


@dataclass(frozen=True, slots=True)
class WebChatPorts:
    """All that `endpoints.router` needs."""

    accounts: Accounts
    desk: Chats
    clock: Clock
    signing_key: bytes
    """At least 32 bytes; signs the tokens of visitors. The same in all web processes."""
    calls: Calls | None = None
    """None: the widget shows no "Call us"."""
    limits: RateLimits = field(default_factory=LocalLimits)
    former_keys: tuple[bytes, ...] = ()
    """Tokens that these have signed are still believed."""
    announcements: Announcements | None = None
    articles: Articles | None = None
    """None: a chat begins with the first message, whatever it says."""
    tell: Tell = bare
    """For the console of the host page, which its makers read."""
