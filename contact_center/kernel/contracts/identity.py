"""The published words of the identity room."""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import CustomerId, InteractionId


@event_type("identity.asked")
@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsked(Event):
    """A customer was asked to prove who they are, and did or did not."""

    customer_id: CustomerId
    interaction_id: InteractionId
    question: str
    """Its code; never the answer."""
    passed: bool


@event_type("identity.policy_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPolicyChanged(Event):
    """What is asked before somebody is verified, or what waits for it, is another from now on."""
