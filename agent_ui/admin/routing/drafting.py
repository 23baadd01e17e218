"""Reading and changing the draft. Every page changes its own part of whatever the draft is by then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.kernel.errors import Conflict
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy import service as publishing
from routing.policy.model import PolicyDocument
from routing.policy.service import PolicyDraft

Data = dict[str, Any]


class ChangedMeanwhile(Conflict):
    """Somebody else has changed this in the meantime; save again to replace it with yours."""


@dataclass(frozen=True, slots=True)
class PolicyState:
    """What is followed now, and the draft of what will be."""

    version: int
    live: PolicyDocument
    draft: PolicyDraft | None

    @property
    def document(self) -> PolicyDocument:
        """What the pages show and edit."""
        return self.draft.document if self.draft else self.live


async def policy_state(reader: Reader, tenant: UUID) -> PolicyState:
    now = await publishing.current(reader, tenant)
    return PolicyState(now.version, now.document, await publishing.draft(reader, tenant))


def digest(values: object) -> str:
    """Names what was shown; another one means that somebody has changed it since."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


async def change(work: UnitOfWork, does: Callable[[PolicyDocument, Data], object]) -> PolicyDraft | None:
    """Applies one change to the draft; a draft that changes nothing any more is thrown away (None).

    Raises `PolicyInvalid` if its shape cannot be kept, or what `does` raises.
    """
    now = await policy_state(work, work.tenant_id)
    data: Data = now.document.model_dump(mode="json")
    does(now.document, data)
    revision = now.draft.revision if now.draft else 0
    saved = await publishing.save_draft(work, data, revision=revision)
    if saved.changes:
        return saved
    await publishing.discard_draft(work)
    return None
