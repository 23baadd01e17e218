"""The jobs of the product: outside effects that follow a commit."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import procrastinate
import structlog
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

from contact_center.bootstrap.joins.door import send_code
from contact_center.bootstrap.joins.invoice_letters import MailedInvoices
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.interactions.importing import service as mail_importing
from contact_center.interactions.importing.batches import MailHistory
from contact_center.interactions.intake import fetching
from contact_center.interactions.intake.fetching import Fetcher
from contact_center.interactions.intake.parsing import Parsing
from contact_center.interactions.outbound import inviting
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import sending
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import ConversationId, MessageId, TenantId
from contact_center.platform import parked
from contact_center.platform.eventlog import Consumer
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import service as care
from crm_core.care.domain import AskDecision
from crm_core.care.links import KEY as RATING_KEY
from crm_core.care.links import RatingLinks
from crm_core.customers.importing import service as importing
from crm_core.door import service as door
from erp_link.proposals import service as proposals
from erp_link.proposals.sending import ProposalSender
from erp_link.systems import ErpSystems
from routing.rehearsal.studies import service as studies
from routing.rehearsal.studies import store as study_store
from routing.router.translate import ChannelTraits

log = structlog.get_logger()

LONGEST_PAUSE = 600
"""Seconds between two tries of a job that fails for a reason of ours (a bug, the database away)."""


class NeverGiveUp(BaseRetryStrategy):
    """What was committed has to happen: a job is tried again until it has ended well.

    When the work itself is hopeless (the provider refuses the message), the job ends well and says so in
    its data. A job that waits keeps its lock, so nothing of the same conversation overtakes it.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, PostponedUntil):
            return RetryDecision(retry_at=exception.at)
        if isinstance(exception, JobAborted):
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 10), LONGEST_PAUSE)})


def register(
    app: procrastinate.App, runtime: Runtime, followers: Sequence[Consumer] = (), erp: ErpSystems | None = None
) -> None:
    """Names are part of the database: a renamed task orphans the jobs already waiting."""

    @app.task(name="interactions.flush_outbox", queue="delivery", retry=NeverGiveUp())
    async def flush_outbox(tenant_id: str, conversation_id: str) -> None:
        await runtime.outbox.flush(TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id)))

    @app.task(name=sending.LET_GO, queue="delivery", retry=NeverGiveUp())
    async def let_go(tenant_id: str, message_id: str) -> None:
        async def release(work: UnitOfWork) -> None:
            await scheduled.let_go(work, UUID(message_id))

        await runtime.database.run(TenantId(UUID(tenant_id)), release, actor="outbox")

    fetcher = Fetcher(runtime.database, runtime.ports, runtime.accounts)

    @app.task(name=fetching.TASK, queue="delivery", retry=NeverGiveUp())
    async def fetch_files(tenant_id: str, message_id: str) -> None:
        await fetcher.fetch(TenantId(UUID(tenant_id)), MessageId(UUID(message_id)))

    @app.task(name=study_store.TASK, queue="studies", retry=NeverGiveUp())
    async def study(tenant_id: str, study_id: str) -> None:
        await studies.run(runtime.database, TenantId(UUID(tenant_id)), UUID(study_id), media_of(runtime), StoredFacts())

    @app.task(name=importing.TASK, queue="studies", retry=NeverGiveUp())
    async def import_customers(tenant_id: str, import_id: str) -> None:
        await importing.go_on(runtime.database, TenantId(UUID(tenant_id)), UUID(import_id))

    history = MailHistory(runtime.database, runtime.ports, runtime.accounts, Parsing())

    @app.task(name=mail_importing.TASK, queue="studies", retry=NeverGiveUp())
    async def import_mail(tenant_id: str, import_id: str) -> None:
        await history.go_on(TenantId(UUID(tenant_id)), UUID(import_id))

    @app.task(name=inviting.TASK, queue="delivery", retry=NeverGiveUp())
    async def invitation_over(tenant_id: str, conversation_id: str) -> None:
        async def end(work: UnitOfWork) -> None:
            await inviting.over(work, UUID(conversation_id))

        await runtime.database.run(TenantId(UUID(tenant_id)), end, actor="system", role="system")

    links = RatingLinks(runtime.vault.key(RATING_KEY), runtime.settings.public_url)

    @app.task(name=care.ASK, queue="delivery", retry=NeverGiveUp())
    async def ask(tenant_id: str, interaction_id: str, by_person: bool, only_in_window: bool = False) -> None:
        reaching = await door.reaching(runtime.accounts, runtime.ports, TenantId(UUID(tenant_id)))

        async def work_it(work: UnitOfWork) -> AskDecision:
            return await care.ask(
                work, runtime.ports, links, UUID(interaction_id), closed_by_person=by_person,
                texts_from=reaching.get(AddressKind.PHONE), only_in_window=only_in_window,
            )  # fmt: skip

        done = await runtime.database.run(TenantId(UUID(tenant_id)), work_it, actor="system", role="system")
        log.info("a customer could be asked for a rating", interaction=interaction_id, outcome=done.value)

    @app.task(name=door.SEND, queue="delivery", retry=NeverGiveUp())
    async def send_door_code(tenant_id: str, knock_id: str) -> None:
        await send_code(runtime, TenantId(UUID(tenant_id)), UUID(knock_id))

    if erp is not None:
        sender = ProposalSender(runtime.database, erp, MailedInvoices(runtime))

        @app.task(name=proposals.TASK, queue="delivery", retry=NeverGiveUp())
        async def send_proposal(tenant_id: str, proposal_id: str) -> None:
            await sender.send(TenantId(UUID(tenant_id)), UUID(proposal_id))

    @app.task(name=parked.TASK, queue="log", retry=NeverGiveUp())
    async def retry_parked(tenant_id: str, consumer: str) -> None:
        done = await parked.retry(runtime.database, TenantId(UUID(tenant_id)), parked.named(followers, consumer))
        log.info("parked events tried again", consumer=consumer, digested=done.digested, left=done.left)


def media_of(runtime: Runtime) -> ChannelTraits:
    """What routing has to know of the channels."""
    return ChannelTraits.of({name: adapter.capabilities for name, adapter in runtime.ports.adapters.items()})
