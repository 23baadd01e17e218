"""The vocabulary of a chat: visitor, messages, state, updates. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.ids import CallId, ConversationId, MessageId


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a web page. `id` is the value of their `Address` of kind `web`."""

    id: str
    name: str | None = None
    email: str | None = None
    verified: str | None = None
    """`host-token` if the site proved who this is, None for a stranger."""


@dataclass(frozen=True, slots=True)
class WidgetArticle:
    """An answer that is there already."""

    number: int
    language: str
    """BCP 47, of its text."""
    title: str
    html: str
    """Safe to show: made and cleaned by whoever gives it."""


class Author(StrEnum):
    VISITOR = "visitor"
    AGENT = "agent"
    SYSTEM = "system"
    """The centre itself: greeting, closing words, notices."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as the visitor may see it. Notes for colleagues never become one of these."""

    id: MessageId
    position: int
    """1, 2, 3 … without a gap among the messages of one conversation that the visitor may see."""
    author: Author
    text: str
    at: datetime
    author_name: str | None = None
    """Name of the agent as the visitor may know it."""
    client_key: str | None = None
    """The visitor's own key of a message of theirs."""


class ChatPhase(StrEnum):
    IDLE = "idle"
    """No conversation is open; the first message opens one."""
    WAITING = "waiting"
    WITH_AGENT = "with_agent"
    INVITED = "invited"
    """An agent would like to chat; the visitor accepts, by a word or by writing, or declines."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AskedRating:
    """How it went: what is asked of the visitor once their chat was closed, and what they have answered."""

    kind: str
    """`csat`, `ces` or `nps`: what the ends of the scale mean."""
    question: str
    lowest: int
    highest: int
    score: int | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ChatState:
    phase: ChatPhase = ChatPhase.IDLE
    agent_name: str | None = None
    ahead: int | None = None
    """How many wait before this visitor; None if the centre does not say."""
    minutes: int | None = None
    """About how long the wait is still; None without an honest figure."""
    callback: str | None = None
    """`offered`: the visitor may ask to be called; `asked`: that was done."""
    notice: str | None = None
    """What the centre announces to this visitor while they wait."""
    rating: AskedRating | None = None
    """What is asked once it has ended."""


class CallPhase(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    MESSAGE = "message"
    """Nobody answers; the visitor is asked for a message, and `recording` from the tone on."""
    ENDED = "ended"


class HoldReason(StrEnum):
    """Why the visitor hears music in the middle of a call."""

    HELD = "held"
    """The agent has put them on hold."""
    AGENT_AWAY = "agent_away"
    """The agent's connection is gone and may come back."""
    NEXT_AGENT = "next_agent"
    """Nobody has the call; it is first in the queue."""


@dataclass(frozen=True, slots=True)
class CallPage:
    """The page that wants to carry a visitor's call."""

    id: str
    """Made by the page when it is loaded."""
    before: tuple[str, ...] = ()
    """What this tab called itself before it was reloaded."""
    take: bool = False
    """The visitor has asked for the call on this page."""


@dataclass(frozen=True, slots=True)
class VisitorCallState:
    call_id: CallId
    phase: CallPhase
    agent_name: str | None = None
    recording: bool = False
    paused: bool = False
    """The recording is paused so that card data can be told."""
    reason: str | None = None
    """Why it ended: `hung_up`, `agent_hung_up`, `dropped`, `nobody_free`, `message_left`; in the visitor's words."""
    ahead: int | None = None
    """While it rings: how many wait before; None if the centre does not say."""
    minutes: int | None = None
    notice: str | None = None
    """While it rings, or a message is asked for: what the queue tells those who wait."""
    hold: HoldReason | None = None
    """On hold: why."""
    page: str = ""
    """Which of the visitor's pages carries the call; empty if it was begun without one."""
    free: bool = False
    """That page is gone: another one may carry the call on."""
    conversation: ConversationId | None = None
    rating: AskedRating | None = None
    """What is asked once it has ended."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A visitor's open (or just ended) conversation from one position on."""

    conversation: ConversationId | None = None
    position: int = 0
    """Position of its latest message."""
    messages: tuple[ChatMessage, ...] = ()
    """Those after the position asked for, in order."""
    state: ChatState = ChatState()
    read_position: int = 0
    """How far an agent has read the visitor's messages."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message is stored. A second `take` of the same envelope id answers as the first."""

    message_id: MessageId
    conversation: ConversationId
    position: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageAdded:
    conversation: ConversationId
    message: ChatMessage


@dataclass(frozen=True, slots=True)
class StateChanged:
    conversation: ConversationId | None
    state: ChatState


@dataclass(frozen=True, slots=True)
class TypingChanged:
    active: bool
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """An agent has read the visitor's messages up to `position`."""

    conversation: ConversationId
    position: int


@dataclass(frozen=True, slots=True)
class CallStateChanged:
    state: VisitorCallState


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Something changed, or news may have been lost: the socket reads the history from where it is."""


Update = MessageAdded | StateChanged | TypingChanged | ReadUpTo | CallStateChanged | LookAgain


@dataclass(frozen=True, slots=True)
class MenuPrompt:
    """What is said to a caller before anybody answers: words to be spoken by the page, or a sound in their place."""

    text: str
    language: str
    sound: UUID | None = None


@dataclass(frozen=True, slots=True)
class CallMenu:
    """Where a call stands in its menu."""

    id: UUID
    turn: int
    """To be named with the keys that answer it."""
    prompts: tuple[MenuPrompt, ...] = ()
    keys: str = ""
    """Those that mean something now; empty: none is asked for."""
    most: int = 0
    """Keys that may be typed; more than one are sent with `#`, or after a pause."""
    seconds: int = 0
    """Without a key, after what was said; then the page says that none came."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What keys mean."""
    then: str = ""
    """`connect`, `message`: the menu is over, and the call is to be connected, to somebody or to a machine once all is
    said. `called_back`, `ended`: it is over. Empty: a key is asked for."""


@dataclass(frozen=True, slots=True)
class CallStarted:
    call_id: CallId
    answer_sdp: str
    state: VisitorCallState
