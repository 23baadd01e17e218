"""Samples of an agent's day: home, tasks, promises. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.gallery.people import sample_id
from agent_ui.home.views import DueKind, FigureLine, HomeGroup, HomeQueue, HomeRow, HomeView, PlannedLine, TeamLine
from agent_ui.views import ClockKind, ClockView, PresenceState, Tone
from agent_ui.views.mentions import MentionLine
from agent_ui.views.tasks import (
    NewTaskView,
    TaskGroup,
    TaskHappening,
    TaskLine,
    TaskListView,
    TaskMoment,
    TaskOwner,
    TaskPanel,
    TaskView,
)
from contact_center.kernel.ids import CustomerId, InteractionId, QueueId, TaskId

MISSED, SOON, LATER = TaskId(sample_id(701)), TaskId(sample_id(702)), TaskId(sample_id(703))
CUSTOMER = CustomerId(sample_id(1))


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def lines(now: datetime) -> tuple[TaskLine, ...]:
    return (
        TaskLine(
            MISSED, "Call back about the grinder", "Fri", now - timedelta(days=3), "promised, Wei Huang has it",
            "missed", Tone.LATE, promised=True, who="林佳穎", customer=CUSTOMER,
        ),
        TaskLine(
            SOON, "Call, serial number of his E1", "14:30", now + minutes(22), "you promised it", "in 22 min",
            Tone.SOON, promised=True, who="黃柏翰", customer=CUSTOMER,
        ),
        TaskLine(
            LATER, "Split SO-20418, ask the warehouse", "16:00", now + minutes(112), "task from Wei Huang",
        ),
        TaskLine(
            TaskId(sample_id(704)), "Label to Marcus Bell", "11:02", now - minutes(185), "you promised it", "kept",
            Tone.GOOD, promised=True, over=True,
        ),
    )  # fmt: skip


def panel(now: datetime) -> TaskPanel:
    return TaskPanel(
        lines(now)[1], "He reads it from the plate under the drip tray, see SO-20391.", "Today 14:30",
        "Mon 07:30 for the customer", ("+886911000001",), (("Order", "SO-20391"),),
    )  # fmt: skip


def task(now: datetime) -> TaskView:
    moments = (
        TaskMoment("in 1 hour", now + minutes(60)),
        TaskMoment("tomorrow morning", now + timedelta(hours=19)),
        TaskMoment("in 2 days", now + timedelta(hours=43)),
    )
    history = (
        TaskHappening(now - minutes(4), "It was due and came into the queue."),
        TaskHappening(now - timedelta(days=1), "Mei Chen noted it."),
    )
    return TaskView(panel(now), moments, history)


def new_task() -> NewTaskView:
    owners = (
        TaskOwner("agent:1", "me", chosen=True),
        TaskOwner("queue:1", "team Repairs"),
        TaskOwner("agent:2", "Wei"),
    )
    return NewTaskView(sample_id(710), owners, "林佳穎", InteractionId(sample_id(11)), CUSTOMER, "Europe/Berlin")


def task_list(now: datetime) -> TaskListView:
    missed, soon, later, _ = lines(now)
    groups = (
        TaskGroup("Late and missed", (missed,), Tone.LATE),
        TaskGroup("Today", (soon, later)),
        TaskGroup("Within a week", ()),
    )
    return TaskListView(groups, team=False)


def _row(n: int, channel: str, who: str, text: str, queue: str, **more: object) -> HomeRow:
    return HomeRow(InteractionId(sample_id(720 + n)), channel, who, text, queue, **more)  # type: ignore[arg-type]


def home(now: datetime) -> HomeView:
    def left(n: float) -> ClockView:
        return ClockView(ClockKind.LEFT, now - minutes(20), now + minutes(n))

    late = _row(
        1, "email", "Tom Hale", "Re: Invoice INV-3391, wrong tax number", "Invoices", clock=left(-12),
        organisation="Moss Lane Café", reference="INV-3391", unread=True,
    )  # fmt: skip
    soon = (
        _row(2, "webchat", "林佳穎", "我們週五早上開幕，至少要先有一台能用", "Orders", clock=left(1.8),
             organisation="苔巷咖啡", reference="SO-20418", unread=True),
        _row(3, "sms", "Priya Nair", "Can I pick it up on Saturday instead?", "Orders", clock=left(8), unread=True),
    )  # fmt: skip
    today = (
        _row(4, "email", "Hannah Brooks", "Price for G2 burrs", "Orders", when="by 15:00", organisation="Fold"),
        _row(5, "task", "黃柏翰", "Call, serial number of his E1", "Repairs", when="by 17:30"),
    )
    answered = (
        _row(6, "webchat", "Marcus Bell", "The return label is in your mail", "Orders", ours=True,
             clock=ClockView(ClockKind.AGE, now - minutes(6)), reference="SO-20391"),
    )  # fmt: skip
    back = (_row(7, "email", "Lucas Mehta", "Wants the second machine after his holiday", "Orders", when="Tue 09:00"),)
    groups = (
        HomeGroup(DueKind.LATE, "Late", (late,), 1),
        HomeGroup(DueKind.SOON, "Due soon", soon, 2),
        HomeGroup(DueKind.TODAY, "Later today", today, 2),
        HomeGroup(DueKind.ANSWERED, "Answered, waiting for the customer", answered, 140),
        HomeGroup(DueKind.BACK, "Comes back by itself", back, 1),
    )
    queues = (
        HomeQueue(QueueId(sample_id(731)), "Repairs", 5, now - minutes(3.7), True, "Phone, 張雅婷"),
        HomeQueue(QueueId(sample_id(732)), "Orders", 38, now - minutes(310), False, "E-mail, Grace Obi", True),
        HomeQueue(QueueId(sample_id(733)), "Invoices", 3, now - minutes(0.8), False, "E-mail, 周美玲", True),
    )  # fmt: skip
    team = (
        TeamLine("許家豪", PresenceState.NOT_RESPONDING, "Not responding", now - minutes(7), Tone.LATE),
        TeamLine("陳怡君", PresenceState.AVAILABLE, "Available", now - minutes(2)),
        TeamLine("Wei Huang", PresenceState.WORKING, "3 chats", now - minutes(4)),
        TeamLine("Rosa Lim", PresenceState.ON_CALL, "Phone", now - minutes(8)),
        TeamLine("Anna Kovač", PresenceState.AWAY, "Away", now - minutes(35)),
    )
    figures = (
        FigureLine("Answered today", "34"),
        FigureLine("Answered in time", "31 of 34"),
        FigureLine("Wait until answered, median", "2:40"),
        FigureLine("Promises kept this month", "11 of 12", "1 missed"),
    )
    return HomeView(
        "Tom Hale has waited 12 min too long.", "Your reply to 林佳穎 is due in 1:48.",
        "146 pieces of work, 2 promises today, 1 was missed.", late, groups, queues, True, lines(now), 4, team, 5, 6,
        figures,
        (PlannedLine(InteractionId(sample_id(722)), "Tom Hale", "email", "Dear Tom, the corrected invoice is attached.",
                     "Tue 09:00", f"/console/messages/{sample_id(214)}/take-back"),),
        (MentionLine(sample_id(731), InteractionId(sample_id(732)), "Ken Lin", "吳淑芬", "email",
                     "@Mei do we still have the old burr carriers?", "12:40"),),
    )  # fmt: skip
