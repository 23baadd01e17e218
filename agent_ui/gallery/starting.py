"""Samples of writing first. Nobody here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agent_ui.admin.calling.views import CallingPolicyView, LineView, MachineMessageView, SpanView
from agent_ui.compose.reply import COUNTED_SMS
from agent_ui.gallery.people import sample_id
from agent_ui.starting.views import (
    Addressee,
    AddresseesView,
    CallWayView,
    CaseOfMessage,
    ConsentLine,
    ForwardedFile,
    GoingOn,
    NewCallView,
    NewChatView,
    NewMessageView,
    NewNoteView,
    SenderChoice,
    WayView,
)
from agent_ui.views import CustomerChoice, OpenMatter
from contact_center.kernel.ids import CustomerId

CUSTOMER = CustomerId(sample_id(3))
NUMBER, MAIL = "+886912345018", "chiaying@mosslane.example"
_QUEUES = (("1", "Repairs"), ("2", "Invoices 帳務"))
_PURPOSES = (("contact", "What they have with us"), ("survey", "Survey"), ("marketing", "Marketing"))
_OTHER = Addressee(NUMBER, "+886 912 345 018", "林佳穎", CUSTOMER, "Owner, Moss Lane Café", "device-mobile")


def found(text: str) -> AddresseesView:
    mail = Addressee(MAIL, MAIL, "林佳穎", CUSTOMER, "Owner, Moss Lane Café", "mail")
    none = Addressee("", "", "Tom Hale", CustomerId(sample_id(4)), "no e-mail address and no telephone number")
    return AddresseesView(text, (mail, _OTHER, none))


def nobody(text: str) -> AddresseesView:
    return AddresseesView(text, ())


def mail(now: datetime) -> WayView:
    """An e-mail that may go."""
    senders = (
        SenderChoice(sample_id(21), "email", "Service", "service@kiln.example", chosen=True),
        SenderChoice(sample_id(22), "email", "Repairs", "repairs@kiln.example"),
    )
    matter = OpenMatter("Chat", "我們週五早上開幕", now - timedelta(minutes=6), "/console?c=1")
    hidden = OpenMatter("E-mail", "in a queue you do not serve", now, None)
    return WayView(
        MAIL, MAIL, "林佳穎", CUSTOMER, others=(_OTHER,), senders=senders, queues=_QUEUES, queue="1",
        purposes=_PURPOSES, purpose="contact", channel="email", has_subject=True, has_copies=True,
        max_files=20_000_000, open_matters=(matter, hidden), signature="Mei\nKiln & Co, Repairs",
        consent=ConsentLine("May be sent: they agreed, Mon 2 Nov, on a form, recorded by Wei.", allowed=True),
    )  # fmt: skip


def sms(now: datetime) -> WayView:
    """A text to a number that several share, one of whom is being written with."""
    choices = (
        CustomerChoice(CUSTOMER, "林佳穎", "Moss Lane Café"),
        CustomerChoice(CustomerId(sample_id(4)), "Tom Hale"),
    )
    return WayView(
        NUMBER, "+886 912 345 018", choices=choices, queues=_QUEUES, purposes=_PURPOSES, purpose="marketing",
        senders=(SenderChoice(sample_id(23), "sms", "Kiln SMS", "+886255551200", chosen=True),), channel="sms",
        max_length=1600, sms=COUNTED_SMS, going_on=GoingOn("Wei is already writing with them here.", "/console?c=1"),
        consent=ConsentLine("Must not be sent: this needs their consent, and none is on file.", allowed=False),
    )  # fmt: skip


def refused(now: datetime) -> WayView:
    """Somebody who does not want to hear from us."""
    text = "Must not be sent: they withdrew it, Tue 3 Nov, told Wei in person or on the phone."
    return WayView(
        NUMBER, "+886 912 345 018", "林佳穎", CUSTOMER, queues=_QUEUES, purposes=_PURPOSES, purpose="contact",
        senders=(SenderChoice(sample_id(23), "sms", "Kiln SMS", "+886255551200", chosen=True),), channel="sms",
        max_length=1600, sms=COUNTED_SMS, consent=ConsentLine(text, allowed=False),
    )  # fmt: skip


def unreachable() -> WayView:
    return WayView(
        MAIL, MAIL, is_new=True, problem="You have no places for E-mail; an administrator can give you some."
    )


def nothing(kept: Mapping[str, Any] | None = None, now: datetime | None = None) -> NewMessageView:
    """`kept`: what the page has sent to be kept, as JSON."""
    key, begins, keeps = str(sample_id(711)), "blank", "new:1:blank"
    if not kept or now is None:
        return NewMessageView(key, begins, keeps, WayView(), calls=True)
    return NewMessageView(
        kept["client_key"], begins, keeps, mail(now) if "@" in kept["to"] else WayView(), UUID(kept["writing"]), now,
        kept["to"], kept["to_name"], kept["subject"], kept["text"], calls=True,
    )  # fmt: skip


def message(now: datetime) -> NewMessageView:
    """Begun from a case."""
    case = CaseOfMessage(sample_id(31), "C-20418-6", "Grinder arrived broken")
    return NewMessageView(
        str(sample_id(711)), "case-1", "new:1:case", mail(now), None, None, MAIL, "林佳穎",
        "Grinder arrived broken (C-20418-6)",
        "\n\n--- Forwarded message ---\nFrom: 林佳穎", sample_id(712),
        (ForwardedFile(sample_id(41), "grinder.png", 82_000),), case, calls=True,
    )  # fmt: skip


_SHOWN = (("+886227110480", "+886 2 2711 0480", True), ("+886227110481", "+886 2 2711 0481", False))


def call_way(number: str = "+886 912 345 018") -> CallWayView:
    return CallWayView(
        number, "林佳穎", shown=_SHOWN, purposes=_PURPOSES, purpose="contact", cost="about NT$12.50 for 5 minutes",
        consent=ConsentLine("May be called about what they have with us: they have not objected.", allowed=True),
    )  # fmt: skip


def call_refused() -> CallWayView:
    lines = (SenderChoice(sample_id(24), "voice", "Service line", "+886227110480", chosen=True),)
    return CallWayView(
        "+1 212 555 0100", is_new=True, lines=lines, shown=_SHOWN[:1], purposes=_PURPOSES, purpose="marketing",
        problem="This line does not call such numbers; an administrator can allow them. (+886)",
    )  # fmt: skip


def new_call(asked: Mapping[str, str]) -> NewCallView:
    """Of a customer who has two numbers, of a number, or of nobody yet."""
    key, to = str(sample_id(713)), asked.get("to", "")
    if asked.get("customer"):
        other = Addressee("+886227110999", "+886 2 2711 0999", "林佳穎", CUSTOMER)
        return NewCallView(key, NUMBER, NUMBER, CUSTOMER, "林佳穎", numbers=(_OTHER, other), way=call_way())
    return NewCallView(key, to, to, way=call_way() if to else CallWayView())


def call_off() -> NewCallView:
    text = "No line is connected that can ring telephones; an administrator connects one."
    return NewCallView(str(sample_id(713)), off=text)


def call_fragment(path: str, asked: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Template and views of what the dialog asks for."""
    if path.endswith("/keypad"):
        return "starting/keypad.html", {}
    if path.endswith("/devices"):
        return "starting/devices.html", {}
    if path.endswith("/way"):
        refused = asked.get("to", "").startswith("+1")
        return "starting/call_way.html", {"way": call_refused() if refused else call_way()}
    return "starting/call.html", {"new_call": new_call(asked)}


def chat() -> NewChatView:
    return NewChatView(CustomerId(sample_id(1)), "林佳穎", "sample-key-1")


def note() -> NewNoteView:
    return NewNoteView(CUSTOMER, "林佳穎")


def fragment(path: str, asked: Mapping[str, str], now: datetime) -> tuple[str, dict[str, Any]]:
    """Template and views of what the page asks for."""
    if path.endswith("/found"):
        text = asked.get("q", "")
        return "starting/found.html", {"addressees": nobody(text) if text.startswith("zz") else found(text)}
    if path.endswith("/note"):
        return "starting/note.html", {"note": note()}
    return "starting/way.html", {"way": mail(now) if "@" in asked.get("to", "") else refused(now)}


def policy() -> CallingPolicyView:
    """The administrator's page: one line that may call, with a mistake, and one that cannot."""
    hours = (
        SpanView("contact", "What they have with us", "08:00", "21:00"),
        SpanView("survey", "Survey", "09:00", "20:00"),
        SpanView("marketing", "Marketing", "09:00", "20:00"),
    )
    messages = (
        MachineMessageView("en", "English", "This is Kiln and Company. Please call us back."),
        MachineMessageView("zh-Hant", "Chinese", "您好，這裡是窯坊，請您方便時回電。"),
    )
    service = LineView(
        sample_id(24), "Service line", "1f", True, "+886227110480\n+886227110481: Invoices 帳務", "886", False, "30",
        "+886 1.20\n+8869 4", "TWD", "3000", "300", hours, messages,
        "Where may be called: This cannot be used; write it as the field says. (886)",
    )  # fmt: skip
    web = LineView(sample_id(25), "Web calls", "2e", False, "", "", False, "30", "", "", "", "", hours, messages)
    return CallingPolicyView((service, web), ("Invoices 帳務", "Repairs"), "Saved. It counts for calls from now on.")
