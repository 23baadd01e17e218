"""Names and ids that the parts of the demo share. The ids are fixed, so that no part has to ask another."""

from __future__ import annotations

from uuid import UUID, uuid5

from contact_center.kernel.ids import AgentId, ChannelAccountId, QueueId, TenantId

_DEMO = UUID("0192a000-0000-7000-8000-00000000c0de")


def demo_id(*words: str) -> UUID:
    return uuid5(_DEMO, "/".join(words))


KILN = TenantId(demo_id("tenant", "kiln"))
LANTERN = TenantId(demo_id("tenant", "lantern"))
"""The second tenant: a lantern maker who must never see anything of the first."""

WEBCHAT = ChannelAccountId(demo_id("account", "webchat"))
VOICE = ChannelAccountId(demo_id("account", "voice"))
SMS = ChannelAccountId(demo_id("account", "sms"))
TELEPHONE = ChannelAccountId(demo_id("account", "telephone"))
EMAIL = ChannelAccountId(demo_id("account", "email"))

MAILBOX = "service@kiln.example"
OUR_NUMBER = "+15005550006"
"""Twilio's own magic number for a sender that works."""
ACCOUNT_SID = "AC" + "0" * 32
API_KEY_SID, API_KEY_SECRET = "SK" + "0" * 32, "the simulated API key of the demo"
"""Signs the access tokens of agents' browsers."""
HOST_TOKEN_SECRET = "the demo shop signs its members with this"  # noqa: S105 - a demo on loopback

QUEUES = ("Orders", "Repairs", "Invoices")


def queue_id(name: str) -> QueueId:
    return QueueId(demo_id("queue", name))


def agent_id(login: str) -> AgentId:
    return AgentId(demo_id("user", login))


BURST_PHONES = "+88690010"
"""How the numbers begin from which the page "Break something" sends."""
