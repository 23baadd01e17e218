"""Samples of the pages of personal data."""

from __future__ import annotations

from agent_ui.admin.privacy.views import HoldLine, PersonPage, PrivacyPage, RequestLine, RetentionLine, RetentionPage
from agent_ui.admin.views import FoundCustomer
from agent_ui.gallery.people import sample_id
from agent_ui.views.common import Tone

HOLD = HoldLine(sample_id(804), "陳怡君", "Lawsuit 112-3456 about the boiler.", "Ada Lovelace, 12 Nov 09:14")


def _requests() -> tuple[RequestLine, ...]:
    rows = (
        ("林美玲", "wants to know what we hold", "By letter.", "8 Nov", "23 Nov, late by 2 days", Tone.LATE, ""),
        ("Tom Baker", "wants it erased", "", "1 Nov", "1 Dec, in 4 days", Tone.SOON, ""),
        ("Ana Ruiz", "wants it corrected", "", "24 Nov", "24 Dec, in 28 days", Tone.PLAIN, ""),
    )
    return tuple(
        RequestLine(sample_id(800 + n), f"/admin/privacy/customers/{sample_id(81)}", *row)
        for n, row in enumerate(rows)
    )  # fmt: skip


def page() -> PrivacyPage:
    found = (FoundCustomer(sample_id(81), "林美玲", "+886 912 000 111"),)
    return PrivacyPage(_requests(), (HOLD,), "林", found, True, "The request was noted; its clock runs.")


def person() -> PersonPage:
    done = RequestLine(
        sample_id(805), "/admin/privacy", "林美玲", "wants it corrected", "", "3 Mar", "2 Apr", Tone.PLAIN,
        "done, 4 Mar 10:02: The street was wrong.",
    )  # fmt: skip
    return PersonPage(
        sample_id(81), "林美玲", (("Conversations, messages and files", "214"), ("Calls and recordings", "3")),
        (*_requests()[:1], done), (("access", "wants to know what we hold: 15 days to answer"),), "2026-11-27", HOLD,
        "The legal hold stands: nothing of it is erased.",
    )  # fmt: skip


def retention() -> RetentionPage:
    return RetentionPage(
        (
            RetentionLine(
                "messages", "Messages", "Texts, subjects and files of closed conversations.", "730", 30,
                "12,480 rows go tonight, the oldest of 4 Jan 2023", "a legal hold keeps 214 rows",
                "26 Nov 02:10: 318 rows erased",
            ),
            RetentionLine(
                "audit", "Audit", "Who did what, and who read what.", "", 365, "kept as long as the organisation",
                "", "",
            ),
        ),
        tried=True,
    )  # fmt: skip
