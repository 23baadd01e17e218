"""The assistant as JSON: its setting, and what it makes of a conversation."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from contact_center.directory.access import Admin, Agent
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.assistant import asking, service
from crm_core.assistant.asking import Wording
from crm_core.assistant.domain import Assistance, AssistantSetting
from crm_core.assistant.schemas import AskAssistant, AssistanceOut, AssistantChecked, AssistantOut, ChangeAssistant
from crm_core.assistant.service import Assistants


def router(database: Database, ports: Ports, assistants: Assistants, wording: Wording) -> APIRouter:
    """`wording`: of the questions to the model."""
    routes = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])
    _add_setting(routes, database, assistants)
    of_work = APIRouter(prefix="/api/v1", tags=["assistant"])
    _add_questions(of_work, database, ports, assistants, wording)
    both = APIRouter()
    both.include_router(routes)
    both.include_router(of_work)
    return both


def _add_questions(
    routes: APIRouter, database: Database, ports: Ports, assistants: Assistants, wording: Wording
) -> None:
    @routes.post("/interactions/{interaction}/assistance/{what}")
    async def assist(who: Agent, interaction: UUID, what: Assistance, body: AskAssistant) -> AssistanceOut:
        """A translation, a summary or a draft of the next reply, made by the organisation's language model.

        Nothing of it is kept or sent; 409 while the assistant is switched off.
        """
        async with database.read(who.tenant) as reader:
            await Rights(ports.planner, who).require(reader, interaction, Act.NOTE)
            asked = await asking.asked(reader, who.tenant, interaction, what, body.message)
        question = wording(what, asked.said, body.language, asked.customer)
        answer = await assistants.ask(who.tenant, who.actor, interaction, what, question)
        return AssistanceOut(text=answer.text, model=answer.model, cut=answer.cut)


def _add_setting(routes: APIRouter, database: Database, assistants: Assistants) -> None:

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
