"""Voice as a channel among others: what a call brings to the queue. Media has its own port.

The envelope of a call is written by our own signalling, so it is JSON of ours; a provider of the
public network writes the same.
"""

from __future__ import annotations

import json
from uuid import UUID

from channels.jsonbody import json_object, optional_text, required_text
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
    Unparseable,
    UnparseableCode,
)
from contact_center.kernel.contracts.wishes import EntryWishes
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.ids import AgentId
from contact_center.kernel.phrases import Phrase

CODE = "voice"
CONTENT_TYPE = "application/vnd.contact-center.call+json"
CAPABILITIES = Capabilities(
    tier=Tier.LIVE, text=False, media=True, session=True, first_places=1, rings=AddressKind.PHONE
)

NO_WISHES = EntryWishes()


def envelope_body(
    call_id: str,
    caller: Address,
    *,
    verified: str | None,
    language: str | None,
    page: str | None = None,
    wishes: EntryWishes = NO_WISHES,
) -> bytes:
    return json.dumps(
        {
            "call_id": call_id,
            "kind": caller.kind,
            "value": caller.value,
            "name": caller.name,
            "verified": verified,
            "language": language,
            "page": page,
            "wishes": {
                "priority": wishes.priority,
                "skills": dict(wishes.skills),
                "at_head": wishes.at_head,
                "agent": str(wishes.agent) if wishes.agent else None,
            },
        }
    ).encode()


class VoiceAdapter:
    """See `ChannelAdapter`; a call carries no written messages."""

    channel = CODE
    capabilities = CAPABILITIES

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        body = json_object(raw.body)
        try:
            kind = AddressKind(required_text(body, "kind"))
        except ValueError:
            raise Unparseable(UnparseableCode.FIELD_UNUSABLE, field="kind") from None
        caller = required_text(body, "value")
        return InboundMessage(
            provider_id=raw.provider_id,
            sender=Address(kind, caller, optional_text(body, "name")),
            text="",
            sender_verified=optional_text(body, "verified"),
            language=optional_text(body, "language"),
            wishes=_wishes(body.get("wishes")),
            meta={"call_id": optional_text(body, "call_id"), "page": optional_text(body, "page")},
        )

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        raise GiveUp(Phrase("call_carries_no_text"))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None


def _wishes(said: object) -> EntryWishes:
    """Envelopes of an earlier release have none."""
    if not isinstance(said, dict):
        return EntryWishes()
    agent = said.get("agent")
    return EntryWishes(
        int(said.get("priority") or 0),
        {str(name): int(level) for name, level in (said.get("skills") or {}).items()},
        bool(said.get("at_head")),
        AgentId(UUID(str(agent))) if agent else None,
    )
