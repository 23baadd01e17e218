"""Samples of the pages of codes by which work is closed."""

from __future__ import annotations

from agent_ui.admin.codes.views import CodeForm, CodeLine, CodesPage
from agent_ui.views.common import FilterChoice

QUEUES = (FilterChoice("1", "Repairs", True), FilterChoice("2", "訂單"), FilterChoice("3", "Invoices"))


def page() -> CodesPage:
    lines = (
        ("repair", "Repair", 0, "Repairs, Machines", "", True),
        ("heating", "Heating", 1, "", "", True),
        ("second_visit", "Second visit", 2, "", "Complaint", True),
        ("leaking_pump", "幫浦漏水", 2, "", "", True),
        ("grinder", "Grinder", 1, "", "", False),
        ("order", "Order", 0, "", "", True),
        ("late", "Late", 1, "", "", True),
    )
    return CodesPage(
        tuple(
            CodeLine(code, name, depth, f"/admin/codes/{code}", queues, case, active, depth == 0)
            for code, name, depth, queues, case, active in lines
        ),
        QUEUES, "This queue requires a code for: Call, E-mail.", "/admin/routing/queues/1", 1,
        "The codes were changed.",
    )  # fmt: skip


def form() -> CodeForm:
    """Not saved yet."""
    return CodeForm(
        "Second visit", "/admin/codes/second_visit", "second_visit", "Second visit", "再次到府", (("ja", "再訪問"),),
        (FilterChoice("repair", "Repair"), FilterChoice("heating", "Repair › Heating", True)), QUEUES,
        (FilterChoice("complaint", "Complaint", True), FilterChoice("return", "Return")), True,
        ("Until 12 Nov, 09:14: Repair › Visit again",), "Codes can be four levels deep; put it further up.", "parent",
    )  # fmt: skip
