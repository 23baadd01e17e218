"""Samples of announcements and raised hands. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.floor.views import (
    AskableWork,
    AskForHelpView,
    RecipientGroup,
    SentAnnouncementLine,
    SentAnnouncementsView,
    WriteToAgentsView,
)
from agent_ui.gallery.people import sample_id
from agent_ui.views.common import FilterChoice
from agent_ui.views.floor import AnnouncementLine, FloorView, OtherQueuesView, OwnHandView, RaisedHandLine
from contact_center.kernel.ids import AgentId, InteractionId

LOT = "Lot 2611-B of the M4 seal leaks. Offer an exchange and open a repair case; do not ask for the receipt."
SHIFT = "下午三點換班，請先把手上的對話寫完備註。"


def agents(now: datetime) -> FloorView:
    """What an agent sees."""
    return FloorView(
        (
            AnnouncementLine(sample_id(901), "Sam Chen", "14:03", LOT, urgent=True),
            AnnouncementLine(sample_id(902), "黃怡君", "13:40", SHIFT, urgent=False),
        ),
        OwnHandView(sample_id(903), now - timedelta(seconds=95), "Refund above my limit, she waits on the line", ""),
        serving=OtherQueuesView(("Repairs", "訂單"), "18:00", "Sam Chen", "Two are ill in Repairs"),
    )


def helped(now: datetime) -> FloorView:
    return FloorView(hand=OwnHandView(sample_id(903), now - timedelta(seconds=95), "", "Sam Chen"))


def supervisors(now: datetime) -> FloorView:
    """What a supervisor sees."""
    return FloorView(
        raised=(
            RaisedHandLine(
                sample_id(904), AgentId(sample_id(31)), "陳美玲", now - timedelta(seconds=48),
                "客人要求退款，超過我的權限。", InteractionId(sample_id(41)), "林佳穎", "voice",
            ),
            RaisedHandLine(
                sample_id(905), AgentId(sample_id(32)), "Wei Huang", now - timedelta(minutes=4), "", coming="黃怡君",
            ),
            RaisedHandLine(
                sample_id(906), AgentId(sample_id(33)), "Ada Lin", now - timedelta(minutes=6), "Which form?", mine=True,
                coming="Sam Chen",
            ),
        )
    )  # fmt: skip


def ask() -> AskForHelpView:
    return AskForHelpView(
        (
            AskableWork(sample_id(41), "林佳穎", "voice", chosen=True),
            AskableWork(sample_id(42), "Marcus Bell", "webchat", chosen=False),
        ),
        300,
    )


def write() -> WriteToAgentsView:
    return WriteToAgentsView(
        (
            RecipientGroup("", (FilterChoice("everyone", "All agents and supervisors", True),)),
            RecipientGroup("Teams", (FilterChoice("team:Repairs", "Repairs", False),)),
            RecipientGroup("One person", (FilterChoice(f"people:{sample_id(31)}", "陳美玲", False),)),
        ),
        (FilterChoice("1", "1 hour from now", False), FilterChoice("12", "12 hours from now", True)),
        1000,
    )


def write_to_one() -> WriteToAgentsView:
    return WriteToAgentsView((), write().spans, 1000, f"people:{sample_id(31)}", "陳美玲")


def sent() -> SentAnnouncementsView:
    return SentAnnouncementsView(
        (
            SentAnnouncementLine(
                sample_id(901), "Sam Chen", "14:03", "who serves Repairs", LOT, True, "stands until 18:03", False,
                "read by 4 of 6", ("Wei Huang", "陳美玲"),
            ),
            SentAnnouncementLine(
                sample_id(902), "黃怡君", "13:40", "all agents and supervisors", SHIFT,
                False, "stands until 18:00", False, "read by all 12", (),
            ),
            SentAnnouncementLine(
                sample_id(907), "Sam Chen", "09:12", "Ada Lin", "Well done yesterday.", False, "taken back 09:14", True,
                "read by 0 of 1", ("Ada Lin",),
            ),
        )
    )  # fmt: skip
