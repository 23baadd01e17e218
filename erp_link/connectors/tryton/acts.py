"""Acts in Tryton, by our module `contact_center` there (folder `tryton`): each once, under a key of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.erp_acts import ActOutcome, ErpAct, ErpFieldChange
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase
from erp_link.connectors.tryton.client import NAME, TrytonClient
from erp_link.connectors.tryton.sources import SOURCES

MODEL = "model.contact_center.proposal"


class TrytonActs:
    """Implements `ActingConnector`."""

    source = NAME

    def __init__(self, client: TrytonClient) -> None:
        self._client = client

    async def acts(self) -> frozenset[ErpAct]:
        if not await self._client.fields("contact_center.proposal", ("key",)):
            return frozenset()
        told = await self._client.call(f"{MODEL}.offers")
        known = {kind.value: kind for kind in ErpAct}
        return frozenset(known[one] for one in told if one in known)

    async def preview(self, kind: ErpAct, payload: Mapping[str, Any]) -> ActOutcome:
        return outcome(await self._client.call(f"{MODEL}.preview", kind.value, dict(payload)))

    async def perform(self, key: UUID, kind: ErpAct, payload: Mapping[str, Any], asked_by: str) -> ActOutcome:
        return outcome(await self._client.call_once(f"{MODEL}.perform", str(key), kind.value, dict(payload), asked_by))

    async def lookup(self, key: UUID) -> ActOutcome | None:
        found = await self._client.call(f"{MODEL}.lookup", str(key))
        return None if found is None else outcome(found)

    async def close(self) -> None:
        await self._client.close()


def outcome(told: Any) -> ActOutcome:
    """What our module tells. Raises `GiveUp` where it is something else."""
    try:
        model, _, id = str(told["record"]).partition(",")
        entity, external = _record(model, id)
        return ActOutcome(
            entity, external, told["number"] or "",
            tuple(ErpFieldChange(str(name), _text(before), _text(after)) for name, before, after in told["changes"]),
            {name: str(value) for name, value in told["facts"].items() if value is not None},
            tuple(str(number) for _, _, number in told["related"]), bool(told["undo"]),
        )  # fmt: skip
    except (TypeError, ValueError, KeyError) as wrong:
        raise GiveUp(Phrase("provider_answered_otherwise", {"provider": NAME})) from wrong


def _record(model: str, id: str) -> tuple[str, str]:
    found = next((one for one in SOURCES if one.model == model and id.isdecimal()), None)
    return (found.entity.value, found.external_id(int(id))) if found else ("", "")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
