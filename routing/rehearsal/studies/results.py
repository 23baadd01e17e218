"""What a study comes to, and how each kind is kept."""

from __future__ import annotations

from pydantic import TypeAdapter

from routing.rehearsal.replay.results import Replayed
from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.searching import FewestAgents, Planned
from routing.rehearsal.studies.model import StudyKind

Result = Simulated | FewestAgents | Planned | Replayed
ADAPTERS: dict[StudyKind, TypeAdapter[Result]] = {
    StudyKind.SIMULATE: TypeAdapter(Simulated),
    StudyKind.FIND_AGENTS: TypeAdapter(FewestAgents),
    StudyKind.PLAN_AGENTS: TypeAdapter(Planned),
    StudyKind.REPLAY: TypeAdapter(Replayed),
}
