"""Samples of snippets."""

from __future__ import annotations

from agent_ui.admin.snippets.views import SnippetForm, SnippetsPage
from agent_ui.gallery.people import sample_id
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
    )
