"""A sample list of customers. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.customer_list.views import CustomerListView, CustomerRow
from agent_ui.gallery.people import sample_id
from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from contact_center.kernel.ids import CustomerId


def customer_list(now: datetime) -> CustomerListView:
    rows = tuple(
        CustomerRow(
            CustomerId(sample_id(900 + n)),
            name,
            org,
            (mail, "+886 2 2711 048" + str(n)),
            now - timedelta(hours=7 * n * n),
            text,
            channel,
            href="/customers/1",
            owner="Mei Chen" if n % 2 == 0 else None,
            segment="AB"[n % 2],
            tags=("café", "two shops")[: n % 3],
        )
        for n, (name, org, mail, text, channel) in enumerate(
            (
                ("林佳穎", "苔巷咖啡", "lin@mosslane.example", "週五早上開幕", "webchat"),
                ("Tom Hale", "Moss Lane Café", "tom@mosslane.example", "Re: Invoice INV-3391", "email"),
                ("Priya Nair", None, "priya@example.org", "Can I pick it up on Saturday?", "sms"),
                ("David Okafor", "Northgate Roasters", "d.okafor@northgate.example", "Call with Mei, 6:42", "voice"),
            )
        )
    )
    filters = (
        FilterView("kind", "Kind", "all", (ListOption("person", "People", chosen=True),)),
        FilterView("tag", "Tag", "all", (ListOption("café", "café"),)),
        FilterView("owner", "Owner", "all", (ListOption("1", "Mei Chen"),)),
        FilterView("segment", "Segment", "all", (ListOption("A", "A"),)),
        FilterView("order", "Order", "by name", (ListOption("newest", "newest first"),)),
    )
    views = (
        SavedViewLine(sample_id(80), "Cafés in Taipei", "/customers?tag=1", current=True, team=True, mine=True),
        SavedViewLine(sample_id(81), "My key accounts", "/customers?segment=A"),
    )
    return CustomerListView(
        "", rows, "more than 10,000", filters, views, "/customers?after=x", filtered=True, state="kind=person",
        duplicates="12", owners=(ListOption("1", "Mei Chen"),),
    )  # fmt: skip
