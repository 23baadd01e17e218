"""Samples of acting in the ERP. Nobody here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from agent_ui.admin.limits.views import LimitForm, LimitKind, LimitsView, Releaser
from agent_ui.proposals.views import (
    ActChoice,
    ActChoices,
    ActForm,
    ActLeftView,
    ActLine,
    ActShown,
    FieldLine,
    ProposalLine,
    ProposalsView,
    ProposalTab,
    ProposalView,
)
from agent_ui.views import Tone

ID = UUID("0193c000-0000-7000-8000-00000000e001")
LIN = UUID("0193c000-0000-7000-8000-00000000e002")


def choices() -> ActChoices:
    found = (
        ActChoice("Note on the customer's record", "The back office reads it there.", "/proposals/new?kind=note"),
        ActChoice("Make a quotation", "Prices, taxes and stock are the ERP's.", "/proposals/new?kind=quote"),
        ActChoice("SO-20431", "Quotation, NT$41,400", "/proposals/new?kind=place"),
    )
    return ActChoices("林佳穎", "Act in the ERP", found, "The ERP does not answer just now.", "/proposals/new")


def form(kind: str) -> ActForm:
    lines = (
        ActLine("5", "Kiln G2 grinder", "G2-64", "2", "36800"),
        ActLine("9", "Filter paper, 100 sheets", "FILTER-W", "10", "180"),
    )
    known = (("G2-64", "Kiln G2 grinder"), ("lin@mosslane.example", "email"))
    return ActForm(
        ID, kind, "Take goods back", "林佳穎", LIN, "7", "SO-20418", ID, ID, lines, known, "2026-11-30",
        ActLeftView("You decide alone up to NT$380.", (("Left for this customer, in 30 days", "NT$380"),)),
    )  # fmt: skip


def shown() -> ActShown:
    fields = (
        FieldLine("State", "quotation", "in processing"),
        FieldLine("Quantity, FILTER-W", "10", "12"),
        FieldLine("Total", "NT$41,400", "NT$41,778"),
    )
    facts = (("Free in stock, FILTER-W", "188"), ("Credit used", "NT$60,900"), ("Credit limit", "NT$300,000"))
    return ActShown("SO-20431", fields, facts, ("SO-21004",), second="A supervisor has to agree.")


def line(now: datetime, state: str, tone: Tone, why: str = "", amount: str = "") -> ProposalLine:
    return ProposalLine(
        ID, "Turn a quotation into an order", "SO-20431", state, tone, why, "Mei", "林佳穎", LIN,
        now - timedelta(minutes=3), amount,
    )  # fmt: skip


def waiting(now: datetime) -> ProposalView:
    """For a supervisor, who has to agree."""
    one = line(now, "waits for a second person", Tone.SOON, "A supervisor has to agree: no limit is set.", "NT$2,400")
    return ProposalView(one, shown(), "Tryton", settled=False, decides=True, withdraws=True, case="/cases/x")


def done(now: datetime) -> ProposalView:
    said = "Your order SO-20431 is confirmed: NT$41,778."
    return ProposalView(
        line(now, "done", Tone.GOOD), shown(), "Tryton", settled=True, record="/erp/order/7", said=said, writes=True,
        undo=ID,
    )  # fmt: skip


def listed(now: datetime) -> ProposalsView:
    tabs = (
        ProposalTab("Mine", "/proposals", chosen=True),
        ProposalTab("Waiting for my word", "/proposals?which=waiting", chosen=False, count=2),
    )
    lines = (
        line(now, "waits for a second person", Tone.SOON, "A supervisor has to agree: no limit is set.", "NT$2,400"),
        line(now, "not known yet, being checked", Tone.SOON, "Tryton got it and has not answered."),
        line(now, "refused by the ERP", Tone.LATE, "The party Fold will exceed their NT$50,000 credit limit."),
        line(now, "done", Tone.GOOD),
    )
    return ProposalsView(tabs, lines)


KINDS = ("note", "contact", "quote", "change", "return", "credit", "place", "resend")


def fragment(path: str, now: datetime, query: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """What a path of the dialog answers."""
    kind = query.get("kind", "")
    if path.endswith("/new"):
        return (
            ("proposals/form.html", {"form": form(kind)}) if kind else ("proposals/choose.html", {"choices": choices()})
        )
    if path.endswith("/preview"):
        return "proposals/preview.html", {"shown": shown()}
    return "proposals/state.html", {"proposal": done(now)}


def limits() -> LimitsView:
    people = (Releaser(LIN, "林淑芬"), Releaser(ID, "Sam Chen", chosen=True))
    kinds = (LimitKind("credit", "Ask for a credit note"), LimitKind("place", "Turn a quotation into an order"))
    found = (
        LimitForm(
            (), people, "credit", "Ask for a credit note", "TWD", "500", "1000", "3000", "20000", "30",
            released_by=("Sam Chen",),
        ),
        LimitForm(
            (), people, "place", "Turn a quotation into an order", "TWD", "100000", "50", "", "", "90",
            "A sum of several must be at least what one person decides at once.",
        ),
    )  # fmt: skip
    return LimitsView(found, LimitForm(kinds, people), "Saved. It counts for what is asked for from now on.")
