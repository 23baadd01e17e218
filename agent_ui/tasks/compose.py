"""The list of tasks, by what is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from agent_ui.compose import tasks
from agent_ui.compose.lens import Lens
from agent_ui.views import Tone
from agent_ui.views.tasks import TaskGroup, TaskLine, TaskListView
from contact_center.interactions.work.rights import Serving
from contact_center.platform.unit_of_work import Reader
from crm_core.tasks import reading

MOST = 500


async def task_list(reader: Reader, lens: Lens, serving: Serving, *, team: bool) -> TaskListView:
    """The reader's own, or with `team` everything of their queues."""
    queues = await serving.serves(reader, lens.tenant, lens.agent)
    wanted = reading.Wanted(queues=queues) if team else reading.Wanted(owner=lens.agent, queues=queues)
    lines = await tasks.lines(reader, lens, await reading.listed(reader, lens.tenant, wanted, MOST))
    return TaskListView(_groups(lens, lines), team)


def _groups(lens: Lens, lines: tuple[TaskLine, ...]) -> tuple[TaskGroup, ...]:
    words = lens.words
    local = words.now.astimezone(words.zone)
    tonight = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=words.zone)
    week = tonight + timedelta(days=6)
    late = tuple(one for one in lines if one.due <= words.now)
    return (
        TaskGroup(words.gettext("Late and missed"), late, Tone.LATE),
        TaskGroup(words.gettext("Today"), tuple(one for one in lines if words.now < one.due < tonight)),
        TaskGroup(words.gettext("Within a week"), tuple(one for one in lines if tonight <= one.due < week)),
        TaskGroup(words.gettext("Later"), tuple(one for one in lines if one.due >= week)),
    )
