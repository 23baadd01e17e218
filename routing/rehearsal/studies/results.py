"""What a study comes to, and how each kind is kept."""

from __future__ import annotations

from pydantic import TypeAdapter

from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.searching import Found, Planned
from routing.rehearsal.studies.model import Kind

Result = Simulated | Found | Planned | Replayed
ADAPTERS: dict[Kind, TypeAdapter[Result]] = {
    Kind.SIMULATE: TypeAdapter(Simulated),
    Kind.FIND_AGENTS: TypeAdapter(Found),
    Kind.PLAN_AGENTS: TypeAdapter(Planned),
    Kind.REPLAY: TypeAdapter(Replayed),
}
