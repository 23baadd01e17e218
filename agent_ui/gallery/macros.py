"""Samples of macros."""

from __future__ import annotations

from agent_ui.admin.macros.views import MacroForm, MacrosPage
from agent_ui.gallery.people import sample_id
from agent_ui.gallery.work import CHAT
from agent_ui.views.macros import MacroLine, MacroStep, MacrosView


def offered() -> MacrosView:
    return MacrosView(
        CHAT,
        (
            MacroLine(
                sample_id(61), "Refund asked", (MacroStep("inserts a text"), MacroStep("tag refund")),
                "Dear 林佳穎, we have asked for your refund. Mei", "Invoices",
            ),
            MacroLine(
                sample_id(62), "已處理",
                (MacroStep("disposition Delivered"), MacroStep("close", "This work is not in your hands.")),
            ),
        ),
    )  # fmt: skip


def page() -> MacrosPage:
    form = MacroForm(
        sample_id(61), "Refund asked", "en", "1", "Dear {{customer.name}}, we have asked for it.", "refund, VIP",
        "done", "snooze", 60, "", "inserts a text, tag refund, disposition Done, park for 1 h",
    )  # fmt: skip
    return MacrosPage(
        (form,), (("", "every language"), ("en", "English")), (("", "every queue"), ("1", "Invoices")),
        (("", "none"), ("done", "Done")), (("", "stays in hand"), ("snooze", "park for some minutes")),
        (("{{customer.name}}", "the customer’s name"),), "The macros were changed.",
    )  # fmt: skip
