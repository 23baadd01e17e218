"""The call that a supervisor listens to, on whatever page they are."""

from __future__ import annotations

from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import open_interaction
from agent_ui.compose.ports import Calls
from agent_ui.supervisor.views import ListeningView
from contact_center.directory import service as directory
from contact_center.platform.unit_of_work import Reader


async def of(reader: Reader, lens: Lens, calls: Calls | None, call: UUID) -> ListeningView | None:
    """None where no agent talks with a customer on this call, or no longer."""
    talked = await calls.talked(reader, lens.tenant, lens.agent) if calls else ()
    found = next((one for one in talked if one.call == call), None)
    if found is None:
        return None
    names = await directory.names(reader, lens.tenant, [found.agent])
    customer = (await open_interaction(reader, lens, found.interaction)).who
    return ListeningView(found, names.get(found.agent, ""), customer)
