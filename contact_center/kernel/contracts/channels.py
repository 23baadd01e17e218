"""What a channel adapter gives and takes. An adapter is verify · parse · render · client · a declaration.

Longer than 400 lines: the words that each channel and the rooms of work share, which name each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Protocol, runtime_checkable

from contact_center.kernel.contracts.wishes import EntryWishes
from contact_center.kernel.ids import (
    AttachmentId,
    ChannelAccountId,
    ConversationId,
    MessageId,
    QueueId,
    TenantId,
)
from contact_center.kernel.phrases import Phrase


class Tier(StrEnum):
    """How urgent a medium is. Media of different tiers are never compared by minutes alone (D31)."""

    LIVE = "live"
    MESSAGING = "messaging"
    DEFERRED = "deferred"


class AddressKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    WEB = "web"
    """A visitor or member of a web site: the site's own id for a signed-in member, ours for a stranger."""
    OWN = "own"
    """Nobody's: work of our own, such as a task. Nothing comes from there and nothing can be sent there."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody can be reached. `value` is normalised: lower-case e-mail, E.164 phone number."""

    kind: AddressKind
    value: str
    name: str | None = None
    """The name the other side claims with it (display name, caller name); not part of the identity."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a message. Everybody who gets it sees `to` and `cc`; nobody sees `bcc`."""

    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()

    @property
    def everybody(self) -> tuple[Address, ...]:
        """Each address once, those it is written to first."""
        return tuple({one.value: one for one in reversed((*self.to, *self.cc, *self.bcc))}.values())[::-1]


@dataclass(frozen=True, slots=True)
class Appearance:
    """How a channel is shown to people; texts by language (BCP 47), `en` at least."""

    name: Mapping[str, str]
    """`{"en": "Fax", "zh-Hant": "傳真"}`"""
    pieces: Mapping[str, str]
    """Its work in the plural: `faxes`."""
    icon: str = "message"
    """A name of `agent_ui/icons.txt`."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. Console and router act on this, never on the channel's name (D18)."""

    tier: Tier
    text: bool = True
    """Carries written messages (False: voice only)."""
    subject: bool = False
    html: bool = False
    copies: bool = False
    """One message can go to several people: more than one recipient, Cc and Bcc."""
    attachments: bool = False
    max_attachment_bytes: int = 0
    bulky: bool = False
    """Its raw envelopes may be large: the adapter can be pickled, and `parse` runs in a process of its own for them."""
    """Of all files of one message together."""
    typing: bool = False
    delivery_receipts: bool = False
    read_receipts: bool = False
    media: bool = False
    """Carries live audio."""
    session: bool = False
    """The customer is there right now and can leave (chat, voice): abandonment exists."""
    max_length: int | None = None
    """Longest body in characters, None if unlimited."""
    segments: bool = False
    """Texts go and are paid for as SMS, several for a long one; whoever writes sees how many."""
    addressed: bool = True
    """Customers have an address on it. False: its work begins with us (a task), and there is nobody to answer."""
    capacity_weight: int = 1
    first_places: int = 5
    """How many pieces of its work a new agent may have at once, until an administrator says otherwise."""
    reaches: AddressKind | None = None
    """At addresses of this kind somebody can be written to who has not written; None: customers always begin."""
    rings: AddressKind | None = None
    """At addresses of this kind somebody can be called; None: nobody is."""
    on_sites: bool = False
    """Customers meet it on web sites; its accounts name those that may show it (`allowed_origins`)."""
    appearance: Appearance | None = None
    """None: the product's own catalogue has words for it (`agent_ui/words/labels`)."""


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    """One mailbox, number or widget of a tenant. `settings` and `secrets` are the adapter's own."""

    id: ChannelAccountId
    tenant_id: TenantId
    channel: str
    """The code of its channel (`channels.channel.Channel.code`)."""
    name: str
    address: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    queue_id: QueueId | None = None
    """Where an administrator wants its work to go; None leaves it to routing."""


@dataclass(frozen=True, slots=True)
class InboundAttachment:
    name: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str | None = None
    """For `cid:` references of an HTML body, without angle brackets."""


class SteeringWord(StrEnum):
    """A word by which a customer steers what we send them, and which is no work for anybody."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a message that is still with the provider; its bytes are fetched after the message is kept."""

    url: str
    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One utterance of a customer, as understood by its adapter.

    `provider_id` makes intake idempotent: a second delivery under the same id of the same account
    changes nothing. `thread_keys` are keys under which an earlier message of the same thread may be
    known (strongest first); `own_keys` are those by which later messages may refer to this one.
    `conversation_id` is set only when a signed token of ours proved it.
    """

    provider_id: str
    sender: Address
    """Who says they wrote it (From, caller ID)."""
    text: str
    sent_at: datetime | None = None
    recipient: Address | None = None
    recipients: Recipients = Recipients()
    """Everybody it went to, as it says itself; ourselves among them. Empty where the channel has one recipient."""
    subject: str | None = None
    html: str | None = None
    """Already sanitised; None if the message was plain text."""
    attachments: tuple[InboundAttachment, ...] = ()
    remote: tuple[RemoteFile, ...] = ()
    """Files that the adapter will be asked to `fetch` (see `FetchesFiles`)."""
    wish: SteeringWord | None = None
    """The whole message is one word about what we may send; it is kept and shown, and is no work."""
    thread_keys: tuple[str, ...] = ()
    own_keys: tuple[str, ...] = ()
    conversation_id: ConversationId | None = None
    sender_verified: str | None = None
    """How the adapter proved who the sender is (`host-token`), None for a mere claim (From, caller ID)."""
    language: str | None = None
    """BCP 47, if known."""
    reply_to: Address | None = None
    """Where they want the answer, if that is somewhere else than `sender` (a web form's customer)."""
    automatic: bool = False
    """Needs nobody (auto-reply, bounce, newsletter): kept and shown, opens no work."""
    no_auto_reply: bool = False
    """May not be answered by a machine; true also for mail of persons that asks for it."""
    reports: tuple[DeliveryReport, ...] = ()
    """What it says of messages of ours (bounce, read receipt)."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Facts of the channel worth keeping with the message (page the visitor was on, cc addresses)."""
    wishes: EntryWishes = field(default_factory=EntryWishes)
    """How its work should wait, if it opens any."""

    @property
    def contact(self) -> Address:
        """Whom the conversation is with and where answers go."""
        return self.reply_to or self.sender


@dataclass(frozen=True, slots=True)
class RawEnvelope:
    """What arrived, byte for byte, before anybody understood it. Kept for replay for a set time."""

    account: ChannelAccount
    provider_id: str
    received_at: datetime
    content_type: str
    body: bytes = field(repr=False)


class UnparseableCode(StrEnum):
    """Why a delivery is in quarantine, for all channels; the sentences are in `agent_ui/words/quarantine.py`."""

    EMPTY = "unparseable.empty"
    NOT_IN_FORMAT = "unparseable.not_in_format"
    """`format`: the one it should have, e.g. JSON; `detail`: what the reader of that format said."""
    FIELD_MISSING = "unparseable.field_missing"
    FIELD_UNUSABLE = "unparseable.field_unusable"
    FIELD_NOT_TEXT = "unparseable.field_not_text"
    FIELD_TOO_LONG = "unparseable.field_too_long"
    """`limit` in characters."""
    FIELD_NO_TIME_ZONE = "unparseable.field_no_time_zone"
    NO_SENDER = "unparseable.no_sender"
    SENDER_TOO_LONG = "unparseable.sender_too_long"
    TOO_NESTED = "unparseable.too_nested"
    TOO_MANY_PARTS = "unparseable.too_many_parts"
    OTHER_ACCOUNT = "unparseable.other_account"
    """For `claimed` at the provider, which is not that of the channel account `account`."""
    OTHER_ADDRESS = "unparseable.other_address"
    """Sent to `to`; the channel account has `address`."""
    OTHER_CHANNEL = "unparseable.other_channel"
    """Came over `channel`, by the provider's name for it."""
    NOTHING_ARRIVES = "unparseable.nothing_arrives"
    """The channel has no deliveries."""
    OTHERWISE = "unparseable.otherwise"
    """For what no other code says: `detail`, in the channel's own words, is shown as a quotation."""
    # what intake finds
    STOPPED = "unparseable.stopped"
    """Reading took longer than `seconds`."""
    TOO_LARGE = "unparseable.too_large"
    """Reading needed more memory than it may have."""
    PARSER_FAILED = "unparseable.parser_failed"
    """A fault of the channel `channel`: `error` is the class of it."""
    NOT_STORED = "unparseable.not_stored"
    """Understood or not, it could not be stored: `error`."""


def unparseable(code: UnparseableCode, **args: str | float) -> Phrase:
    return Phrase(code.value, args)


class Unparseable(ValueError):
    """Raised by `parse`, with the reason that quarantine shows.

    `args` of a code stand beside it above; those that name a field of the delivery are `field`.
    """

    def __init__(self, code: UnparseableCode, **args: str | float) -> None:
        self.reason = unparseable(code, **args)
        super().__init__(str(self.reason))

    def __reduce__(self) -> tuple[Any, ...]:
        """It may be raised in a process of its own."""
        return _again, (type(self), self.reason)


def _again(kind: type[Unparseable], reason: Phrase) -> Unparseable:
    return kind(UnparseableCode(reason.code), **reason.args)


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    id: AttachmentId
    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One utterance of ours on its way out. `id` is stable over all attempts to send it."""

    id: MessageId
    conversation_id: ConversationId
    recipients: Recipients
    """One in `to` at least; more than that one only where the channel's capabilities have `copies`."""
    text: str
    author_name: str
    created_at: datetime
    subject: str | None = None
    html: str | None = None
    attachments: tuple[OutboundAttachment, ...] = ()
    in_reply_to: str | None = None
    """Provider id of the customer's latest message in the thread."""
    references: tuple[str, ...] = ()
    """Provider ids of the thread, oldest first."""
    automatic: bool = False
    """Sent by a machine of ours (receipt, survey): marked as such, so that no other machine answers it."""
    attempted_at: datetime | None = None
    """When it was last handed to the provider without an answer; None if it never was."""

    @property
    def recipient(self) -> Address:
        """Whom it is written to first; the only one where a channel has one recipient."""
        return self.recipients.to[0]


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message."""

    provider_id: str
    own_keys: tuple[str, ...] = ()
    """Keys by which replies will refer to it."""
    refused: tuple[str, ...] = ()
    """Of several recipients those the provider would not take it for."""


class Delivery(IntEnum):
    """Delivery states in the only order they may move: a lower one never follows a higher one (D9).

    FAILED and UNDELIVERED are terminal; UNKNOWN is left only by finding out.
    """

    PENDING = 0
    SENDING = 10
    UNKNOWN = 15
    SENT = 20
    DELIVERED = 30
    READ = 40
    UNDELIVERED = 50
    FAILED = 60

    @property
    def lost(self) -> bool:
        """It did not reach the customer; a person may send it again."""
        return self >= Delivery.UNDELIVERED


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What the provider says later about a message it took."""

    provider_id: str
    state: Delivery
    at: datetime
    error_code: str | None = None
    error: str | None = None
    """In the provider's own words."""
    about: Phrase | None = None
    """What the provider's code means, where we know it."""


@runtime_checkable
class FetchesFiles(Protocol):
    """An adapter whose provider keeps the files of messages."""

    async def fetch(self, account: ChannelAccount, file: RemoteFile) -> InboundAttachment:
        """The file with its bytes, bounded in size and time.

        Raises `RetryLater`, `ReauthNeeded`, or `GiveUp` when it will never come.
        """
        ...


class ChannelAdapter(Protocol):
    """The port every channel implements; `tests/contract/channels` runs them all through one kit."""

    channel: str
    capabilities: Capabilities

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        """Understand a raw envelope. Pure. Raises `Unparseable` with the reason."""
        ...

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        """Hand over to the provider.

        Raises `RetryLater`, `ReauthNeeded`, `GiveUp`, or `OutcomeUnknown` when it is open whether the
        provider took it.
        """
        ...

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        """After `OutcomeUnknown`: the proof that the provider took it, or None if proven absent.

        Raises `OutcomeUnknown` if the provider cannot tell.
        """
        ...
