"""Samples of the pages of webhooks."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.webhooks.views import (
    KindArea,
    KindChoice,
    SentLine,
    TryLine,
    WebhookForm,
    WebhookLine,
    WebhookPage,
    WebhooksPage,
)
from agent_ui.gallery.people import sample_id
from agent_ui.views.common import FilterChoice


def _lines(now: datetime) -> tuple[WebhookLine, ...]:
    return (
        WebhookLine(f"/admin/webhooks/{sample_id(830)}", "Data lake", "https://hooks.example.com/contact-centre",
                    ("case.*", "customer.*", "interaction.closed", "interaction.queued", "task.*"), "in use", "good",
                    now - timedelta(minutes=2), 0, 0),
        WebhookLine(f"/admin/webhooks/{sample_id(831)}", "訂單系統", "https://orders.example.tw/hooks", ("*",),
                    "stopped: it took nothing for three days", "late", now - timedelta(days=3), 412, 3),
    )  # fmt: skip


def listed(now: datetime) -> WebhooksPage:
    return WebhooksPage(_lines(now), "The webhook was removed, with what was sent to it.")


def one(now: datetime) -> WebhookPage:
    areas = (
        KindArea("case.*", "Cases", True, (KindChoice("case.changed", False), KindChoice("case.opened", False))),
        KindArea("interaction.*", "Work", False,
                 (KindChoice("interaction.closed", True), KindChoice("interaction.queued", True))),
        KindArea("rating.*", "Ratings", False, (KindChoice("rating.asked", False), KindChoice("rating.given", False))),
    )  # fmt: skip
    form = WebhookForm(
        "訂單系統", "https://orders.example.tw/hooks", False, areas, True, False,
        "The address must begin with https:// and lead to a server on the public network.", "url",
    )  # fmt: skip
    body = '{"type":"interaction.closed","timestamp":"2026-11-27T08:10:00+00:00","position":88120,"data":{}}'
    tries = (
        TryLine(now - timedelta(minutes=4), "it was refused (503)", "84 ms", "upstream is down <now>", False),
        TryLine(now - timedelta(minutes=5), "no answer within 15 seconds", "15,000 ms", "", False),
    )
    sent = (
        SentLine(sample_id(840), "interaction.closed", now - timedelta(minutes=5), "tried again 10:14", "late", body,
                 tries, True),
        SentLine(sample_id(841), "case.opened", now - timedelta(minutes=9), "taken", "good", body,
                 (TryLine(now - timedelta(minutes=9), "taken (204)", "31 ms", "", True),), False),
    )  # fmt: skip
    return WebhookPage(
        form, sample_id(831), _lines(now)[1], "Nothing is sent any more: the other side took nothing for three days.",
        "The secret before this one signs, too, until 10:00.", "whsec_c2FtcGxlIG9mIGEgc2VjcmV0IG9mIGEgd2ViaG9vaw==",
        sent, (FilterChoice("waiting", "waiting"), FilterChoice("taken", "taken", True)),
        f"/admin/webhooks/{sample_id(831)}?before={sample_id(841)}#sent",
        "The test was sent; below is what came of it.",
    )  # fmt: skip
