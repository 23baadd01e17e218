"""Conversations that begin with us, as JSON: `/api/v1/conversations` and the attempts of a piece of work."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response, status

from contact_center.directory.access import Agent
from contact_center.interactions.accounts import ChannelAccounts, NoSuchChannelAccount
from contact_center.interactions.outbound import inviting, service
from contact_center.interactions.outbound.domain import ContactAttempt
from contact_center.interactions.outbound.inviting import Invitation
from contact_center.interactions.outbound.schemas import NewConversation, NewInvitation, StartedConversation
from contact_center.interactions.outbound.service import Started, StartRequest
from contact_center.interactions.ports import Ports, ShownAddresses
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work.replies import AfterReply
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import AgentId, ChannelAccountId, CustomerId, QueueId, TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[!-~]+$",
        description="Chosen by the caller, another one for each conversation: repeating a request under the same key "
        "begins nothing again and answers as the first time.",
    ),
]


def router(database: Database, ports: Ports, accounts: ChannelAccounts, shown: ShownAddresses) -> APIRouter:
    """For agents and supervisors."""
    routes = APIRouter(prefix="/api/v1", tags=["conversations"])

    @routes.post("/conversations", status_code=status.HTTP_201_CREATED)
    async def start(who: Agent, body: NewConversation, key: Key, response: Response) -> StartedConversation:
        """Begins a conversation by e-mail or SMS.

        What the customer answers comes to whoever wrote, if they are there, else to the queue.
        200 instead of 201 where it was begun before under this key.
        """
        wanted = _wanted(body, key, await _account(accounts, who.tenant, body.account))
        agent = AgentId(who.user.id)

        async def begun(work: UnitOfWork) -> Started:
            return await service.start(work, ports, wanted, agent, who.user.name)

        return _told(await database.run(who.tenant, begun, actor=who.actor), response)

    @routes.post("/chat-invitations", status_code=status.HTTP_201_CREATED)
    async def invite(who: Agent, body: NewInvitation, key: Key, response: Response) -> StartedConversation:
        """Invites a customer who has a page with the chat open now. The chat is in the caller's hand at once; the
        invitation stands for two minutes.

        409 where they are not on the site, are in a conversation already, or the caller has no free place.
        """
        wanted = Invitation(CustomerId(body.customer), body.text, key, body.language)

        async def begun(work: UnitOfWork) -> Started:
            return await inviting.invite(work, ports, accounts, wanted, AgentId(who.user.id), who.user.name)

        return _told(await database.run(who.tenant, begun, actor=who.actor), response)

    @routes.get("/interactions/{interaction}/attempts")
    async def attempts(who: Agent, interaction: UUID) -> list[ContactAttempt]:
        """Each try to reach the customer in this work: address, purpose, result, cost; empty where they began."""
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.READ)
            found = await service.attempts(reader, who.tenant, interaction)
            header = await conversation_queries.header(reader, who.tenant, interaction)
            if header is None or header.customer_id is None:
                return found
            written = await shown.of(reader, who, header.customer_id)
            return [replace(one, address=written(one.address)) for one in found]

    return routes


def _told(made: Started, response: Response) -> StartedConversation:
    if made.repeated:
        response.status_code = status.HTTP_200_OK
    return StartedConversation(
        conversation=made.conversation_id, interaction=made.interaction_id, message=made.message_id,
        attempt=made.attempt_id, repeated=made.repeated,
    )  # fmt: skip


async def _account(accounts: ChannelAccounts, tenant: TenantId, id: UUID) -> ChannelAccount:
    found = await accounts.get(ChannelAccountId(id))
    if found is None or found.tenant_id != tenant:
        raise NoSuchChannelAccount(id)
    return found


def _wanted(body: NewConversation, key: str, account: ChannelAccount) -> StartRequest:
    return StartRequest(
        account=account, to=body.to, to_name=body.to_name, text=body.text, client_key=key, subject=body.subject,
        customer=CustomerId(body.customer) if body.customer else None, copies=body.cc, blind_copies=body.bcc,
        purpose=body.purpose, then=AfterReply(body.then), queue=QueueId(body.queue) if body.queue else None,
        send_at=body.send_at, held=body.hold, signed=body.signed,
    )  # fmt: skip
