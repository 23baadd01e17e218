"""The consumer that keeps `measures.entry`, `measures.agent_state` and `measures.menu_end` from the log.

What counts as an entry and as an answer is said in `domain`. Rows change in the transaction that moves
the cursor, so each event counts exactly once; a repeated one is recognised by its position and changes
nothing. Counting anew from the start of the log (`platform.parked`) gives the same rows.

    asyncio.create_task(run_consumers(database, wakeups, [Measures()]))
"""

from __future__ import annotations

from collections.abc import Sequence

from contact_center.kernel.events import Recorded
from contact_center.measures import store
from contact_center.measures.domain import fold_agents, fold_entries, moves, steps
from contact_center.measures.menus import ends
from contact_center.platform.unit_of_work import UnitOfWork

CONSUMER = "measures"


class Measures:
    """Follows the log under the cursor `measures`."""

    name = CONSUMER
    wants = None
    tables = store.TABLES

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        interactions = {event.interaction_id for _, event in steps(events)}
        if interactions:
            known = await store.latest_entries(work, interactions)
            await store.save_entries(work, fold_entries(known, events))
        await store.save_menu_ends(work, ends(events))
        agents = {event.agent_id for _, event in moves(events)}
        if agents:
            current = await store.current_states(work, agents)
            await store.save_states(work, fold_agents(current, events))
