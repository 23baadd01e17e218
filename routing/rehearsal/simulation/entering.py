"""How work enters a simulated queue: by its hours and the rules, by the functions that say so in production.

A simulation knows of its work channel, tier, queue, time, and the language where the arrivals name one. A rule that
rests on anything else is not followed, and `EntryRules.unknown` says which and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.kernel.contracts.interactions import EntryPlan, EntryRequest
from contact_center.kernel.ids import AgentId, QueueId
from routing.flow.hours import Hours, hours_of
from routing.policy.model import PolicyDocument
from routing.policy.queues_store import QueueRow
from routing.policy.rows import queue_columns, rules_by_id
from routing.rehearsal.simulation.streams import Stream
from routing.rules.applying import RulesOutcome, apply
from routing.rules.book import RuleBook, compiled
from routing.rules.entering import NOBODY, AttributeSources, attributes, inherited, preferred_agent, stronger
from routing.rules.entrance import Ruling
from routing.rules.language import language
from routing.rules.planning import due, entry, planned

KNOWN = frozenset({"interaction.channel", "interaction.tier", "interaction.queue"})
TIME = frozenset({"time.hour", "time.weekday", "time.open"})
LANGUAGE = "interaction.language"
NO_ORGANISATION = UUID(int=0)


class EntryRules:
    """`ids` by name of queue; `agents` by login, those of whom there is one."""

    def __init__(
        self, document: PolicyDocument, ids: Mapping[str, QueueId], zone: ZoneInfo, agents: Mapping[str, AgentId]
    ) -> None:
        self.hours: dict[UUID, Hours] = {
            ids[part.name]: hours_of(document.calendars.get(part.calendar) if part.calendar else None)
            for part in document.queues
        }
        self.unknown: dict[str, set[str]] = {}
        """By the name of a rule: what it reads and a simulation does not know."""
        self.strangers: dict[str, set[str]] = {}
        """By the name of a rule: whom it prefers, where that is none of the agents."""
        self._rows = {row.id: row for row in _rows(document, ids)}
        rules = tuple(compiled(rules_by_id(document, ids)))
        self._book = RuleBook(1, rules, zone, timedelta(0), agents)
        self._outcomes: dict[tuple[object, ...], RulesOutcome] = {}

    def enter(self, stream: Stream, at: datetime) -> EntryPlan:
        """Where work of this stream goes that comes now, and how it stands there."""
        row, request = self._rows[stream.queue_id], _request(stream)
        ruling = Ruling(self._outcome(stream, request, at), self._book, NOBODY) if self._book.rules else None
        plan = planned(list(self._rows.values()), row, request, ruling, at, self.hours)
        promised = ruling is not None and ruling.outcome.reply_seconds is not None
        return self._of_stream(plan, stream, at, promised=promised)

    def move(self, stream: Stream, before: EntryPlan, queue: UUID, at: datetime) -> EntryPlan:
        """Into another queue: what rules gave it stays its own, and so does what is promised."""
        plan = inherited(entry(self._rows[queue], _request(stream), at, self.hours[queue]), before.rules)
        plan = self._of_stream(plan, stream, at, promised=False)
        return replace(
            plan,
            rules=before.rules,
            rings=before.rings,
            treatment=before.treatment,
            first_reply_due_at=before.first_reply_due_at,
        )

    def _of_stream(self, plan: EntryPlan, stream: Stream, at: datetime, *, promised: bool) -> EntryPlan:
        asked = {one.skill: one.minimum for one in stream.requirements}
        by = plan.first_reply_due_at
        if stream.due is not None and not promised:
            by = due(self.hours[plan.queue_id], at, stream.due // 1_000_000)
        return replace(
            plan,
            priority=plan.priority + stream.own_priority,
            skills=stronger(plan.skills, asked),
            first_reply_due_at=by,
        )

    def _outcome(self, stream: Stream, request: EntryRequest, at: datetime) -> RulesOutcome:
        is_open = self.hours[stream.queue_id].is_open(at)
        local = at.astimezone(self._book.zone)
        key = stream.name, local.hour, local.isoweekday(), is_open
        found = self._outcomes.get(key)
        if found is None:
            entered = AttributeSources(request, self._rows[stream.queue_id].name, is_open, NOBODY, at)
            known = KNOWN | TIME | ({LANGUAGE} if stream.language else frozenset())
            said = {name: value for name, value in attributes(entered, self._book).items() if name in known}
            found = self._outcomes[key] = apply(self._book.rules, said, language())
            self._note(found)
        return found

    def _note(self, outcome: RulesOutcome) -> None:
        for name, missing in outcome.open.items():
            self.unknown.setdefault(name, set()).update(missing)
        if outcome.preferred is not None and preferred_agent(outcome, self._book.agents, NOBODY) is None:
            rule = next(rule for rule in outcome.matched if rule.then.preferred is not None)
            self.strangers.setdefault(rule.name, set()).add(outcome.preferred.agent)


def is_needed(document: PolicyDocument, languages: Iterable[str | None]) -> bool:
    """Whether queues' hours, rules or languages make any difference to what enters."""
    by_language = any(queue.route_by_language for queue in document.queues) and any(languages)
    closes = any(queue.calendar in document.calendars for queue in document.queues if queue.calendar)
    return closes or by_language or any(rule.enabled for rule in document.rules)


def _request(stream: Stream) -> EntryRequest:
    return EntryRequest(stream.channel, stream.tier, None, stream.language, None)


def _rows(document: PolicyDocument, ids: Mapping[str, QueueId]) -> Iterable[QueueRow]:
    for n, part in enumerate(document.queues):
        columns = queue_columns(part.model_copy(update={"id": ids[part.name]}), n, ids, {})
        said = {field.name: getattr(columns, field.name) for field in fields(columns)}
        yield QueueRow(tenant_id=NO_ORGANISATION, active=True, **said)
