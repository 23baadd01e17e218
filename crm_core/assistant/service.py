"""The organisation's language model: set up by an administrator, asked by whoever has the work.

Off until it is switched on. What goes to it are texts of one conversation, and nothing is kept of question or answer;
that it was asked, by whom, about which interaction, is in the event log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.contracts.assistant import AssistantAsked, AssistantChanged
from contact_center.kernel.ids import InteractionId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.vault import Vault
from crm_core.assistant import store
from crm_core.assistant.domain import (
    LONGEST_KEY,
    Assistance,
    AssistantAccess,
    AssistantAnswer,
    AssistantSetting,
    checked,
)
from crm_core.assistant.errors import AssistantNotSet, AssistantOff, NotAnAssistantSetting
from crm_core.assistant.ports import LanguageModel, Prompt


async def setting(reader: Reader, tenant: UUID) -> AssistantSetting:
    row = await store.row(reader, tenant)
    if row is None:
        return AssistantSetting()
    return AssistantSetting(
        row["enabled"], row["base_url"], row["model"], row["deadline_seconds"], row["secret"] is not None
    )


async def is_on(reader: Reader, tenant: UUID) -> bool:
    row = await store.row(reader, tenant)
    return row is not None and bool(row["enabled"])


class Assistants:
    """The models of all organisations, behind one port."""

    def __init__(self, database: Database, vault: Vault, model: LanguageModel) -> None:
        self._database = database
        self._vault = vault
        self._model = model

    async def change(
        self, work: UnitOfWork, *, enabled: bool, base_url: str, model: str, deadline: int, key: str | None
    ) -> AssistantSetting:
        """`key`: None keeps the one there is, unless the address goes elsewhere; empty takes it away.

        Raises `NotAnAssistantSetting`.
        """
        wanted = checked(enabled, base_url, model, deadline)
        if key is not None and (len(key) > LONGEST_KEY or not key.isascii() or any(one.isspace() for one in key)):
            raise NotAnAssistantSetting(field="key")
        there = await store.row(work, work.tenant_id)
        if key is not None:
            secret = self._vault.seal(key.encode()) if key else None
        else:
            stays = there is not None and there["base_url"] == wanted.base_url
            secret = bytes(there["secret"]) if there and stays and there["secret"] is not None else None
        await store.keep(work, wanted, secret)
        work.record(AssistantChanged(enabled=enabled))
        await directory.audit(work, "assistant changed", "assistant", enabled=enabled, base_url=wanted.base_url)
        return replace(wanted, has_key=secret is not None)

    async def check(self, tenant: TenantId) -> AssistantAnswer:
        """Asks for one word, switched on or not. Raises what `LanguageModel` raises, `AssistantNotSet`."""
        access = await self._access(tenant)
        if access is None or not access.base_url or not access.model:
            raise AssistantNotSet
        return await self._model.complete(access, [Prompt("user", "ping")])

    async def ask(
        self, tenant: TenantId, actor: str, interaction: UUID, what: Assistance, prompts: Sequence[Prompt]
    ) -> AssistantAnswer:
        """The caller has asked whether `actor` may read the conversation. Raises `AssistantOff`, and what
        `LanguageModel` raises."""

        async def note(work: UnitOfWork) -> None:
            if not await is_on(work, tenant):
                raise AssistantOff
            work.record(AssistantAsked(interaction_id=InteractionId(interaction), what=what.value))

        await self._database.run(tenant, note, actor=actor)
        access = await self._access(tenant)
        if access is None:
            raise AssistantOff
        return await self._model.complete(access, prompts)

    async def _access(self, tenant: TenantId) -> AssistantAccess | None:
        async with self._database.read(tenant) as reader:
            row = await store.row(reader, tenant)
        if row is None:
            return None
        key = self._vault.open(bytes(row["secret"])).decode() if row["secret"] is not None else ""
        return AssistantAccess(row["base_url"], row["model"], row["deadline_seconds"], key)
