"""Sample imports of customers. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.gallery.people import sample_id
from agent_ui.importing.views import (
    ColumnView,
    FieldOption,
    ImportLine,
    ImportsView,
    ImportView,
    OutcomeView,
    RowView,
)


def line(now: datetime) -> ImportLine:
    return ImportLine(
        sample_id(90), "customers-2026-11.csv", "tried, nothing changed yet", "50,000", "Sam", now - timedelta(hours=2)
    )


def imports(now: datetime) -> ImportsView:
    return ImportsView((line(now),))


def checked(now: datetime) -> ImportView:
    options = tuple(FieldOption(code, name, code == "name") for code, name in (("", "leave out"), ("name", "Name")))
    row = RowView(17, ("林佳穎", "0912", "lin@"), "Phone: This is neither an e-mail address nor a phone number.")
    return ImportView(
        line(now),
        "Big5",
        (ColumnView("姓名", ("林佳穎", "陳柏翰"), options), ColumnView("手機", ("0912345081",), options)),
        (
            OutcomeView(
                "new", "Would be new", "49,120", (RowView(2, ("陳柏翰", "0922000111"), href="/customers/1"),), more=True
            ),
            OutcomeView(
                "changes",
                "Would change",
                "877",
                (RowView(3, ("林佳穎", "0912345081"), href="/customers/1", changes="Job · E-mail"),),
            ),
            OutcomeView("refused", "Errors", "3", (row,), bad=True),
        ),
        can_map=True,
        run="Import 49,997 customers",
        left_out=True,
    )


def running(now: datetime) -> ImportView:
    return ImportView(line(now), "UTF-8", (), (), progress=42)
