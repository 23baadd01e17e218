"""The jobs of the product: outside effects that follow a commit."""

from __future__ import annotations

from uuid import UUID

import procrastinate
from procrastinate import RetryDecision
from procrastinate.exceptions import JobRetry

from contact_center.bootstrap.runtime import Runtime
from contact_center.interactions.delivery import PostponedUntil
from contact_center.kernel.ids import ConversationId, TenantId


def register(app: procrastinate.App, runtime: Runtime) -> None:
    """Names are part of the database: a renamed task orphans the jobs already waiting."""

    @app.task(name="interactions.flush_outbox", queue="delivery", pass_context=False)
    async def flush_outbox(tenant_id: str, conversation_id: str) -> None:
        try:
            await runtime.outbox.flush(TenantId(UUID(tenant_id)), ConversationId(UUID(conversation_id)))
        except PostponedUntil as later:
            raise JobRetry(RetryDecision(retry_at=later.at)) from later
