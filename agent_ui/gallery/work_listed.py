"""A sample list of all work. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.gallery.people import sample_id
from agent_ui.views import ClockKind, ClockView
from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from agent_ui.work_list.views import BlockedLine, BlockedView, ConversationLine, ManyDone, WorkListPage
from contact_center.kernel.ids import InteractionId


def work_list(now: datetime) -> WorkListPage:
    late = ClockView(ClockKind.DUE, now - timedelta(hours=5), now - timedelta(minutes=14))
    soon = ClockView(ClockKind.DUE, now - timedelta(minutes=20), now + timedelta(minutes=9))
    waits = ClockView(ClockKind.AGE, now - timedelta(minutes=3))
    rows = tuple(
        ConversationLine(
            InteractionId(sample_id(400 + n)), channel, who, text, organisation, queue, standing, tags, clock,
            now - timedelta(hours=30 * (n + 1)),
        )
        for n, (channel, who, organisation, text, queue, standing, tags, clock) in enumerate(
            (
                ("email", "Tom Hale", "Moss Lane Café", "Re: Invoice INV-3391", "Billing", "with Mei Chen",
                 ("invoice", "VIP"), late),
                ("webchat", "林佳穎", "苔巷咖啡", "週五早上開幕，磨豆機還沒到", "Orders", "in the queue", (), soon),
                ("sms", "Priya Nair", None, "Can I pick it up on Saturday?", "Orders",
                 "Mei Chen, waiting for the customer", ("pick-up",), waits),
                ("voice", "David Okafor", "Northgate Roasters", "Call, 6:42", "Service",
                 "closed, Wei Lin, Answered", (), None),
            )
        )
    )  # fmt: skip
    filters = (
        FilterView("stage", "State", "open", (ListOption("closed", "closed"),)),
        FilterView("queue", "Queue", "all", (ListOption("1", "Orders", chosen=True),)),
        FilterView("channel", "Channel", "all", (ListOption("email", "E-mail"),)),
        FilterView("agent", "With", "anybody", (ListOption("me", "me"),)),
        FilterView("tag", "Tag", "all", (ListOption("VIP", "VIP"),)),
        FilterView("days", "Begun", "any time", (ListOption("7", "last 7 days"),)),
        FilterView("order", "Order", "due first", (ListOption("newest", "newest first"),)),
    )
    views = (
        SavedViewLine(sample_id(90), "Mine", "/conversations?agent=me"),
        SavedViewLine(sample_id(91), "Invoices of today", "/conversations?tag=invoice", current=True, mine=True),
    )
    one = (ListOption("1", "Mei Chen"),)
    return WorkListPage(
        "", rows, "more than 1,000", filters, views, "/conversations?after=x", filtered=True, state="queue=1",
        can_steer=True, agents=one, queues=(ListOption("1", "Orders"),),
        macros=(ListOption("1", "Refund asked"),), variables=("{{customer.name}}", "{{agent.name}}"),
    )  # fmt: skip


def empty() -> WorkListPage:
    return WorkListPage("", (), "0")


def done() -> ManyDone:
    return ManyDone("2 conversations changed.", ("1 left as they are: It is not yours.",), "/conversations/many/1/undo")


def blocked(now: datetime) -> BlockedView:
    lines = (
        BlockedLine(
            sample_id(71), "email", "win@prizes.example", "Prize Office", "You won", "Mei", now - timedelta(days=2)
        ),
        BlockedLine(sample_id(72), "sms", "+886900000001", "", "", "Sam", now - timedelta(hours=3), "/customers/1"),
    )
    return BlockedView("", lines, "2", undo=f"/conversations/blocked/{sample_id(73)}/again")
