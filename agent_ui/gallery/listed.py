"""A sample list of customers. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.customer_list.views import CustomerCell, CustomerListView, CustomerRow, OwnFilterView
from agent_ui.gallery.people import sample_id
from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from contact_center.kernel.ids import CustomerId


def customer_list(now: datetime) -> CustomerListView:
    rows = tuple(
        CustomerRow(
            CustomerId(sample_id(900 + n)),
            name,
            (
                CustomerCell(f"{mail}, +886 2 2711 048{n}"),
                CustomerCell("Mei Chen" if n % 2 == 0 else ""),
                CustomerCell(tags=("café", "two shops")[: n % 3]),
                CustomerCell(text, channel=channel),
                CustomerCell(at=now - timedelta(hours=7 * n * n)),
                CustomerCell("Gold" if n % 2 else ""),
            ),
            org,
            href="/customers/1",
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
    columns = ("Contact", "Owner", "Tags", "Last message", "Last contact", "Plan")
    own = (
        OwnFilterView(
            "plan", "Plan", "choice", options=(ListOption("Gold", "Gold", chosen=True), ListOption("B", "B"))
        ),
        OwnFilterView("city", "City", "text", "Taipei", exactly=True),
        OwnFilterView("shops", "Shops", "number", start="2", end="9"),
        OwnFilterView("since", "Since", "date", start="2026-01-01"),
        OwnFilterView("credit", "Credit", "money", start="TWD 12000"),
        OwnFilterView("visited", "Visited", "yes_no", options=(ListOption("yes", "yes"), ListOption("no", "no"))),
    )
    filters = (
        FilterView("kind", "Kind", "all", (ListOption("person", "People", chosen=True),)),
        FilterView("tag", "Tag", "all", (ListOption("café", "café"),)),
        FilterView("owner", "Owner", "all", (ListOption("1", "Mei Chen"),)),
        FilterView("segment", "Segment", "all", (ListOption("A", "A"),)),
        FilterView("reach", "Reachable by", "all", (ListOption("email", "E-mail"),)),
        FilterView("wrote", "Contacted us by", "all", (ListOption("sms", "SMS"),)),
        FilterView("order", "Order", "by name", (ListOption("newest", "newest first"),)),
    )
    views = (
        SavedViewLine(sample_id(80), "Cafés in Taipei", "/customers?tag=1", current=True, team=True, mine=True),
        SavedViewLine(sample_id(81), "My key accounts", "/customers?segment=A"),
    )
    return CustomerListView(
        "", rows, "more than 10,000", columns,
        tuple(ListOption(str(n), one, n < len(columns)) for n, one in enumerate((*columns, "Language", "Tax number"))),
        are_own=True, columns_asked="contact,owner", filters=filters, own_filters=own, is_own_filtered=True,
        views=views, next_page="/customers?after=x", wrong="Shops: Write a number.", filtered=True,
        state="kind=person", saved_state="kind=person", duplicates="12", owners=(ListOption("1", "Mei Chen"),),
    )  # fmt: skip
