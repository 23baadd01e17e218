"""What Kiln & Co has promised when the demo begins: one promise missed, one due in 20 minutes, one for tomorrow.

Told after the year of history, in the present. The missed one is Wei's; it waits for whoever is there.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.names import KILN, agent_id, demo_id, queue_id
from contact_center.kernel.ids import AgentId, CustomerId
from crm_core.tasks import service
from crm_core.tasks.service import NewTask

ZONE = ZoneInfo("Asia/Taipei")


def promises(now: datetime) -> list[tuple[str, datetime, NewTask]]:
    """Who noted it when, and what."""
    tomorrow = now.astimezone(ZONE).date() + timedelta(days=1)
    mei, wei = AgentId(agent_id("mei")), AgentId(agent_id("wei"))
    yesterday = now - timedelta(days=1)
    return [
        (
            "wei", yesterday,
            NewTask("回電告知磨豆機刀盤到貨日", now - timedelta(hours=1), timed=False, promised=True, owner=wei,
                    queue=queue_id("Orders"), customer=_customer("p-lin")),
        ),
        (
            "mei", now - timedelta(hours=2),
            NewTask("Call about his serial number", now + timedelta(minutes=20), promised=True, owner=mei,
                    queue=queue_id("Repairs"), customer=_customer("p-huang"),
                    note="He reads it from the plate under the drip tray."),
        ),
        (
            "mei", now - timedelta(hours=3),
            NewTask("Price for four sets of burrs", datetime.combine(tomorrow, time(10), tzinfo=ZONE), promised=True,
                    owner=mei, queue=queue_id("Orders"), customer=_customer("p-brooks")),
        ),
        (
            "sam", yesterday,
            NewTask("Ask the warehouse about split deliveries", datetime.combine(tomorrow, time(18), tzinfo=ZONE),
                    timed=False, owner=mei, queue=queue_id("Orders")),
        ),
        (
            "mei", now - timedelta(hours=5),
            NewTask("Send the return label", now - timedelta(hours=2), promised=True, owner=mei,
                    queue=queue_id("Orders"), customer=_customer("p-bell")),
        ),
    ]  # fmt: skip


async def note(runtime: Runtime) -> None:
    """Each by whoever promised it, at the time they did; the last of them was kept."""
    now = runtime.clock.now()
    listed = promises(now)
    for login, at, new in listed:
        by = agent_id(login)
        async with runtime.database.work(KILN, actor=f"user:{by}", now=at) as work:
            made = await service.create(work, runtime.ports, new, by=by)
        if new is listed[-1][2]:
            kept_at = new.due_at - timedelta(minutes=10)
            async with runtime.database.work(KILN, actor=f"user:{by}", now=kept_at) as work:
                await service.complete(work, runtime.ports, made, by=by)


def _customer(key: str) -> CustomerId:
    return CustomerId(demo_id("customer", key))
