"""Through whose eyes work is looked at: all that is composed is for this reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent_ui.words.languages import Words
from contact_center.interactions.ports import NoSignatures, Signatures
from contact_center.interactions.work.rights import Rights
from contact_center.kernel.contracts.channels import Capabilities, ChannelAdapter, Tier
from contact_center.kernel.ids import AgentId, TenantId

NOTHING = Capabilities(Tier.DEFERRED, text=False)


@dataclass(frozen=True, slots=True)
class Lens:
    tenant: TenantId
    agent: AgentId
    name: str
    words: Words
    rights: Rights
    """What the reader may read of work."""
    signatures: Signatures = field(default_factory=NoSignatures)
    """What goes below their letters."""


def can(adapters: Mapping[str, ChannelAdapter], channel: str) -> Capabilities:
    """What a channel can do; one that is no longer installed can do nothing."""
    found = adapters.get(channel)
    return found.capabilities if found else NOTHING
