"""Views of people for administrators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from agent_ui.admin.people import words as said
from agent_ui.admin.people.views import (
    LeavingView,
    LinkView,
    PastImport,
    PeopleImportView,
    PeopleView,
    PersonGroup,
    PersonImportLine,
    PersonLine,
    PersonView,
)
from agent_ui.admin.routing.form import Field, FieldTrouble, Option, Values
from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.frame.ids import id_in
from agent_ui.views.common import FilterChoice
from agent_ui.words.errors import error_words
from agent_ui.words.labels import role_names
from agent_ui.words.languages import ENGLISH, LANGUAGES, Words
from contact_center.directory import service as directory
from contact_center.directory import sessions
from contact_center.directory.domain import Role
from contact_center.directory.people import importing, service
from contact_center.directory.people.domain import (
    MOST_LEVEL,
    NewPerson,
    PeopleAct,
    PeopleFilter,
    PersonAccount,
    PersonEdit,
    PersonState,
    WorkOf,
)
from contact_center.directory.people.errors import RowRefused
from contact_center.directory.people.importing import PeopleRow, PersonOutcome
from contact_center.directory.people.ports import PeoplePorts
from contact_center.interactions.presence import connections
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId
from contact_center.platform.paging import ROWS
from contact_center.platform.unit_of_work import Reader

HERE = "/admin/people"
SHOWN_QUEUES = 4


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What the address says; all of it may be empty."""

    q: str = ""
    role: str = ""
    team: str = ""
    state: str = ""
    after: str = ""

    @property
    def wanted(self) -> PeopleFilter:
        role = Role(self.role) if self.role in set(Role) else None
        state = PersonState(self.state) if self.state in set(PersonState) else None
        return PeopleFilter(self.q.strip(), role, self.team or None, state)

    @property
    def filtered(self) -> bool:
        return bool(self.q or self.role or self.team or self.state)

    def address(self, after: UUID) -> str:
        asked = {"q": self.q, "role": self.role, "team": self.team, "state": self.state, "after": str(after)}
        return f"{HERE}?{query_of(asked)}"


async def people(reader: Reader, lens: Lens, ports: PeoplePorts, asked: PeopleQuery) -> PeopleView:
    words = lens.words
    found = await service.listed(reader, lens.tenant, asked.wanted, ROWS + 1, id_in(asked.after))
    shown = found[:ROWS]
    serves = await ports.served.of(reader, lens.tenant, [one.id for one in shown])
    queues = await ports.served.queues(reader, lens.tenant)
    seen = await last_seen(reader, lens.tenant)
    roles, states = role_names(words), said.states(words)
    return PeopleView(
        tuple(_line(words, one, _queues(words, serves.get(one.id), queues), seen.get(one.id)) for one in shown),
        asked.q,
        tuple(FilterChoice(key, name, key == asked.role) for key, name in roles.items()),
        tuple(
            FilterChoice(one.name, one.name, one.name == asked.team) for one in await service.teams(reader, lens.tenant)
        ),
        tuple(FilterChoice(key.value, name, key == asked.state) for key, name in states.items()),
        asked.filtered,
        asked.address(shown[-1].id) if len(found) > ROWS else None,
    )


async def last_seen(reader: Reader, tenant: TenantId) -> dict[UUID, datetime]:
    """Signed in, or a page of theirs gave a sign of life."""
    seen = await directory.last_signed_in(reader, tenant)
    for beat in await connections.last_seen(reader, [tenant]):
        seen[beat.agent_id] = max(beat.seen_at, seen.get(beat.agent_id, beat.seen_at))
    return seen


def _line(words: Words, one: PersonAccount, queues: str, seen: datetime | None) -> PersonLine:
    return PersonLine(
        f"{HERE}/{one.id}", one.name, one.login, one.email if one.email != one.login else None,
        role_names(words).get(one.role, one.role), one.state, said.states(words)[one.state], one.team, one.title,
        queues, seen,
    )  # fmt: skip


def _queues(words: Words, serves: WorkOf | None, names: Mapping[UUID, str]) -> str:
    mine = [name for id, name in names.items() if serves and id in serves.queues]
    if not mine:
        return "–"
    if len(mine) == len(names) and len(mine) > 1:
        return words.gettext("all %(n)s", n=len(mine))
    listed = words.gettext(", ").join(mine[:SHOWN_QUEUES])
    rest = len(mine) - SHOWN_QUEUES
    return words.gettext("%(names)s and %(n)s more", names=listed, n=rest) if rest > 0 else listed


# --- one person


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person's form can choose from."""

    queues: Mapping[UUID, str]
    skills: Sequence[str]
    teams: Sequence[str]
    colleagues: Sequence[PersonAccount] = ()


async def choices(reader: Reader, tenant: UUID, ports: PeoplePorts) -> Choices:
    return Choices(
        await ports.served.queues(reader, tenant),
        await ports.served.skills(reader, tenant),
        [one.name for one in await service.teams(reader, tenant)],
        await service.listed(reader, tenant, PeopleFilter(state=PersonState.ACTIVE), 200),
    )


def typed_of(one: PersonAccount, serves: WorkOf) -> Values:
    """What the form of somebody shows at first."""
    typed = {
        "name": one.name, "login": one.login, "email": one.email or "", "role": one.role, "title": one.title,
        "team": one.team, "phone": one.phone, "locale": one.locale,
    }  # fmt: skip
    typed |= {f"queue.{id}": "on" for id in serves.queues}
    return typed | {f"skill.{name}": str(level) for name, level in serves.skills.items()}


TYPED = ("name", "login", "email", "title", "team", "phone")


def edit_of(typed: Values, known: Choices) -> PersonEdit:
    """A form says all of it: a box that is not ticked is an answer, too."""
    texts = {name: typed.get(name, "") for name in TYPED}
    levels = {name: typed.get(f"skill.{name}", "") for name in known.skills}
    return PersonEdit(
        **texts,
        locale=typed.get("locale") or None,
        role=Role(typed["role"]) if typed.get("role") in set(Role) else None,
        queues=_ticked(typed, known),
        skills={name: int(level) for name, level in levels.items() if level in LEVELS},
    )


def new_of(typed: Values, known: Choices) -> NewPerson:
    texts = {name: typed.get(name, "") for name in TYPED}
    like = id_in(typed.get("like", ""))
    return NewPerson(
        **texts,
        locale=typed.get("locale") or ENGLISH,
        role=Role(typed["role"]) if typed.get("role") in set(Role) else Role.AGENT,
        like=like,
        queues=None if like else _ticked(typed, known),
    )


LEVELS = tuple(str(n) for n in range(MOST_LEVEL + 1))


def _ticked(typed: Values, known: Choices) -> frozenset[UUID]:
    return frozenset(id for id in known.queues if f"queue.{id}" in typed)


def form(
    words: Words, one: PersonAccount | None, typed: Values, known: Choices, wrong: ContactCenterError | None = None
) -> PersonView:
    """Of `one`, or of somebody new; `wrong`: what kept it from being saved, said at its field."""
    faulty = str(wrong.fields.get("field", "")) if wrong else ""
    trouble = (FieldTrouble(error_words(words, wrong.code, wrong.status)),) if wrong else ()
    at = _Fields(words, typed, faulty, trouble)
    groups = (
        PersonGroup(
            words.gettext("Who it is"), words.gettext("Name, title, team and phone stand below their e-mails."),
            (
                at.text("name", words.gettext("Name"), required=True), at.text("title", words.gettext("Job title")),
                at.text("team", words.gettext("Team"), hint=_teams(words, known)),
                at.text("phone", words.gettext("Phone")),
            ),
        ),
        PersonGroup(
            words.gettext("Signing in"),
            words.gettext("By the sign-in name or the e-mail address, whichever they type."),
            (
                at.text("email", words.gettext("E-mail")),
                at.text("login", words.gettext("Sign-in name"), hint=words.gettext("Empty: the e-mail address.")),
                at.select("role", words.gettext("Role"), role_names(words)),
                at.select("locale", words.gettext("Language"), dict(LANGUAGES)),
            ),
        ),
        *_work_groups(words, at, one, known),
    )  # fmt: skip
    return PersonView(
        title=one.name if one else words.gettext("Invite somebody"),
        action=f"{HERE}/{one.id}" if one else f"{HERE}/new",
        groups=groups,
        save=words.gettext("Save") if one else words.gettext("Invite"),
        new=one is None,
        troubles=tuple(replace(one, where=said.fields(words).get(faulty, "")) for one in trouble),
        state=one.state if one else PersonState.INVITED,
        said=said.states(words)[one.state] if one else "",
        audit=f"/admin/audit?{query_of({'person': one.id})}" if one else "",
        kept=wrong is not None,
    )


def _work_groups(words: Words, at: _Fields, one: PersonAccount | None, known: Choices) -> tuple[PersonGroup, ...]:
    queues = PersonGroup(
        words.gettext("Queues"), words.gettext("Whose work they get. Administrators get none."),
        (at.like(known),) if one is None and known.colleagues else (),
        tuple(at.check(f"queue.{id}", name) for id, name in known.queues.items()),
        words.gettext("There are no queues yet."),
    )  # fmt: skip
    if one is None:
        return (queues,)
    levels = {"": words.gettext("none"), **{level: level for level in LEVELS}}
    skills = PersonGroup(
        words.gettext("Skills"), words.gettext("0 is the lowest level, 5 the highest."),
        tuple(at.select(f"skill.{name}", name, levels) for name in known.skills),
        (), words.gettext("No queue asks for a skill yet."),
    )  # fmt: skip
    return queues, skills


def _teams(words: Words, known: Choices) -> str:
    names = words.gettext(", ").join(known.teams[:6])
    return words.gettext("There are: %(names)s", names=names) if names else ""


@dataclass(frozen=True, slots=True)
class _Fields:
    words: Words
    typed: Values
    faulty: str
    trouble: tuple[FieldTrouble, ...]

    def text(self, name: str, label: str, *, hint: str = "", required: bool = False) -> Field:
        return Field(name, label, self.typed.get(name, ""), hint=hint, required=required, troubles=self._wrong(name))

    def select(self, name: str, label: str, options: Mapping[str, str]) -> Field:
        listed = tuple(Option(value, text) for value, text in options.items())
        return Field(
            name,
            label,
            self.typed.get(name, ""),
            "select",
            options=listed,
            troubles=self._wrong(name.partition(".")[0]),
        )

    def check(self, name: str, label: str) -> Field:
        return Field(name, label, self.typed.get(name, ""), "check")

    def like(self, known: Choices) -> Field:
        nobody = {"": self.words.gettext("nobody: the queues ticked here")}
        takes = {str(one.id): one.name for one in known.colleagues if one.role in service.TAKES_WORK}
        return self.select("like", self.words.gettext("Set up like"), nobody | takes)

    def _wrong(self, name: str) -> tuple[FieldTrouble, ...]:
        return self.trouble if name in (self.faulty, f"{self.faulty.rstrip('s')}") and self.faulty else ()


async def facts(reader: Reader, lens: Lens, one: PersonAccount) -> tuple[tuple[str, ...], int]:
    """When they came and were seen, and in how many browsers they are signed in."""
    words = lens.words
    open_sessions = len(await sessions.of_user(reader, lens.tenant, one.id))
    seen = (await last_seen(reader, lens.tenant)).get(one.id)
    when = words.gettext("last seen %(when)s", when=words.when(seen)) if seen else words.gettext("never signed in")
    here = words.ngettext("signed in in %(n)s browser", "signed in in %(n)s browsers", open_sessions)
    since = words.gettext("here since %(when)s", when=words.when(one.created_at))
    return (since, when, *([here] if open_sessions else [])), open_sessions


# --- leaving, files


async def leaving(reader: Reader, lens: Lens, ports: PeoplePorts, user: UUID, trouble: str = "") -> LeavingView:
    found = await service.leaving(reader, ports, lens.tenant, user)
    near = await service.listed(reader, lens.tenant, PeopleFilter(state=PersonState.ACTIVE), 500)
    takers = [one for one in near if one.id != user and one.role in service.TAKES_WORK]
    same = [one for one in takers if one.team and one.team == found.person.team]
    ordered = [*same, *(one for one in takers if one not in same)]
    return LeavingView(
        found.person.name, f"{HERE}/{user}", said.holdings(lens.words, found), said.after(lens.words),
        tuple((str(one.id), f"{one.name} · {one.team}" if one.team else one.name) for one in ordered), trouble,
    )  # fmt: skip


def import_view(
    words: Words, text: str, rows: Sequence[PeopleRow] = (), past: Sequence[PeopleAct] = (),
    now: datetime | None = None, trouble: str = "", invited: Sequence[LinkView] = (), notice: str = "",
) -> PeopleImportView:  # fmt: skip
    lines = tuple(
        PersonImportLine(str(one.number), one.name, one.login, one.outcome.value, said.import_row(words, one))
        for one in rows
    )
    counts = {outcome: sum(one.outcome is outcome for one in rows) for outcome in PersonOutcome}
    summary = words.gettext(
        "%(new)s are invited, %(changed)s change, %(same)s stay as they are, %(wrong)s cannot be used.",
        new=counts[PersonOutcome.NEW], changed=counts[PersonOutcome.CHANGED], same=counts[PersonOutcome.SAME],
        wrong=counts[PersonOutcome.WRONG],
    ) if rows else ""  # fmt: skip
    usable = (
        bool(rows) and not counts[PersonOutcome.WRONG] and counts[PersonOutcome.NEW] + counts[PersonOutcome.CHANGED] > 0
    )
    return PeopleImportView(
        text, lines, summary, usable, trouble, tuple(invited),
        tuple(_past(words, one, now) for one in past if now is not None), notice,
    )  # fmt: skip


def _past(words: Words, one: PeopleAct, now: datetime | None) -> PastImport:
    text = words.gettext(
        "%(new)s invited, %(changed)s changed", new=len(one.before["new"]), changed=len(one.before["changed"])
    )
    if one.undone_at is not None:
        text = words.gettext("%(what)s; taken back", what=text)
    undo = f"{HERE}/acts/{one.id}/undo" if now is not None and one.undoable(now) else ""
    return PastImport(one.done_at, text, undo)


def refused(words: Words, wrong: ContactCenterError) -> str:
    """Why a file was not taken over, its row named where one is to blame."""
    cause = wrong.__cause__
    if isinstance(wrong, RowRefused) and isinstance(cause, ContactCenterError):
        reason = error_words(words, cause.code, cause.status)
        return words.gettext("Row %(n)s: %(reason)s", n=wrong.fields["row"], reason=reason)
    return error_words(words, wrong.code, wrong.status)


MOST_TYPED = importing.LONGEST_FILE
