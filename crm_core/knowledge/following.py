"""Follows the log: who was helped with an article and came back within seven days about the same thing was not helped.

What work is about is its disposition, else its queue. It is looked at when the later work is closed, as it is known
then.
"""

from __future__ import annotations

from collections.abc import Sequence

from contact_center.kernel.contracts.interactions import InteractionClosed
from contact_center.kernel.contracts.knowledge import ArticleDidNotLast
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.knowledge import use_store
from crm_core.knowledge.domain import COMES_BACK


class ArticlesFollowWork:
    """A `Consumer` of the log."""

    name = "articles"
    wants = (InteractionClosed,)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        closed = {one.event.interaction_id for one in events if isinstance(one.event, InteractionClosed)}
        if not closed:
            return
        known = await use_store.reasons(work, work.tenant_id, closed)
        backs = [(one, one.customer_id) for one in known.values() if one.customer_id is not None and one.reason]
        groups = await customers.groups(work, work.tenant_id, {id for _, id in backs})
        helped = await use_store.helped(work, {id for ids in groups.values() for id in ids})
        for back, customer in backs:
            ids = list(groups[customer])
            if helped.isdisjoint(ids):
                continue
            for earlier in await use_store.used_before(work, ids, back, back.created_at - COMES_BACK):
                if earlier.reason != back.reason:
                    continue
                await use_store.came_back(work, earlier.article_id, earlier.interaction_id, back)
                work.record(
                    ArticleDidNotLast(
                        article_id=earlier.article_id, article_number=earlier.number, article_version=earlier.version,
                        interaction_id=InteractionId(back.id), customer_id=CustomerId(customer),
                    )
                )  # fmt: skip
