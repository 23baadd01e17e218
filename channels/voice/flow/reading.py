"""How a call came to its agent, as pages read it: what its caller chose and typed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from channels.voice.flow import run_store, store
from channels.voice.flow.domain import CallFlow, StepKind
from channels.voice.flow.interpreter import TypedClaim
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class CallerWay:
    chosen: tuple[Mapping[str, str], ...]
    """What the keys meant that the caller pressed, by language; a key without words stands for itself."""
    claim: TypedClaim | None
    """What they typed; whoever reads it asks again, as anybody may have typed it."""


async def way_of(reader: Reader, tenant: UUID, call: UUID) -> CallerWay | None:
    """None for a call that came without a flow, or chose and typed nothing."""
    run = await run_store.of_call(reader, tenant, call)
    now = run.now if run else None
    if run is None or now is None or run.flow_id is None or run.version is None:
        return None
    if not now.state.chosen and now.state.claim is None:
        return None
    version = await store.version(reader, tenant, run.flow_id, run.version)
    flow = version.flow if version else CallFlow()
    return CallerWay(tuple(_meaning(flow, step, key) for step, key in now.state.chosen), now.state.claim)


def _meaning(flow: CallFlow, name: str, key: str) -> Mapping[str, str]:
    step = flow.step(name)
    known = step.keys if step and step.kind is StepKind.MENU else ()
    return next((one.label for one in known if one.key == key and one.label), {"en": key})
