"""Samples of snippets."""

from __future__ import annotations

from datetime import datetime

from agent_ui.admin.snippets.views import EarlierText, SignatureForm, SignaturesPage, SnippetForm, SnippetsPage
from agent_ui.gallery.people import sample_id
from agent_ui.views import UndoView
from agent_ui.views.snippets import SnippetLine, SnippetsView


def offered() -> SnippetsView:
    return SnippetsView(
        (
            SnippetLine("Greeting", "Dear 林佳穎, thank you for writing. Mei"),
            SnippetLine(
                "Order", "Your order {{order.number}} is on its way.", ("number of the latest order",), "Orders"
            ),
        )
    )


def page() -> SnippetsPage:
    return SnippetsPage(
        (SnippetForm(sample_id(51), "Greeting", "Dear {{customer.name}}, thank you for writing.", "en", ""),),
        (("", "every language"), ("en", "English"), ("zh-Hant", "Chinese")),
        (("", "every queue"), ("1", "Repairs")),
        (("{{customer.name}}", "the customer’s name"),),
        "The snippets were changed.",
        UndoView("“Order” was removed.", f"/admin/snippets/{sample_id(52)}/bring-back"),
    )


def signatures(now: datetime) -> SignaturesPage:
    text = "{{agent.name}}\nKiln & Co, Repairs\n+886 2 5555 1200"
    return SignaturesPage(
        (
            SignatureForm("1", "en", "Repairs, English", text, (EarlierText("Kiln & Co", now, "Mei"),)),
            SignatureForm("", "zh-Hant", "every queue, Chinese", "窯火咖啡器材 客服 {{agent.name}}"),
        ),
        (("", "every language"), ("en", "English"), ("zh-Hant", "Chinese")),
        (("", "every queue"), ("1", "Repairs")),
        (("{{agent.name}}", "the agent’s name"), ("{{customer.name}}", "the customer’s name")),
        "The signatures were changed.",
        ("Kiln & Co", "88 Dihua St., Taipei"),
    )
