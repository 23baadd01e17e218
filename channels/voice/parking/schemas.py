"""Parked calls as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from channels.voice.parking.service import ParkedCall
from contact_center.interactions.work.call_parking import LONGEST_SECONDS, SHORTEST_SECONDS


class ParkedCallOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    call: UUID
    interaction: UUID
    queue: UUID | None
    by: UUID | None
    """Who parked it."""
    since: datetime
    until: datetime | None
    """Then it is offered to whoever parked it, and after that to its queue."""

    @classmethod
    def of(cls, one: ParkedCall) -> ParkedCallOut:
        return cls(
            call=one.call, interaction=one.interaction, queue=one.queue, by=one.by, since=one.since, until=one.until
        )


class PickedUpOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    interaction: UUID
    """What it is about; the console of whoever picked it up joins its call."""


class ParkingRule(BaseModel):
    """How calls are parked."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    seconds: Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)]
    """After these a parked call comes back."""
