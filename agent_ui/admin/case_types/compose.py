"""The pages of case types: their list, and one of them as a form with what its change means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from agent_ui.admin.case_types import values as forms
from agent_ui.admin.case_types.views import (
    CaseTypeLine,
    CaseTypesView,
    CaseTypeView,
    EntryTable,
    FieldGroup,
    TypeChangeLine,
)
from agent_ui.admin.routing.form import Field, FieldTrouble, FormRow, Option, Values, rows_of
from agent_ui.words import case_types as said
from agent_ui.words import cases
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.approvals.domain import DECIDES
from contact_center.kernel.actors import user_of, users_of
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import administering, service
from crm_core.cases.administering import TypeState
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.model import CaseType, Priority
from crm_core.cases.type_rules import TypeEffect
from routing.policy import administration as routing


@dataclass(frozen=True, slots=True)
class Around:
    """Whom and what a type can name: queues with their hours, people who may approve."""

    queues: Mapping[str, str]
    approvers: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        return {**self.queues, **self.approvers}


async def around(reader: Reader, tenant: UUID) -> Around:
    users = await directory.users(reader, tenant)
    return Around(
        {str(id): name for id, name in (await routing.queue_names(reader, tenant)).items()},
        {str(one.id): one.name for one in users if one.active and one.role in DECIDES},
    )


async def listed(reader: Reader, tenant: UUID, words: Words) -> CaseTypesView:
    open_cases = await administering.open_by_type(reader, tenant)
    found = (await service.types(reader, tenant)).values()
    lines = [_line(words, one, open_cases.get(one.code, 0)) for one in found]
    return CaseTypesView(tuple(sorted(lines, key=lambda one: not one.active)))


def _line(words: Words, one: CaseType, n: int) -> CaseTypeLine:
    goals = [
        words.gettext("%(what)s %(hours)s h", what=label, hours=words.number(round(seconds / 3600, 2)))
        for clock, label in said.clocks(words).items()
        if (seconds := one.goal(CaseClockKind(clock), one.first_priority, None)) is not None
    ]
    return CaseTypeLine(
        one.code, cases.type_name(words, one), f"/admin/case-types/edit?code={one.code}", one.active,
        words.gettext(", ").join(goals) or "–", words.days(one.statutory_days) if one.statutory_days else "–",
        words.number(len(one.fields)), words.number(n), f"/cases?view=type:{one.code}&as=list",
    )  # fmt: skip


def read(typed: Values, code: str, before: CaseType | None) -> CaseType:
    """Raises pydantic's `ValidationError`."""
    return CaseType.model_validate(forms.data_of(typed, code, before, said.usual))


@dataclass(slots=True)
class Troubles:
    """What is wrong, by the name of the field of the form; each is shown once, at its field or above the form."""

    found: dict[str, list[FieldTrouble]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def at(self, name: str) -> tuple[FieldTrouble, ...]:
        if name in self.found:
            self._shown.add(name)
        return tuple(self.found.get(name, ()))

    def rest(self) -> tuple[FieldTrouble, ...]:
        return tuple(one for name, several in self.found.items() if name not in self._shown for one in several)

    def add(self, place: Sequence[object], text: str) -> None:
        entry = FieldTrouble(text)
        several = self.found.setdefault(forms.place_in_form(place), [])
        if entry not in several:
            several.append(entry)


def of_invalid(words: Words, wrong: ValidationError) -> Troubles:
    found = Troubles()
    for one in wrong.errors():
        found.add(one["loc"], said.invalid(words, one))
    return found


def of_errors(words: Words, wrong: Sequence[ContactCenterError]) -> Troubles:
    found = Troubles()
    for one in wrong:
        found.add(str(one.fields.get("field", "")).split("."), error_words(words, one.code, one.status))
    return found


def told(means: Sequence[TypeEffect], lines: Sequence[str]) -> str:
    """Names effects that were shown; empty where there are none."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if means else ""


async def form(
    reader: Reader, tenant: UUID, words: Words, code: str | None, typed: Values | None = None,
    troubles: Troubles | None = None, *, effects: Sequence[str] = (), told: str = "", focus: str = "",
    kept: bool = False,
) -> CaseTypeView:  # fmt: skip
    """`typed` as it was sent, else as the type is. Raises `NoSuchCaseType`."""
    known = await administering.state(reader, tenant, code) if code else None
    near = await around(reader, tenant)
    if typed is None:
        base = known.type if known else CaseType(code="new")
        typed = forms.values_of(base, said.usual) if known else _fresh(base)
    title = cases.type_name(words, known.type) if known else words.gettext("New type of case")
    view = CaseTypeView(
        title, "/admin/case-types/edit" + (f"?code={code}" if code else ""), code or "",
        known.type.active if known else True, str(known.version) if known else "",
        _counted(words, known), effects=tuple(effects), told=told, focus=focus, kept=kept,
    )  # fmt: skip
    view = filled(view, words, typed, near, troubles)
    return view if known is None else await _with_history(reader, tenant, words, known, near, view)


def filled(
    view: CaseTypeView, words: Words, typed: Values, near: Around, troubles: Troubles | None = None
) -> CaseTypeView:
    """With the fields of the form, each with what was typed and what is wrong with it."""
    make = _Fields(words, typed, troubles or Troubles(), near)
    view = replace(view, groups=make.groups(new=not view.code), tables=make.tables())
    return replace(view, troubles=make.troubles.rest())


def _fresh(base: CaseType) -> Values:
    found = forms.values_of(base, lambda *_: "")
    return found | {"name_en": "", "name_zh": "", "code": ""}


def _counted(words: Words, known: TypeState | None) -> str:
    if known is None:
        return words.gettext("Cases can have it as soon as it is saved.")
    if not known.use.open:
        return words.gettext("No case of this type is open. A change counts for cases opened from now on.")
    return words.ngettext(
        "%(n)s case of this type is open. It keeps its clocks and all that is written in it; before a change is saved "
        "that means more for it, this page says so.",
        "%(n)s cases of this type are open. They keep their clocks and all that is written in them; before a change is "
        "saved that means more for them, this page says so.",
        known.use.open,
    )  # fmt: skip


async def _with_history(
    reader: Reader, tenant: UUID, words: Words, known: TypeState, near: Around, view: CaseTypeView
) -> CaseTypeView:
    found = await administering.changes(reader, tenant, known.type.code)
    named = await directory.names(reader, tenant, users_of(one.actor for one in found))
    lines = tuple(
        TypeChangeLine(
            one.n, one.at,
            named.get(by, words.gettext("a former colleague")) if by else words.gettext("the set-up"),
            tuple(said.differences(words, _type(one.was), _type(one.became), near.names)),
            one.n == known.version, one.n != known.version and one.became is not None,
        )
        for one in found
        for by in [user_of(one.actor)]
    )  # fmt: skip
    question = words.ngettext(
        "New cases can no longer have this type. Its %(n)s open case goes on as it is.",
        "New cases can no longer have this type. Its %(n)s open cases go on as they are.",
        known.use.open,
    ) if known.use.open else words.gettext("New cases can no longer have this type. Its cases stay.")  # fmt: skip
    return replace(view, history=lines, retire_question=question, can_retire=known.type.active)


def _type(document: Any) -> CaseType | None:
    return None if document is None else CaseType.model_validate(document)


@dataclass(frozen=True, slots=True)
class _Fields:
    """Makes the fields of the form, each with what was typed and what is wrong with it."""

    words: Words
    values: Values
    troubles: Troubles
    around: Around

    def groups(self, *, new: bool) -> tuple[FieldGroup, ...]:
        words = self.words
        code = (
            self._text("code", words.gettext("Code, for programs"), hint=words.gettext("made of the name if empty")),
        )
        name = (
            self._text("name_en", words.gettext("Name in English")),
            self._text("name_zh", words.gettext("Name in Chinese")),
        )
        priorities = said.priorities(words)
        return (
            FieldGroup(
                words.gettext("Type"), "", (*name, *(code if new else ())), "",
                (self._check("confidential", words.gettext(
                    "Confidential: seen only by who opened, owns or watches the case, supervisors and administrators"
                )),),
            ),
            FieldGroup(
                words.gettext("Priorities"), "",
                (self._select("first_priority", words.gettext("A new case has"), priorities),),
                words.gettext("Can be chosen"),
                tuple(self._check(f"priority.{one.value}", priorities[one.value]) for one in Priority),
            ),
            FieldGroup(
                words.gettext("Clocks"),
                words.gettext(
                    "Goals count in the opening hours of the queue and stand still while the case waits for its "
                    "customer. The law’s time counts in days of the calendar, from the day after, and never stands "
                    "still: in Taiwan 15 days for a consumer complaint (消費者保護法 §43)."
                ),
                (
                    self._select("hours_of_queue", words.gettext("Opening hours of"), self.around.queues,
                                 words.gettext("around the clock")),
                    self._number("statutory_days", words.gettext("Days that the law gives"), words.gettext("days")),
                    self._number("reopen_days", words.gettext("Can be opened again for"), words.gettext("days")),
                ),
            ),
            FieldGroup(
                words.gettext("Resolving and approving"),
                words.gettext("Up to the amount a refund is written down; above it a second person has to agree."),
                (self._number("approval_over", words.gettext("Refunds need approval above"), "",
                              words.gettext("empty: never")),),
                words.gettext("Who may approve; nobody ticked: every supervisor and administrator"),
                tuple(self._check(f"approver.{id}", name) for id, name in self.around.approvers.items()),
            ),
            FieldGroup(
                words.gettext("Needed before a case can be resolved"), "", (), "",
                (self._check("needs_cause", words.gettext("A cause")),
                 self._check("needs_remedy", words.gettext("A remedy"))),
            ),
        )  # fmt: skip

    def tables(self) -> tuple[EntryTable, ...]:
        words, names = self.words, said.lists(self.words)
        english, chinese, code = words.gettext("English"), words.gettext("Chinese"), words.gettext("Code")
        return (
            self._table(
                "goals", names["goals"],
                words.gettext("Of several goals that fit a case, the one that names most is followed."),
                (words.gettext("Clock"), words.gettext("Open hours"), words.gettext("Priority"),
                 words.gettext("Contract")),
                words.gettext("Add a goal"), words.gettext("No goals: only the law’s time runs."),
            ),
            self._table(
                "fields", names["fields"],
                words.gettext("Choices separated by commas, each as English / Chinese: Red / 紅色, Blue / 藍色."),
                (english, chinese, words.gettext("Kind"), words.gettext("Choices"), words.gettext("Needed"), code),
                words.gettext("Add a field"), words.gettext("No fields of its own."),
            ),
            self._table(
                "sub_states", names["sub_states"], "", (english, chinese, words.gettext("While"), code),
                words.gettext("Add a sub-state"), words.gettext("No sub-states."),
            ),
            self._table(
                "reasons", names["reasons"], words.gettext("Why the customer turns to us."), (english, chinese, code),
                words.gettext("Add a reason"), words.gettext("No reasons."),
            ),
            self._table(
                "causes", names["causes"],
                words.gettext("Why it happened; a code such as product/lot makes a cause part of another one."),
                (english, chinese, code), words.gettext("Add a cause"), words.gettext("No causes."),
            ),
            self._table(
                "remedies", names["remedies"], words.gettext("What is done about it."), (english, chinese, code),
                words.gettext("Add a remedy"), words.gettext("No remedies."),
            ),
        )  # fmt: skip

    def _table(self, group: str, title: str, hint: str, heads: tuple[str, ...], add: str, empty: str) -> EntryTable:
        makers = {
            "goals": self._goal, "fields": self._field, "sub_states": self._sub_state,
        }  # fmt: skip
        rows = tuple(
            FormRow(f"{group}.{n}", f"{title} {n + 1}", makers.get(group, self._entry)(f"{group}.{n}", heads))
            for n in range(len(rows_of(self.values, group)))
        )
        return EntryTable(group, title, hint, heads, rows, add, empty)

    def _goal(self, at: str, heads: tuple[str, ...]) -> tuple[Field, ...]:
        words = self.words
        return (
            self._select(f"{at}.clock", heads[0], said.clocks(words), bare=True),
            self._number(f"{at}.hours", heads[1], bare=True),
            self._select(f"{at}.priority", heads[2], said.priorities(words), words.gettext("every"), bare=True),
            self._text(f"{at}.contract", heads[3], bare=True),
        )

    def _field(self, at: str, heads: tuple[str, ...]) -> tuple[Field, ...]:
        return (
            *self._names(at, heads),
            self._select(f"{at}.kind", heads[2], said.kinds(self.words), bare=True),
            self._text(f"{at}.choices", heads[3], bare=True),
            replace(self._check(f"{at}.required", heads[4]), unseen_label=True),
            self._text(f"{at}.code", heads[5], bare=True),
        )

    def _sub_state(self, at: str, heads: tuple[str, ...]) -> tuple[Field, ...]:
        of = self._select(f"{at}.of", heads[2], said.states(self.words), bare=True)
        return (*self._names(at, heads), of, self._text(f"{at}.code", heads[3], bare=True))

    def _entry(self, at: str, heads: tuple[str, ...]) -> tuple[Field, ...]:
        return (*self._names(at, heads), self._text(f"{at}.code", heads[2], bare=True))

    def _names(self, at: str, heads: tuple[str, ...]) -> tuple[Field, ...]:
        return self._text(f"{at}.en", heads[0], bare=True), self._text(f"{at}.zh", heads[1], bare=True)

    def _text(self, name: str, label: str, *, hint: str = "", bare: bool = False) -> Field:
        return Field(
            name, label, self.values.get(name, ""), hint=hint, troubles=self.troubles.at(name), unseen_label=bare
        )

    def _number(self, name: str, label: str, unit: str = "", hint: str = "", *, bare: bool = False) -> Field:
        return replace(self._text(name, label, hint=hint, bare=bare), kind="number", unit=unit)

    def _check(self, name: str, label: str) -> Field:
        value = "on" if name in self.values else ""
        return Field(name, label, value, "check", troubles=self.troubles.at(name))

    def _select(
        self, name: str, label: str, choices: Mapping[str, str], nothing: str | None = None, *, bare: bool = False
    ) -> Field:
        options = [Option("", nothing)] if nothing is not None else []
        options += [Option(value, text) for value, text in choices.items()]
        value = self.values.get(name, "")
        if value and value not in choices:
            options.append(Option(value, value))
        return replace(self._text(name, label, bare=bare), kind="select", options=tuple(options))
