"""Articles joined to the web chat, which looks for an answer before it opens a chat."""

from __future__ import annotations

from agent_ui.compose.help_frame import door as own_pages
from channels.webchat.model import WidgetArticle
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.door import service as door
from crm_core.knowledge import reading, service
from crm_core.knowledge.domain import AskedWhere
from crm_core.knowledge.render import html


class CustomerArticles:
    """See `channels.webchat.ports.Articles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def there(self, tenant: TenantId) -> bool:
        async with self._database.read(tenant) as reader:
            return await reading.any_shown(reader, tenant)

    async def own_pages(self, tenant: TenantId, language: str) -> str | None:
        async with self._database.read(tenant) as reader:
            if not await door.is_open(reader, tenant):
                return None
        own = next((one for one in await directory.tenants(self._database) if one.tenant_id == tenant), None)
        return own_pages(own, language) if own is not None else None

    async def about(self, tenant: TenantId, question: str, language: str, most: int) -> list[WidgetArticle]:
        async with self._database.read(tenant) as reader:
            found = await reading.answers(reader, tenant, question, language=language, shown=True, most=most)
        if not found:

            async def note(work: UnitOfWork) -> None:
                await service.note_gap(work, question, AskedWhere.WIDGET)

            await self._database.run(tenant, note, actor="customer")
        return [WidgetArticle(one.article.number, one.language, one.text.title, html(one.text.body)) for one in found]
