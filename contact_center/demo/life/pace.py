"""How lively the demo is: a small file that the page writes and the simulators read. Pure but for that file."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contact_center.demo.settings import MOST

USUAL = 60
CHANNELS = {"webchat": 34, "sms": 30, "email": 24, "voice": 12}
"""Calls only while a person or a colleague with a headset is there to answer them; else they are chats."""
AT_ONCE = 16
"""Simulated conversations at the same time; beyond it customers think better of it."""


class Pace(BaseModel):
    """What the simulators are to do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contacts_per_hour: int = Field(USUAL, ge=0, le=MOST)
    """0: nobody new writes or calls."""
    colleagues: bool = True
    """Whether the simulated agents are at work."""

    @property
    def off(self) -> bool:
        return self.contacts_per_hour == 0 and not self.colleagues


class PaceFile:
    """The present pace, kept over restarts."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "demo" / "pace.json"

    def read(self) -> Pace:
        try:
            return Pace.model_validate(json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, ValidationError):
            return Pace()

    def write(self, pace: Pace) -> Pace:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(pace.model_dump_json(), "utf-8")
        unfinished.replace(self._path)
        return pace

    def begin(self, wanted: int | None) -> Pace:
        """At the start of the demo: what the environment says, else what was set last."""
        if wanted is None:
            return self.read()
        return self.write(Pace(contacts_per_hour=wanted, colleagues=wanted > 0))


def seconds_to_next(pace: Pace, random: Random) -> float:
    """Until the next contact: independent customers arrive at exponential intervals. Only for a pace above 0."""
    return random.expovariate(pace.contacts_per_hour / 3600)


def channel(random: Random) -> str:
    return random.choices(tuple(CHANNELS), tuple(CHANNELS.values()))[0]


def on_duty(colleagues: int, humans: int) -> int:
    """How many simulated agents are at work beside so many available humans: enough to keep up, and a share left."""
    return max(2, colleagues - 1 - 2 * min(humans, 2))
