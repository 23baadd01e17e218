"""Samples of the page about one customer. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.custom_fields.views import CustomFieldLine, CustomFieldsView
from agent_ui.admin.identity.views import IdentityPolicyView, PolicyChoice
from agent_ui.customers.profile_views import (
    ConsentCell,
    ConsentRow,
    ConsentTable,
    CustomerPageView,
    DetailForm,
    DetailInput,
    DetailRow,
    DetailsView,
    HeadView,
    MembersView,
    OrganisationLink,
    ProofMessage,
    TrailFilter,
    TrailGroup,
    TrailItem,
    TrailView,
)
from agent_ui.gallery import people, work
from agent_ui.gallery.people import sample_id
from agent_ui.views import Tone
from contact_center.kernel.ids import CustomerId

LIN = CustomerId(sample_id(101))
CAFE = OrganisationLink(CustomerId(sample_id(102)), "Moss Lane Café 苔巷咖啡", "Owner")


def head() -> HeadView:
    return HeadView(
        LIN, "林佳穎", "林小姐", "signed in on the web site", True, (CAFE,),
        ("segment A", "looked after by Mei Chen", "09:05 there now"),
        ("Deliver before 10:30: the lane closes for the market",),
    )  # fmt: skip


def details() -> DetailsView:
    rows = (
        DetailRow("name", "Name", ("林佳穎",), "family 林, given 佳穎"),
        DetailRow("form_of_address", "Address as", ("林小姐",)),
        DetailRow("affiliation-1", "Works at", ("Moss Lane Café 苔巷咖啡",), "Owner, may order up to NT$20,000"),
        DetailRow("language", "Language", ("Chinese",)),
        DetailRow("address-1", "E-mail", ("chiaying@mosslane.example",), "replies"),
        DetailRow("address-2", "Phone", ("+886 912 345 081",), "work, verified Mon 12 Oct"),
        DetailRow("postal-1", "Delivery", ("106091 臺北市大安區", "和平東路一段147巷6號1樓"), "since 2 Mar"),
        DetailRow("owner", "Owner", ("Mei Chen",)),
        DetailRow("segment", "Segment", ("A",)),
        DetailRow("own-opening", "Opening", ("Fri 27 Nov",), "own field"),
        DetailRow("tags", "Tags", (), tags=("café", "two shops")),
    )
    notes = (
        DetailRow("note-1", "Warning", ("Deliver before 10:30: the lane closes for the market",), "Mei Chen, 2 Mar",
                  Tone.SOON),
        DetailRow("note-2", "Note", ("Asked for a price for the second shop.",), "Wei Huang, 1 Oct"),
    )  # fmt: skip
    adds = (("new-email", "E-mail"), ("new-phone", "Phone"), ("new-note", "Note"), ("new-warning", "Warning"))
    return DetailsView(LIN, rows, (DetailRow("time_zone", "Time zone", ()),), notes, adds)


def form() -> DetailForm:
    return DetailForm(
        "address-2", "Phone",
        (
            DetailInput("text", "Phone", "+886 912 345 018"),
            DetailInput("use", "Used for", "work", "choice", (("", "–"), ("work", "work"), ("private", "private"))),
        ),
        (("text", "+886912345081"),),
        ("On file: +886 912 345 081, verified Mon 12 Oct.", "A new address gets no verification code for 7 days."),
        removable=True,
    )  # fmt: skip


def refused() -> DetailForm:
    inputs = (
        DetailInput("organisation", "Organisation", "Moss", suggest="/customers/organisations",
                    error="No organisation has exactly this name."),
        DetailInput("may_order", "May order", "yes", "yes"),
        DetailInput("text", "Note", "Two\nlines", "long", hint="short"),
        DetailInput("until", "Until", "2026-12-01", "date"),
    )  # fmt: skip
    said = "Wei Huang has just changed this to “B”. Save again to replace it with yours."
    return DetailForm("new-affiliation", "Works at", inputs, error=said)


def consents(now: datetime, *, beside: bool = False) -> ConsentTable:
    def cell(state: str, tone: Tone, kind: str, purpose: str, days: int | None) -> ConsentCell:
        at = now - timedelta(days) if days is not None else None
        address = "chiaying@mosslane.example" if kind == "email" else "+886 912 345 081"
        given = state == "agreed"
        changes = ((f"withdrawn {purpose} {kind} {address}", "Customer withdraws"),) if given else (
            (f"given {purpose} {kind} {address}", "Customer agrees"),
            (f"withdrawn {purpose} {kind} {address}", "Customer withdraws"),
        )  # fmt: skip
        return ConsentCell(
            address, False, state, tone, at, "told Mei Chen in person or on the phone" if at else None, changes,
            purpose, "可以，有新豆子再傳簡訊給我" if given else "", sample_id(90) if given else None,
            needs_proof=not given,
        )  # fmt: skip

    def line(
        purpose: str, basis: str, mail: tuple[str, Tone, int | None], sms: tuple[str, Tone, int | None]
    ) -> ConsentRow:
        cells = ((cell(*mail[:2], "email", purpose, mail[2]),), (cell(*sms[:2], "phone", purpose, sms[2]),))
        return ConsentRow(purpose, basis, cells)

    agreed = "rests on consent: allowed once they agree"
    unknown: tuple[str, Tone, int | None] = ("not asked yet", Tone.PLAIN, None)
    return ConsentTable(
        ("E-mail", "SMS"),
        (
            line(
                "Notices about orders and service",
                "rests on the contract: allowed until they object",
                ("no objection", Tone.PLAIN, None),
                ("objected", Tone.LATE, 30),
            ),
            line("Satisfaction surveys", agreed, unknown, ("agreed", Tone.GOOD, 55)),
            line("Marketing", agreed, ("withdrawn", Tone.LATE, 55), unknown),
        ),
        ProofMessage(sample_id(91), "請不要再寄廣告給我了，謝謝") if beside else None,
        sample_id(92) if beside else None,
        f"/customers/{LIN}/consent",
        f"/customers/{LIN}/consent/proof/",
    )


def contact_consents(now: datetime) -> ConsentTable:
    """Of a visitor of the web site of whom nothing else is known."""
    action = f"/console/interactions/{sample_id(92)}/consent"

    def line(purpose: str, basis: str, state: str, tone: Tone, changes: tuple[tuple[str, str], ...]) -> ConsentRow:
        told = tone is Tone.LATE
        cell = ConsentCell(
            "Visitor on the web site", True, state, tone, now - timedelta(days=1) if told else None,
            "told Mei Chen in person or on the phone" if told else None, changes, purpose,
            "please do not ask me again" if told else "", sample_id(93) if told else None, needs_proof=not told,
        )  # fmt: skip
        return ConsentRow(purpose, basis, ((cell,),))

    place = "web:webchat #0123456789abcdef"
    agrees, withdraws = (
        (f"given survey {place}", "Customer agrees"),
        (f"withdrawn survey {place}", "Customer withdraws"),
    )
    agreed = "rests on consent: allowed once they agree"
    return ConsentTable(
        ("Chat",),
        (
            line("Notices about orders and service", "rests on the contract: allowed until they object",
                 "no objection", Tone.PLAIN, ((f"objected service {place}", "Customer objects"),)),
            line("Satisfaction surveys", agreed, "withdrawn", Tone.LATE, (agrees,)),
            line("Marketing", agreed, "not asked yet", Tone.PLAIN, (agrees, withdraws)),
        ),
        ProofMessage(sample_id(94), "不用再問我了，謝謝"), sample_id(92), action,
    )  # fmt: skip


def trail(now: datetime) -> TrailView:
    def item(key: str, kind: str, days: float, icon: str, title: str, **more: object) -> TrailItem:
        return TrailItem(key, kind, now - timedelta(days), True, icon, title, **more)  # type: ignore[arg-type]

    today = (
        item("1", "conversation", 0.006, "message-circle", "我們週五早上開幕，至少要先有一台能用",
             meta="Web chat, Mei", end="open", tone=Tone.SOON, interaction=str(work.CHAT),
             opened=work.chat_items(now)),
        item("2", "change", 0.01, "history", "Opening added", meta="nothing → Fri 27 Nov",
             end="Mei Chen, from a conversation"),
    )  # fmt: skip
    week = (
        item("3", "order", 3, "truck", "SHP-7731 shipped", meta="Tryton, SO-20418", end="on its way"),
        item("4", "call", 5, "phone", "Phone, 3:12", meta="Phone, Wei", interaction=str(work.CALL)),
        item("5", "order", 6, "shopping-cart", "SO-20418 ordered, NT$77,000", meta="Tryton", end="3 days late",
             tone=Tone.LATE, href="/customers?q=SO-20418"),
    )  # fmt: skip
    october = (
        item("6", "change", 55, "shield-check", "Marketing: withdrawn", meta="SMS, +886 912 345 081",
             end="by a message from the customer"),
        item("7", "conversation", 58, "mail", "Re: Delivery before our opening?", meta="E-mail, Mei",
             interaction=str(work.MAIL), withheld=True, opened=(), is_open=True),
    )  # fmt: skip
    filters = tuple(
        TrailFilter(kind, name, count, kind == "all")
        for kind, name, count in (
            ("all", "All", 86), ("conversation", "Conversations", 31), ("call", "Calls", 9), ("order", "Orders", 22),
            ("change", "Changes", 24),
        )
    )  # fmt: skip
    groups = (TrailGroup("Today", today), TrailGroup("Last 7 days", week), TrailGroup("October", october))
    return TrailView(LIN, groups, filters, "/customers/1/timeline?before=x", "/customers/1")


def fields() -> CustomFieldsView:
    lines = (
        CustomFieldLine(sample_id(1), "Opening", "opening", "Date", "", False),
        CustomFieldLine(sample_id(2), "Business", "business", "Choice", "café, roastery", True),
    )
    return CustomFieldsView(lines, (("text", "Text"), ("choice", "Choice")), "The fields were changed.")


def identity() -> IdentityPolicyView:
    return IdentityPolicyView(
        (PolicyChoice("order_number", "Number of an order", True), PolicyChoice("code", "Code", False)),
        (PolicyChoice("called_back", "reached at the number on file", True),),
        (PolicyChoice("invoices", "Invoices", True), PolicyChoice("changes", "Changes of their data", False)),
        2, 5, 15, True, "/help/kiln/en/own", "Saved. It counts from now on.",
    )  # fmt: skip


def customer_page(now: datetime) -> CustomerPageView:
    others = (
        OrganisationLink(CustomerId(sample_id(103)), "Tom Hale", "Bookkeeping, may get invoices"),
        OrganisationLink(CustomerId(sample_id(104)), "許文傑", "Manager, may order up to NT$20,000"),
    )
    return CustomerPageView(
        people.customer(now), head(), details(), consents(now), (MembersView(CAFE, others),), trail(now)
    )
