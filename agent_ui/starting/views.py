"""What is shown to somebody who writes first: whom they may mean, and by which way their message goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views import CustomerChoice, OpenMatter
from contact_center.kernel.ids import CustomerId


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be written to, at one of their addresses."""

    to: str
    """As it is kept, or its id where it is shown in part; empty where they have no address that we can write to."""
    shown: str
    name: str = ""
    customer: CustomerId | None = None
    meta: str = ""
    icon: str = "user"


@dataclass(frozen=True, slots=True)
class AddresseesView:
    text: str
    found: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class SenderChoice:
    """A mailbox or number of ours."""

    id: UUID
    channel: str
    name: str
    address: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ConsentLine:
    text: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Work that is open with this address by this account, where there can be one conversation only."""

    text: str
    href: str | None
    """None: not for this reader."""


@dataclass(frozen=True, slots=True)
class WayView:
    """What follows from whom it goes to. Without an addressee nothing does."""

    to: str = ""
    shown: str = ""
    who: str | None = None
    customer: CustomerId | None = None
    is_new: bool = False
    """Nobody has this address yet; who is written to becomes a customer."""
    choices: tuple[CustomerChoice, ...] = ()
    """Who it may be, where several have this address."""
    others: tuple[Addressee, ...] = ()
    """Other addresses of the same customer."""
    problem: str | None = None
    """Why nothing can be written there."""
    senders: tuple[SenderChoice, ...] = ()
    queues: tuple[tuple[str, str], ...] = ()
    queue: str = ""
    purposes: tuple[tuple[str, str], ...] = ()
    purpose: str = ""
    consent: ConsentLine | None = None
    going_on: GoingOn | None = None
    open_matters: tuple[OpenMatter, ...] = ()
    channel: str = ""
    has_subject: bool = False
    has_copies: bool = False
    max_files: int = 0
    """Of all files together; 0 where no file can be sent."""
    max_length: int | None = None
    sms: str | None = None
    """How texts are counted as SMS, as JSON."""
    signature: str = ""
    """Goes below the text."""

    @property
    def can_send(self) -> bool:
        return bool(self.senders) and self.going_on is None and self.consent is not None and self.consent.allowed


@dataclass(frozen=True, slots=True)
class CaseOfMessage:
    """The case to which what is begun will belong."""

    id: UUID
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class ForwardedFile:
    """A file of the message that is passed on; it goes along unless it is left out."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class NewMessageView:
    """The page on which somebody begins."""

    client_key: str
    begins: str
    """From where it was opened: each such place has a draft of its own (`interactions.work.new_drafts`)."""
    keeps: str
    """Under which name the browser keeps what the server could not be told of."""
    way: WayView
    writing: UUID | None = None
    """The state in which its draft is kept; None: there is none."""
    kept_at: datetime | None = None
    typed: str = ""
    """What stands in the field of the addressee."""
    to_name: str = ""
    subject: str = ""
    text: str = ""
    forward: UUID | None = None
    """The message that is passed on."""
    files: tuple[ForwardedFile, ...] = ()
    case: CaseOfMessage | None = None
    calls: bool = False
    """Some channel carries calls."""
    calls_off: str | None = None
    """Why nobody can be called from here."""
    again: UUID | None = None
    """What was begun and taken back before it was sent."""
    cc: str = ""
    bcc: str = ""
    signed: bool = True


@dataclass(frozen=True, slots=True)
class NewNoteView:
    customer: CustomerId
    name: str


@dataclass(frozen=True, slots=True)
class CallWayView:
    """What follows from whom somebody wants to call. Without a number nothing does."""

    number: str = ""
    """As it will be dialled, in the groups in which its country writes it."""
    who: str | None = None
    is_new: bool = False
    """Nobody has this number yet; who is called becomes a customer."""
    problem: str | None = None
    """Why it would not be dialled, and what helps."""
    lines: tuple[SenderChoice, ...] = ()
    """By which account, where there are several."""
    shown: tuple[tuple[str, str, bool], ...] = ()
    """Numbers of ours that may be shown: value, as it is read, chosen."""
    purposes: tuple[tuple[str, str], ...] = ()
    purpose: str = ""
    consent: ConsentLine | None = None
    cost: str | None = None
    """What a call is reckoned at."""


@dataclass(frozen=True, slots=True)
class NewCallView:
    """The dialog from which somebody is called."""

    client_key: str
    to: str = ""
    """As it was given, or by its id where it is shown in part."""
    typed: str = ""
    """As it stands in the field."""
    customer: CustomerId | None = None
    who: str | None = None
    work: UUID | None = None
    """The callback or task for which it is made."""
    numbers: tuple[Addressee, ...] = ()
    """Those of the customer."""
    way: CallWayView = CallWayView()
    off: str | None = None
    """Why nobody can be called from here."""


@dataclass(frozen=True, slots=True)
class NewChatView:
    """The dialog that invites a customer to a chat."""

    customer: CustomerId
    name: str
    client_key: str
    why_not: str | None = None
