"""The assistant's setting as JSON: `/api/v1/assistant`."""

from __future__ import annotations

from fastapi import APIRouter

from contact_center.directory.access import Admin
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.assistant import service
from crm_core.assistant.domain import AssistantSetting
from crm_core.assistant.schemas import AssistantChecked, AssistantOut, ChangeAssistant
from crm_core.assistant.service import Assistants


def router(database: Database, assistants: Assistants) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])

    @routes.get("")
    async def read_assistant(who: Admin) -> AssistantOut:
        """Where the language model is; never its key."""
        async with database.read(who.tenant) as reader:
            return AssistantOut.of(await service.setting(reader, who.tenant))

    @routes.put("")
    async def change_assistant(who: Admin, body: ChangeAssistant) -> AssistantOut:
        """Counts for the next question."""

        async def change(work: UnitOfWork) -> AssistantSetting:
            return await assistants.change(
                work, enabled=body.enabled, base_url=body.base_url, model=body.model,
                deadline=body.deadline_seconds, key=body.key,
            )  # fmt: skip

        return AssistantOut.of(await database.run(who.tenant, change, actor=who.actor))

    @routes.post("/check")
    async def check_assistant(who: Admin) -> AssistantChecked:
        """Asks the model for one word, also while it is switched off."""
        return AssistantChecked(model=(await assistants.check(who.tenant)).model)

    return routes
