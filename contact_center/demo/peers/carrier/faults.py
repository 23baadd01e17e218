"""What can be made to go wrong, by switch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class Faults(BaseModel):
    """Shares are of requests, 0 to 1."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    duplicate: Share = 0.0
    """Webhooks and callbacks brought twice."""
    shuffle: bool = False
    """Webhooks and callbacks overtake each other."""
    delay_ms: Annotated[int, Field(ge=0, le=60_000)] = 0
    """Wait before each webhook and callback."""
    drop_response: Share = 0.0
    """Messages taken from the product, but the connection breaks before the answer."""
    rate_limit: Share = 0.0
    """Requests of the product answered 429."""
    outage: bool = False
    """The API answers 503 and nothing is brought; what customers write waits for the end of it."""

    forbidden: Annotated[str, Field(max_length=64)] = ""
    """A resource (such as `Recordings`) that the credentials may not use; empty: they may use all."""
    lose: Share = 0.0
    """Webhooks and callbacks that never arrive."""


class FaultChange(BaseModel):
    """The switches to move; the others stay."""

    model_config = ConfigDict(extra="forbid")

    duplicate: Share | None = None
    shuffle: bool | None = None
    delay_ms: Annotated[int, Field(ge=0, le=60_000)] | None = None
    drop_response: Share | None = None
    rate_limit: Share | None = None
    outage: bool | None = None
    forbidden: Annotated[str, Field(max_length=64)] | None = None
    lose: Share | None = None


@dataclass(slots=True)
class Counters:
    """Since the start of the carrier."""

    sent: int = 0
    """Messages of the product taken."""
    delivered: int = 0
    """Of these, on the customer's phone."""
    undelivered: int = 0
    received: int = 0
    """Messages customers wrote to numbers of the product."""
    webhooks: int = 0
    """Requests made to the product: incoming messages and callbacks, retries included."""
    acknowledged: int = 0
    """Incoming messages the product has confirmed."""
    unacknowledged: int = 0
    """Incoming messages given up after all retries."""
    callbacks: int = 0
    """Status callbacks confirmed."""
    retried: int = 0
    doubled: int = 0
    """Webhooks and callbacks brought twice on purpose."""
    repeated: int = 0
    """Messages the product sent twice under one id: must stay 0."""
    refused: int = 0
    """Requests of the product answered 4xx."""
    rate_limited: int = 0
    dropped_responses: int = 0
    calls: int = 0
    """Calls, in either direction."""
    calls_queued: int = 0
    """Of the product's, those that had to wait since another was dialled less than a second before."""
    lost: int = 0
    """Webhooks and callbacks that were made to disappear."""
    violations: int = 0
    """Requests of the product that break Twilio's OpenAPI document."""

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
