"""A conversation: its items, the composer, wrap-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from markupsafe import Markup

from agent_ui.views.call import CallView
from agent_ui.views.common import ClockView, Tone
from agent_ui.views.guides import CallWorkView, Disposition, GuideView, OpensCase
from agent_ui.views.tasks import TaskPanel
from contact_center.kernel.contracts.channels import Delivery as DeliveryState
from contact_center.kernel.ids import AttachmentId, CallId, InteractionId, MessageId, SegmentId


@dataclass(frozen=True, slots=True)
class FileView:
    id: AttachmentId
    name: str
    size: int
    """Bytes."""
    href: str
    picture: bool = False
    """Shown where it was sent."""
    missing: str | None = None
    """Why it cannot be opened (yet), in words."""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What a message repeats of earlier ones; folded."""

    text: str
    lines: int


@dataclass(frozen=True, slots=True)
class RecipientsView:
    """Who else got a message; in one line, and by list when it is opened."""

    summary: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldView:
    """A message that has not left."""

    goes_at: datetime
    planned: bool
    overtaken: bool = False
    """The customer wrote after it was planned."""
    action: str | None = None
    """Where its writer takes it back; None for anybody else."""


@dataclass(frozen=True, slots=True)
class DraftFileView:
    """A file that came back with a message that was taken back; it goes along with the next one."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class MessageView:
    kind: ClassVar[str] = "message"
    id: MessageId
    at: datetime
    author: str
    text: str
    outbound: bool = False
    channel: str | None = None
    """Set only where it is of another conversation of the matter."""
    html: Markup | None = None
    """Sanitised; shown on demand below the text."""
    in_place: bool = False
    """The formatted text takes the place of the plain one: it has pictures in it."""
    quoted: QuoteView | None = None
    signature: str = ""
    recipients: RecipientsView | None = None
    """Set only where somebody else got it, too."""
    remarks: tuple[str, ...] = ()
    """Other addresses, and what of it is not here."""
    remote_pictures: int = 0
    """Pictures that are elsewhere, and tell their owner who looked."""
    refused: str | None = None
    """Who of several did not get it."""
    subject: str | None = None
    language: str | None = None
    delivery: DeliveryState | None = None
    failure: str | None = None
    """Why it could not be delivered and what to do."""
    files: tuple[FileView, ...] = ()
    client_key: str | None = None
    """The key the browser gave it; replaces the browser's own "sending" slip."""
    automatic: bool = False
    notice: str | None = None
    """What a word such as STOP means."""
    forward: str | None = None
    """Where it is passed on, with its files; None where messages are not."""
    held: HeldView | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    kind: ClassVar[str] = "note"
    id: MessageId
    at: datetime
    author: str
    text: str
    channel: str | None = None
    """Set only where it stands in another conversation of the matter."""
    told: tuple[str, ...] = ()
    """Names of the colleagues it calls."""


class EventIcon(StrEnum):
    ROUTE = "route"
    CLOCK = "clock"
    PHONE = "phone"
    USER = "user"
    CHECK = "check"
    ALERT = "alert-triangle"


@dataclass(frozen=True, slots=True)
class EventView:
    kind: ClassVar[str] = "event"
    id: str
    at: datetime
    text: str
    icon: EventIcon = EventIcon.CLOCK
    tone: Tone = Tone.PLAIN
    href: str | None = None
    link: str | None = None
    """Words of the link, e.g. "Why"."""


@dataclass(frozen=True, slots=True)
class PastView:
    """An earlier interaction, folded to one line."""

    channel: str
    text: str
    at: datetime
    href: str


ThreadItem = MessageView | NoteView | EventView


class Guard(StrEnum):
    CUSTOMER_WROTE = "customer_wrote"
    COLLEAGUE_WROTE = "colleague_wrote"


@dataclass(frozen=True, slots=True)
class DraftView:
    """What its writer's windows compare theirs with (`interactions.drafts`)."""

    kind: str
    text: str
    writing: UUID
    client_key: str
    kept_at: datetime
    copies: tuple[str, ...] | None = None
    """To whom the answer is to go as well; None where nobody has chosen."""
    unsigned: bool = False
    """Without the signature of its queue."""


@dataclass(frozen=True, slots=True)
class ComposerView:
    interaction: InteractionId
    channel: str
    client_key: str
    """Of the draft, or a fresh one: sending twice, from whatever windows, sends once."""
    recipient: str | None = None
    draft: str = ""
    draft_kept_at: datetime | None = None
    last_seen: MessageId | None = None
    """The customer's last message when the draft was begun."""
    guard: Guard | None = None
    due: ClockView | None = None
    refusal: str | None = None
    """Set when nothing can be sent here: why, and what can be done instead."""
    warning: str | None = None
    """What to know before sending."""
    sms: str | None = None
    """Sent as SMS: the table by which the composer counts how many a text takes, as JSON."""
    copies: tuple[str, ...] = ()
    """Who else got the customer's mail, and can get the answer; who is not to be seen with `bcc:` before it."""
    can_copy: bool = False
    """Others can be added."""
    forward: str | None = None
    """Where the latest message is passed on."""
    copied: tuple[str, ...] = ()
    """Those of them chosen already: by the draft, else because they got the last answer, too."""
    attachments: bool = False
    max_files: int = 0
    """Bytes that the files of one answer may have together."""
    typing: bool = False
    max_length: int | None = None
    files: tuple[DraftFileView, ...] = ()
    """Kept with the draft."""
    signature: str = ""
    """Goes below the text."""
    signed: bool = True
    to: tuple[str, ...] = ()
    """To whom it goes where the writer has chosen; else to `recipient`."""
    can_plan: bool = False
    """It can be sent at a chosen time."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class WrapUpView:
    segment: SegmentId
    interaction: InteractionId
    who: str
    dispositions: tuple[Disposition, ...]
    due: datetime | None = None
    """When it closes by itself, coded "timed out"."""
    started: datetime | None = None
    required: bool = False
    chosen: str | None = None
    note: str = ""
    recent: tuple[Disposition, ...] = ()
    can_extend: bool = False
    opens: OpensCase | None = None


@dataclass(frozen=True, slots=True)
class CallbackView:
    """The customer is to be called back by the agent who has this."""

    number: str
    asked_at: datetime
    attempts: int


class VoicemailState(StrEnum):
    READY = "ready"
    STORING = "storing"
    """Its sound is on its way to where it is kept."""
    ERASED = "erased"
    """Its time to be kept is over."""
    NOT_YOURS = "not_yours"
    """Only who has taken it may hear it."""


@dataclass(frozen=True, slots=True)
class VoicemailView:
    """What a caller said after the tone, and how to reach them."""

    call: CallId
    length: timedelta
    state: VoicemailState
    numbers: tuple[str, ...] = ()
    """Telephone numbers known to be theirs; empty where none is known."""
    in_part: tuple[str, ...] = ()
    """Instead of them, where the organisation locks addresses until the customer is verified."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    interaction: InteractionId
    who: str
    channel: str
    subject: str | None = None
    items: tuple[ThreadItem, ...] = ()
    new_from: MessageId | None = None
    """First message not read yet."""
    past: tuple[PastView, ...] = ()
    composer: ComposerView | None = None
    drafts: tuple[DraftView, ...] = ()
    call: CallView | None = None
    wrap_up: WrapUpView | None = None
    typing: str | None = None
    """Who is writing right now."""
    can_park: bool = True
    can_transfer: bool = True
    can_close: bool = True
    can_reopen: bool = False
    closed: str | None = None
    """Set when it is over: how, in words."""
    callback: CallbackView | None = None
    voicemail: VoicemailView | None = None
    back_at: datetime | None = None
    """Put by: when it comes back by itself."""
    notes: bool = True
    task: TaskPanel | None = None
    """The task that it came from."""
    can_promise: bool = False
    """A promise or a task may be noted with it."""
    tags: tuple[str, ...] = ()
    guides: tuple[GuideView, ...] = ()
    """What was answered, and the guide of its queue for who speaks."""
    can_assist: bool = False
    """The organisation has switched on its language model."""
    call_work: CallWorkView | None = None
    """While a call lives: what is settled beside it."""
    read: int | None = None
    """How far the log was read when it was drawn, where it comes alone into an open page."""
    older: str | None = None
    """Where what came before is had; None where this is all."""
