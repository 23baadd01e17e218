"""Sample imports of customers and of old mail. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.gallery.people import sample_id
from agent_ui.importing.views import (
    ColumnView,
    FieldOption,
    ImportLine,
    ImportsView,
    ImportView,
    MailAddressView,
    MailboxOption,
    MailImportLine,
    MailImportsView,
    MailImportView,
    MailsView,
    MailView,
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


def mail_line(now: datetime) -> MailImportLine:
    return MailImportLine(
        sample_id(91), "inbox.mbox, sent.mbox", "tried, nothing changed yet", "4,210", "Sam", now - timedelta(hours=1)
    )


def mail_imports(now: datetime) -> MailImportsView:
    return MailImportsView((MailboxOption(sample_id(92), "service@kiln.example"),), (mail_line(now),))


def mail_checked(now: datetime) -> MailImportView:
    roles = tuple(
        FieldOption(code, name, code == "customer")
        for code, name in (("customer", "customer"), ("ours", "one of us"), ("left_out", "leave out"))
    )
    mail = MailView(3, now - timedelta(days=900), "lin@x.example → service@kiln.example", "訂單的問題")
    broken = MailView(
        9, None, "", "", "it has no date, and neither has the line before it in the file", "/customers/import-mail"
    )
    return MailImportView(
        mail_line(now),
        "service@kiln.example",
        (
            MailAddressView("lin@x.example", "林佳穎", "212", roles, "", "林佳穎", "/customers/1"),
            MailAddressView("old@x.example", "", "7", roles, "lin@x.example", "林佳穎", "/customers/1"),
        ),
        (
            MailsView("new", "Would be imported", "4,102", (mail,), more=True),
            MailsView("refused", "Could not be read", "1", (broken,), bad=True),
        ),
        more_addresses="and 312 more addresses",
        can_sort=True,
        can_add=True,
        run="Import 4,102 mails",
        can_try_again=True,
    )


def running(now: datetime) -> ImportView:
    return ImportView(line(now), "UTF-8", (), (), progress=42)
