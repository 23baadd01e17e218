"""What can be asked for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from routing.policy.errors import ProblemCode, refused
from routing.policy.model import PolicyPart
from routing.policy.rings import Name
from routing.rehearsal.simulation.scenario import Positive
from routing.rehearsal.simulation.steady import Steady


class StudyKind(StrEnum):
    SIMULATE = "simulate"
    FIND_AGENTS = "find_agents"
    PLAN_AGENTS = "plan_agents"
    REPLAY = "replay"


class SteadyPart(PolicyPart):
    """One queue with the same traffic all the time. Seconds."""

    calls: Positive
    """In each interval on average."""
    interval: Positive = 1800
    aht: Positive
    agents: Annotated[int, Field(ge=1, le=5000)] = 1
    target: Positive
    patience: Positive | None = None
    hours: Annotated[float, Field(gt=0, le=10_000)] = 200
    seed: int = 1

    @property
    def steady(self) -> Steady:
        return Steady(
            calls=self.calls,
            interval_s=self.interval,
            aht_s=self.aht,
            agents=self.agents,
            target_s=self.target,
            patience_s=self.patience,
            hours=self.hours,
            seed=self.seed,
        )


class FindPart(PolicyPart):
    """How many agents the goal takes: of `group`, on the whole day or, `by_interval`, in each interval."""

    goal: Annotated[float, Field(gt=0, lt=100)] = 80
    """Percent within the target."""
    group: Name | None = None
    """Of the scenario's staff; may be left out where there is one."""
    queue: Name | None = None
    """Whose service level counts; default: all together."""
    by_interval: bool = False


class SimulationRequest(PolicyPart):
    """Either one queue (`steady`) or the whole form (`scenario`, as in the file of the command line)."""

    steady: SteadyPart | None = None
    """One queue with the same traffic all the time."""
    scenario: dict[str, Any] | None = None
    """As `GET /api/v1/routing/scenario` gives it: schema `Scenario`. What is wrong with it is told all at once."""
    find: FindPart | None = None
    day: date | None = None
    """The day that the scenario stands for; for people to tell studies apart."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.steady is None) == (self.scenario is None):
            raise refused(ProblemCode.STEADY_OR_SCENARIO)
        if self.steady is not None and self.find is not None and self.find.by_interval:
            raise refused(ProblemCode.BY_INTERVAL_NEEDS_SCENARIO)
        return self

    @property
    def kind(self) -> StudyKind:
        if self.find is None:
            return StudyKind.SIMULATE
        return StudyKind.PLAN_AGENTS if self.find.by_interval else StudyKind.FIND_AGENTS
