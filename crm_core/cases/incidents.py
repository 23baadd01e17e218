"""Known incidents: one case that is the cause of others.

Its rule says whose it is: words that customers use, products, lots. Agents are told where it fits, and link with one
click; one update goes to all who are affected, each in the conversation that they last used, if they may be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from contact_center.interactions.ports import Ports
from contact_center.interactions.work import notices
from contact_center.interactions.work.notices import Told
from contact_center.kernel.ids import new_id
from contact_center.kernel.languages import text_for
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import incident_store, store
from crm_core.cases.domain import Case, CaseLinkKind, CaseStep, ChangeCode
from crm_core.cases.errors import NoSuchCase, TooManyOfCase
from crm_core.cases.incident import Incident, IncidentPicture, IncidentRule, matches
from crm_core.cases.permissions import Actor, CaseAct
from crm_core.cases.writing import hold, note, settle
from crm_core.customers import service as customers

MOST_AFFECTED: Final = 5000
"""Cases of one incident."""
__all__ = [
    "Incident",
    "IncidentPicture",
    "IncidentRule",
    "Told",
    "declare",
    "end",
    "fitting",
    "link",
    "matches",
    "not_this",
    "update_all",
]


async def declare(
    work: UnitOfWork,
    id: UUID,
    by: Actor,
    rule: IncidentRule,
    *,
    advice: str = "",
    announcement: Mapping[str, str] | None = None,
    announced: bool = False,
    expected_at: datetime | None = None,
) -> Case:
    """Makes a case the parent of others; a supervisor's act. Declared again it follows the new rule."""
    held = await hold(work, id, by, CaseAct.INCIDENT)
    await incident_store.keep(
        work, id, rule.words, rule.products, rule.lots, advice, dict(announcement or {}), announced, expected_at
    )
    step = CaseStep(replace(held.case, is_incident=True), held.step.clocks)
    return await settle(work, held, step, ChangeCode.INCIDENT)


async def end(work: UnitOfWork, id: UUID, by: Actor) -> Case:
    """It is over: no banner and no announcement any more; what is linked stays linked."""
    held = await hold(work, id, by, CaseAct.INCIDENT)
    await incident_store.end(work, id)
    step = CaseStep(replace(held.case, is_incident=False), held.step.clocks)
    return await settle(work, held, step, ChangeCode.NOT_INCIDENT)


async def current(reader: Reader, tenant: UUID) -> list[Incident]:
    return await incident_store.current(reader, tenant)


async def announced(reader: Reader, tenant: UUID) -> list[dict[str, str]]:
    """What customers are told before they ask, by language."""
    return await incident_store.announced(reader, tenant)


async def fitting(reader: Reader, tenant: UUID, ref: str, picture: IncidentPicture) -> Incident | None:
    """The newest incident that fits and was not refused for this `ref` (`case:<id>`, `conversation:<id>`)."""
    found = [one for one in await incident_store.current(reader, tenant) if matches(one, picture)]
    refused = await incident_store.refused(reader, tenant, ref) if found else set()
    return next((one for one in found if one.case_id not in refused), None)


async def link(work: UnitOfWork, id: UUID, incident: UUID, by: Actor) -> Case:
    """The case belongs to the incident."""
    if incident not in {one.case_id for one in await incident_store.current(work, work.tenant_id)}:
        raise NoSuchCase(incident)
    held = await hold(work, id, by, CaseAct.CHANGE)
    step = CaseStep(replace(held.case, parent_id=incident), held.step.clocks)
    return await settle(work, held, step, ChangeCode.LINKED, kind=CaseLinkKind.CASE.value, ref=incident)


async def not_this(work: UnitOfWork, incident: UUID, ref: str) -> None:
    """It only looked like it: not shown there again."""
    await incident_store.refuse(work, incident, ref)


async def update_all(work: UnitOfWork, ports: Ports, id: UUID, by: Actor, texts: Mapping[str, str]) -> dict[str, int]:
    """One text to the customer of every case of the incident that is not closed, in the language they read.

    A service notice: who has not agreed, or cannot be written to, is counted by the reason and left out.
    """
    held = await hold(work, id, by, CaseAct.INCIDENT)
    found = await incident_store.children(work, id, MOST_AFFECTED + 1)
    if len(found) > MOST_AFFECTED:
        raise TooManyOfCase(field="cases")
    update = new_id()
    outcomes: dict[str, int] = {}
    known = await customers.several(work, work.tenant_id, [one.customer_id for one in found if one.customer_id])
    told: set[UUID] = set()
    for case in found:
        if case.customer_id is not None and case.customer_id in told:
            continue
        person = known.get(case.customer_id) if case.customer_id else None
        text = text_for(texts, person.language if person else None)
        outcome = await _tell(work, ports, case, text, f"incident:{update}")
        outcomes[outcome.value] = outcomes.get(outcome.value, 0) + 1
        if case.customer_id is not None:
            told.add(case.customer_id)
    await incident_store.add_update(work, update, id, dict(texts), outcomes)
    await note(work, held.case, ChangeCode.UPDATED, told=outcomes.get(Told.TOLD.value, 0), of=sum(outcomes.values()))
    return outcomes


async def _tell(work: UnitOfWork, ports: Ports, case: Case, text: str, key: str) -> Told:
    links = [one for one in await store.links(work, work.tenant_id, case.id) if one.kind == CaseLinkKind.CONVERSATION]
    outcome = Told.NO_CONVERSATION
    for one in reversed(links):
        outcome = await notices.tell(work, ports, UUID(one.ref), text, key=key)
        if outcome is Told.TOLD:
            break
    return outcome


def rule_of(values: Mapping[str, Any]) -> IncidentRule:
    """From comma-separated lists, as a form has them."""

    def parts(name: str) -> list[str]:
        found = str(values.get(name, "")).replace("，", ",").replace("、", ",").split(",")
        return [one.strip()[:80] for one in found if one.strip()][:30]

    return IncidentRule(parts("words"), parts("products"), parts("lots"))
