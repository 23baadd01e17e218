"""What stands below the e-mails of agents: texts of the CRM, with what directory, routing and cases know for them."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory import cards
from contact_center.interactions.ports import LetterBy
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import linking
from crm_core.cases.domain import CaseLinkKind
from crm_core.cases.numbers import quoted
from crm_core.customers import service as customers
from crm_core.snippets import service as snippets
from crm_core.snippets.domain import Variable, places
from crm_core.snippets.signatures import filled
from routing.policy import administration as routing


class StoredSignatures:
    """See `contact_center.interactions.ports.Signatures`."""

    async def of(self, reader: Reader, tenant: UUID, letter: LetterBy) -> str:
        """In the language of the conversation, else in the customer's. Only what its text names is asked for."""
        found = await customers.several(reader, tenant, [letter.customer]) if letter.customer else {}
        person = found.get(letter.customer) if letter.customer else None
        language = letter.language or (person.language if person else None)
        text = await snippets.signature_text(reader, tenant, letter.queue, language)
        named = set(places(text))
        values: dict[Variable, str | None] = {
            Variable.AGENT_NAME: letter.agent, Variable.CUSTOMER_NAME: person.name if person else None,
        }  # fmt: skip
        if letter.agent_id is not None and any(one.startswith("agent.") for one in named - {Variable.AGENT_NAME}):
            values |= await _agent(reader, tenant, letter.agent_id)
        if Variable.QUEUE_NAME in named and letter.queue is not None:
            values[Variable.QUEUE_NAME] = (await routing.queue_names(reader, tenant)).get(letter.queue)
        if named & {Variable.COMPANY_NAME, Variable.COMPANY_ADDRESS}:
            name, address = await cards.company(reader, tenant)
            values |= {Variable.COMPANY_NAME: name, Variable.COMPANY_ADDRESS: address}
        if Variable.CASE_NUMBER in named:
            values[Variable.CASE_NUMBER] = await _case(reader, tenant, letter)
        return filled(text, values)


async def _agent(reader: Reader, tenant: UUID, agent: UUID) -> dict[Variable, str | None]:
    card = await cards.card(reader, tenant, agent)
    if card is None:
        return {}
    return {
        Variable.AGENT_TITLE: card.title, Variable.AGENT_TEAM: card.team, Variable.AGENT_PHONE: card.phone,
        Variable.AGENT_EMAIL: card.email,
    }  # fmt: skip


async def _case(reader: Reader, tenant: UUID, letter: LetterBy) -> str | None:
    """Of several the open one that was opened last."""
    ids = [letter.case] if letter.case is not None else []
    if letter.conversation is not None:
        ref = str(letter.conversation)
        ids += (await linking.of_things(reader, tenant, CaseLinkKind.CONVERSATION, [ref])).get(ref, [])
    found = [one for one in await linking.several(reader, tenant, ids) if one.merged_into is None]
    best = max(found, key=lambda one: (one.id == letter.case, one.is_open, one.number), default=None)
    return quoted(best.number) if best is not None else None
