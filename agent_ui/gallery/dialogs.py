"""Sample dialogs: transfer, sign-out, routing explained."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.gallery.work import CHAT, MAIL, minutes
from agent_ui.views import (
    Candidate,
    Choice,
    ClosingView,
    CodeAddressView,
    ExplanationView,
    Fact,
    OpenWorkLine,
    ParkChoice,
    ParkView,
    PresenceState,
    QuestionView,
    SendLaterView,
    SignOutView,
    TransferView,
    VerifyView,
)


def verify() -> VerifyView:
    questions = (
        QuestionView("order_number", "Number of an order", answered=True, compared=True),
        QuestionView("postal_code", "Postal code", compared=True),
        QuestionView(
            "invoice_date", "Date of the last invoice", False, True, "date", "nothing on file to compare with"
        ),
        QuestionView("code", "Code sent to an address on file", compared=True),
        QuestionView("called_back", "reached at the number on file"),
    )
    addresses = (
        CodeAddressView("1", "+886 ••• 345"), CodeAddressView("2", "li•••@mosslane.example", "new, no code for 7 days"),
    )  # fmt: skip
    return VerifyView(
        CHAT, "林佳穎", questions, "1 of 2 questions answered",
        result="That is not what is on file. It counts as a wrong answer.", addresses=addresses,
        code_sent="sent 09:12, valid for 10 minutes",
    )  # fmt: skip


def verify_locked() -> VerifyView:
    locked = "Too many wrong answers for this customer. Nothing is asked before 09:40."
    return VerifyView(CHAT, "林佳穎", (), "0 of 2 questions answered", locked)


def transfer(now: datetime) -> TransferView:
    return TransferView(
        CHAT,
        "林佳穎",
        (
            Choice("agent:1", "陳怡君", "Repairs 4, English, free 2 min", PresenceState.AVAILABLE),
            Choice("agent:2", "Rosa Lim", "Repairs 5", PresenceState.ON_CALL, "on a call 8:14"),
        ),
        (
            Choice("queue:1", "Repairs", "5 waiting, longest 3:42"),
            Choice("queue:2", "Invoices 帳務", "none waiting"),
        ),
        can_ask=True,
        shown=("+886227110480", "+886227110490"),
    )


def park(now: datetime) -> ParkView:
    later = (("15 minutes", 0.25), ("1 hour", 1), ("tomorrow morning", 16))
    choices = tuple(ParkChoice(label, now + timedelta(hours=n)) for label, n in later)
    return ParkView(MAIL, "Tom Hale", choices, answered=True, earliest="2026-11-23T09:00")


def later(now: datetime) -> SendLaterView:
    return SendLaterView(park(now).choices, "2026-11-23T09:00")


def closing(now: datetime) -> ClosingView:
    return ClosingView(CHAT, "林佳穎", unanswered=2, draft="倉庫今天 16:00 前可以先出一台")


def sign_out(now: datetime) -> SignOutView:
    return SignOutView(
        (
            OpenWorkLine(CHAT, "webchat", "林佳穎", "週五早上開幕"),
            OpenWorkLine(MAIL, "email", "Tom Hale", "Re: Invoice INV-3391"),
        ),
        frozenset({MAIL}),
    )


def explanation(now: datetime) -> ExplanationView:
    rows = (
        Candidate(
            "陳怡君",
            PresenceState.AVAILABLE,
            "Chinese native, Repairs 3",
            "0 of 1 voice",
            timedelta(seconds=2),
            "offered, the only one who fits",
            chosen=True,
        ),
        Candidate(
            "王志明",
            PresenceState.ON_CALL,
            "Chinese native, Repairs 5",
            "1 of 1 voice",
            None,
            "no free place for a call",
        ),
        Candidate(
            "許家豪",
            PresenceState.NOT_RESPONDING,
            "Chinese native, Repairs 4",
            "0 of 1 voice",
            timedelta(seconds=38),
            "missed this call; not again for 60 s",
        ),
        Candidate(
            "James Ward",
            PresenceState.AVAILABLE,
            "Repairs 4",
            "0 of 1 voice",
            timedelta(seconds=41),
            "does not speak Chinese",
            excluded=True,
        ),
    )
    return ExplanationView(
        "Why 陳怡君 got this call",
        (
            "She was the only free person who speaks Chinese and knows Repairs at 3 or better.",
            "王志明 was on a call; 許家豪 had missed this same call 38 seconds before.",
            "The caller waited 1:24; the goal was 20 seconds, so the call counts as missed.",
        ),
        now - minutes(2),
        rows,
        (
            Fact("Language", "Chinese, pressed 2 in the menu"),
            Fact("Customer", "周明德", "by number, not verified"),
            Fact("Late part", "SO-20390, 2 days: 5 points", "Tryton, 2 min old"),
        ),
        "1.3 minutes waited + 20 points = 21.3. Nobody was overtaken.",
        "Repairs policy, version 14, decided from event 48,201,377.",
    )
