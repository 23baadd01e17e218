"""The pure heart of routing: `Engine` takes what happened and returns what to do (design D14)."""

from __future__ import annotations

from routing.engine.engine import Engine
from routing.engine.snapshot import AgentSnapshot, OfferSnapshot, Snapshot, WorkSnapshot

__all__ = ["AgentSnapshot", "Engine", "OfferSnapshot", "Snapshot", "WorkSnapshot"]
