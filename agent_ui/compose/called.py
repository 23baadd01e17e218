"""The call of an open conversation: a call of ours shows whom it rings, and what can be done if it reached nobody."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import Opened
from agent_ui.compose.ports import Calls
from agent_ui.views import CallView
from contact_center.kernel.contracts.interactions import CallResult
from contact_center.platform.unit_of_work import Reader
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded, masked

NOT_REACHED = frozenset(one.value for one in CallResult if one is not CallResult.ANSWERED)
"""How a call of ours ends that reached nobody."""


async def call(reader: Reader, lens: Lens, opened: Opened, calls: Calls) -> CallView | None:
    """None where the conversation has none. The number is shown in part where it waits for verification."""
    header = opened.header
    found = await calls.of(reader, lens.tenant, header.interaction_id, opened.who, lens.agent)
    if found is None or found.number is None:
        return found
    customer = header.customer_id
    in_part = customer is not None and Guarded.ADDRESSES in await identity.guarded(reader, lens.rights.who, customer)
    number = masked(found.number) if in_part else lens.words.phone(found.number)
    if found.ended is None or found.ended.value not in NOT_REACHED:
        return replace(found, number=number)
    to = {"customer": str(customer)} if customer else {}
    to |= {} if in_part else {"to": found.number}
    return replace(found, number=number, again=f"/calls/new?{urlencode(to)}", instead=f"/new?{urlencode(to)}")
