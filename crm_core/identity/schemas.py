"""Identity as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.identity.domain import LONGEST_ANSWER, Guarded, IdentityPolicy, ProofQuestion


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class IdentityPolicyBody(_Body):
    questions: Annotated[list[ProofQuestion], Field(min_length=1, max_length=len(ProofQuestion))]
    """That agents may ask. Answers to `order_number`, `invoice_amount`, `invoice_date`, `postal_code` and `code` are
    compared by the server; the others an agent judges."""
    needed: Annotated[int, Field(ge=1, le=5)]
    """So many different questions must be answered; a code is enough by itself."""
    locked: Annotated[list[Guarded], Field(max_length=len(Guarded))]
    """What agents may not see or change before: `orders`, `invoices`, `deliveries`, `addresses`, `changes`."""
    attempts: Annotated[int, Field(ge=1, le=20)]
    """Wrong answers for a customer, by whoever and on whatever channel, until nothing more is asked."""
    lock_minutes: Annotated[int, Field(ge=1, le=1440)]
    own_door: bool = False
    """Customers may sign in on the help page by a code, and see their own cases, orders, invoices and deliveries."""

    @classmethod
    def of(cls, found: IdentityPolicy) -> IdentityPolicyBody:
        return cls(
            questions=list(found.questions), needed=found.needed, locked=sorted(found.locked),
            attempts=found.attempts, lock_minutes=int(found.lock.total_seconds() // 60), own_door=found.own_door,
        )  # fmt: skip


class IdentityStanding(_Body):
    customer: UUID
    answered: tuple[str, ...]
    needed: int
    questions: tuple[str, ...]
    locked_until: datetime | None
    """Nothing is asked before."""


class AskQuestion(_Body):
    question: ProofQuestion
    answer: Annotated[str, Field(max_length=LONGEST_ANSWER)] = ""
    """What the customer said, where the server compares; it is not kept."""
    passed: bool | None = None
    """The agent's judgement of other questions."""


class CheckOut(_Body):
    passed: bool
    verified: bool
    locked_until: datetime | None


class CheckLine(_Body):
    question: str
    passed: bool
    agent: UUID
    interaction: UUID
    at: datetime
    undone_at: datetime | None


class CheckLines(_Body):
    checks: tuple[CheckLine, ...]
    """The latest first."""


class CodeAddressOut(_Body):
    id: UUID
    shown: str
    """In part, always: who knows it whole says it, and it is not told to whoever asks."""
    channel: str
    old_enough: bool
    """Whether a code goes there: on file, unchanged, for seven days."""


class CodeAddresses(_Body):
    addresses: tuple[CodeAddressOut, ...]
    sent_at: datetime | None
    """When the code was sent that is still valid."""


class SendCode(_Body):
    address: UUID
    """One of `identity/code-addresses`."""


class CodeSent(_Body):
    sent_at: datetime
    expires_at: datetime
    shown: str
    """Where it went, in part."""
