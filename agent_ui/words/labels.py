"""Names of states, in words. One function per enum; an unknown channel shows its own name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from agent_ui.views import (
    CallEnd,
    CallState,
    ClockKind,
    ClockView,
    GroupKind,
    IdentityState,
    IdentityView,
    LegState,
    ListenerView,
    Participation,
    PresenceChoice,
    PresenceState,
    PresenceView,
    Recording,
    SourceAge,
    Tab,
    Tone,
)
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.channels import Appearance, Capabilities, Tier
from contact_center.kernel.contracts.channels import Delivery as DeliveryState
from contact_center.kernel.contracts.erp import Freshness
from contact_center.kernel.languages import text_for

_ICONS = {
    "webchat": "message-circle",
    "email": "mail",
    "voice": "phone",
    "voicemail": "microphone",
    "task": "list-check",
    "sms": "device-mobile",
    "whatsapp": "brand-whatsapp",
    "fax": "printer",
    "in_person": "building-store",
}


def channel_icon(channels: Mapping[str, Capabilities], channel: str) -> str:
    """`channels`: those of this installation, `Words.channels`."""
    known = channels.get(channel)
    declared = known.appearance if known else None
    return _ICONS.get(channel) or (declared.icon if declared else "message")


def channel_codes(words: Words) -> tuple[str, ...]:
    """The channels of this installation, the most urgent first."""
    tiers = list(Tier)

    def place(code: str) -> tuple[int, bool, bool]:
        can = words.channels[code]
        return tiers.index(can.tier), not can.media, not can.text

    return tuple(sorted(words.channels, key=place))


def _declared(words: Words, channel: str) -> Appearance | None:
    """How a channel says itself that it is shown."""
    known = words.channels.get(channel)
    return known.appearance if known else None


def channel(words: Words, name: str) -> str:
    names = {
        "webchat": words.gettext("Web chat"),
        "email": words.gettext("E-mail"),
        "voice": words.gettext("Phone"),
        "voicemail": words.gettext("Voicemail"),
        "task": words.gettext("Task"),
        "sms": words.gettext("SMS"),
        "whatsapp": words.gettext("WhatsApp"),
        "fax": words.gettext("Fax"),
        "in_person": words.gettext("Counter"),
    }
    declared = _declared(words, name)
    return names.get(name) or (text_for(declared.name, words.language) if declared else name)


def job(words: Words, name: str) -> str:
    """What somebody is in their company; what is not one of the usual words stands as it was written."""
    usual = {
        "owner": words.gettext("Owner"),
        "manager": words.gettext("Manager"),
        "procurement": words.gettext("Procurement"),
        "purchasing": words.gettext("Purchasing"),
        "bookkeeping": words.gettext("Bookkeeping"),
        "accounting": words.gettext("Accounting"),
        "barista": words.gettext("Barista"),
    }
    return usual.get(name.replace("_", " ").strip().lower(), name.replace("_", " "))


def tiers(words: Words) -> dict[str, str]:
    return {
        "live": words.gettext("calls and chats"),
        "messaging": words.gettext("text messages"),
        "deferred": words.gettext("e-mails and voice messages"),
    }


def pieces(words: Words, name: str) -> str:
    """Work of a channel, in the plural."""
    names = {
        "webchat": words.gettext("chats"),
        "email": words.gettext("e-mails"),
        "voice": words.gettext("calls"),
        "voicemail": words.gettext("voice messages"),
        "task": words.gettext("tasks"),
        "sms": words.gettext("text messages"),
        "whatsapp": words.gettext("WhatsApp messages"),
        "fax": words.gettext("faxes"),
        "in_person": words.gettext("visitors"),
    }
    declared = _declared(words, name)
    if name not in names and declared is not None:
        return text_for(declared.pieces, words.language)
    return names.get(name) or words.gettext("pieces of work")


def short_channel(words: Words, name: str) -> str:
    """For the line of free places, where seven channels share one line."""
    short = {"webchat": words.gettext("Chat"), "voice": words.gettext("Voice")}
    return short.get(name) or channel(words, name)


def group(words: Words, kind: GroupKind) -> str:
    return {
        GroupKind.CALL: words.gettext("On the phone"),
        GroupKind.WRAP_UP: words.gettext("Wrap-up"),
        GroupKind.REPLY: words.gettext("Reply"),
        GroupKind.PARKED: words.gettext("Parked"),
        GroupKind.WAITING: words.gettext("Waiting for the customer"),
    }[kind]


def presence_state(words: Words, state: PresenceState) -> str:
    return {
        PresenceState.AVAILABLE: words.gettext("Available"),
        PresenceState.WORKING: words.gettext("Working"),
        PresenceState.ON_CALL: words.gettext("On a call"),
        PresenceState.WRAP_UP: words.gettext("Wrapping up"),
        PresenceState.AWAY: words.gettext("Away"),
        PresenceState.NOT_RESPONDING: words.gettext("Not responding"),
        PresenceState.OFFLINE: words.gettext("Signed out"),
    }[state]


def presence(words: Words, view: PresenceView) -> str:
    return view.name or presence_state(words, view.state)


def presence_choice(words: Words, choice: PresenceChoice) -> str:
    return choice.name or presence_state(words, choice.state)


def presence_dot(state: PresenceState) -> str:
    """The shape beside a presence: never colour alone."""
    return {
        PresenceState.AVAILABLE: "here",
        PresenceState.WORKING: "busy",
        PresenceState.ON_CALL: "busy",
        PresenceState.WRAP_UP: "busy",
        PresenceState.NOT_RESPONDING: "alarm",
    }.get(state, "off")


def delivery(words: Words, state: DeliveryState) -> str:
    return {
        DeliveryState.PENDING: words.gettext("sending"),
        DeliveryState.SENDING: words.gettext("sending"),
        DeliveryState.UNKNOWN: words.gettext("not known whether it was sent, being checked"),
        DeliveryState.SENT: words.gettext("sent"),
        DeliveryState.DELIVERED: words.gettext("delivered"),
        DeliveryState.READ: words.gettext("read"),
        DeliveryState.UNDELIVERED: words.gettext("not delivered"),
        DeliveryState.FAILED: words.gettext("not sent"),
    }[state]


def delivery_tone(state: DeliveryState) -> Tone:
    if state in (DeliveryState.UNDELIVERED, DeliveryState.FAILED):
        return Tone.LATE
    return Tone.SOON if state is DeliveryState.UNKNOWN else Tone.PLAIN


def identity(words: Words, view: IdentityView) -> str:
    if view.state is IdentityState.VERIFIED:
        return words.gettext("verified %(time)s", time=words.when(view.at)) if view.at else words.gettext("verified")
    if view.state is IdentityState.CLAIMED:
        return words.gettext("not verified")
    if view.state is IdentityState.SEVERAL:
        return words.gettext("choose who it is")
    return words.gettext("unknown")


def source(words: Words, view: SourceAge) -> str:
    """Tryton, 2 min ago"""
    if view.freshness is Freshness.UNAVAILABLE:
        return words.gettext("not available from %(source)s", source=view.source)
    if view.freshness is Freshness.ASKING or view.as_of is None:
        return words.gettext("waiting for %(source)s", source=view.source)
    return words.gettext("%(source)s, %(age)s", source=view.source, age=words.ago(view.as_of))


def tab(words: Words, which: Tab) -> str:
    return {
        Tab.NOW: words.gettext("Now"),
        Tab.ORDERS: words.gettext("Orders"),
        Tab.INVOICES: words.gettext("Invoices"),
        Tab.DELIVERIES: words.gettext("Deliveries"),
        Tab.PRODUCTS: words.gettext("Products"),
        Tab.HISTORY: words.gettext("History"),
    }[which]


def leg(words: Words, state: LegState) -> str:
    return {
        LegState.TALKING: words.gettext("on the line"),
        LegState.MUSIC: words.gettext("on hold, hears music"),
        LegState.NOTICE: words.gettext("hears the recording notice"),
        LegState.JOINING: words.gettext("joining"),
        LegState.WAITS: words.gettext("hears music until you are back"),
        LegState.LOST: words.gettext("connection lost; has 20 seconds to come back"),
        LegState.RINGING: words.gettext("is being rung"),
        LegState.RINGBACK: words.gettext("hears it ring"),
        LegState.AWAY: words.gettext("not connected; may come back"),
    }[state]


def call_state(words: Words, state: CallState) -> str:
    return {
        CallState.OPENING: words.gettext("connecting your microphone; then it rings"),
        CallState.RINGING: words.gettext("ringing"),
        CallState.CONNECTING: words.gettext("connecting your microphone"),
        CallState.CONNECTED: words.gettext("talking"),
        CallState.HELD: words.gettext("on hold"),
        CallState.RECONNECTING: words.gettext("reconnecting; the customer hears music"),
        CallState.INTERRUPTED: words.gettext("waiting for the customer to come back"),
        CallState.OUTSIDE: words.gettext("with the number outside"),
        CallState.PARKED: words.gettext("parked"),
        CallState.ENDED: words.gettext("ended"),
    }[state]


def listening(words: Words, how: str) -> str:
    """How a supervisor takes part in a call, to the supervisor."""
    return {
        "monitor": words.gettext("you hear both, nobody hears you"),
        "whisper": words.gettext("only the agent hears you"),
        "barge": words.gettext("both hear you"),
    }[how]


def listener(words: Words, view: ListenerView) -> str:
    """A supervisor on a call, to its agent."""
    return {
        Participation.MONITOR: words.gettext("%(who)s listens", who=view.name),
        Participation.WHISPER: words.gettext("%(who)s speaks to you; the customer does not hear it", who=view.name),
        Participation.BARGE: words.gettext("%(who)s is on the call", who=view.name),
    }[view.listening]


def call_end(words: Words, end: CallEnd | None) -> str:
    if end is None:
        return words.gettext("The call is over.")
    return {
        CallEnd.CUSTOMER: words.gettext("The customer hung up."),
        CallEnd.CUSTOMER_LOST: words.gettext("The customer's connection was lost and did not come back."),
        CallEnd.AGENT: words.gettext("The agent hung up."),
        CallEnd.OUTSIDE: words.gettext("The number it was transferred to hung up."),
        CallEnd.SYSTEM: words.gettext("The call was ended from the system's side."),
        CallEnd.ABANDONED: words.gettext("The customer left before anybody answered."),
        CallEnd.MESSAGE: words.gettext("The customer left a message."),
        CallEnd.BUSY: words.gettext("The line is busy."),
        CallEnd.NO_ANSWER: words.gettext("Nobody answered."),
        CallEnd.MACHINE: words.gettext("An answering machine took the call."),
        CallEnd.OUR_MESSAGE: words.gettext("Our message was left on an answering machine."),
        CallEnd.CANCELLED: words.gettext("The call was given up before anybody answered."),
        CallEnd.FAILED: words.gettext("The number could not be reached."),
        CallEnd.DROPPED: words.gettext("The connection was lost on our side; the call is over for both."),
    }[end]


def recording(words: Words, state: Recording) -> str:
    return {
        Recording.OFF: words.gettext("not recorded"),
        Recording.SOON: words.gettext("recorded after the notice"),
        Recording.ON: words.gettext("recording"),
        Recording.KEPT: words.gettext("recorded"),
        Recording.PAUSED: words.gettext("recording paused"),
        Recording.REFUSED: words.gettext("recording refused by the customer"),
    }[state]


def clock(words: Words, view: ClockView) -> tuple[str, Tone]:
    """The text of a clock at the moment of rendering, and its tone. The page lets it tick from there."""
    if view.kind is ClockKind.FAILED:
        return words.gettext("failed"), Tone.LATE
    if view.kind is ClockKind.NO_AGENT:
        return words.gettext("no agent"), Tone.SOON
    if view.kind is ClockKind.MISSED:
        return words.gettext("missed %(time)s", time=words.when(_at(view))), Tone.LATE
    if view.kind is ClockKind.BACK:
        return words.gettext("back %(time)s", time=words.when(_at(view))), Tone.PLAIN
    if view.kind is ClockKind.TIMER:
        return words.timer(_at(view)), Tone.PLAIN
    if view.due is None:
        return words.age(_at(view)), Tone.PLAIN
    return _running(words, view)


def _running(words: Words, view: ClockView) -> tuple[str, Tone]:
    assert view.due is not None
    left = view.due - words.now
    if left.total_seconds() <= 0:
        return words.gettext("late %(span)s", span=words.span(-left)), Tone.LATE
    last_quarter = view.since is not None and left < (view.due - view.since) / 4
    tone = Tone.SOON if last_quarter else Tone.PLAIN
    if view.kind is ClockKind.DUE and not last_quarter and view.since is not None:
        return words.age(view.since), Tone.PLAIN
    return words.gettext("%(span)s left", span=words.span_exact(left)), tone


def _at(view: ClockView) -> datetime:
    moment = view.since or view.due
    assert moment is not None, "a clock needs a moment"
    return moment


def role_names(words: Words) -> dict[str, str]:
    return {
        "agent": words.gettext("Agent"),
        "supervisor": words.gettext("Supervisor"),
        "admin": words.gettext("Administrator"),
    }
