"""From the policy and its draft to what the pages show."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from agent_ui.admin.routing import changes
from agent_ui.admin.routing.drafting import PolicyState, digest
from agent_ui.admin.routing.fields import Fields
from agent_ui.admin.routing.form import Faults, FieldTrouble, Form, Values
from agent_ui.admin.routing.kinds import PartKind
from agent_ui.admin.routing.lists import edit
from agent_ui.admin.routing.views import DraftBar, EditView, Frame, VersionLine, VersionsView, VersionView
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.platform.paging import ROWS
from contact_center.platform.unit_of_work import Reader
from routing.policy import service as publishing
from routing.policy.differences import differences
from routing.policy.errors import Problem
from routing.policy.model import PolicyDocument
from routing.policy.service import Source, Version


def frame(words: Words, here: str, now: PolicyState, notice: str = "", note: str = "", error: str = "") -> Frame:
    draft = now.draft
    if draft is None:
        return Frame(here, now.version, None, notice)
    bar = DraftBar(
        draft.revision,
        tuple(changes.change(words, line) for line in draft.changes),
        draft.author,
        draft.at,
        tuple(changes.trouble(words, problem) for problem in draft.problems),
        now.version if draft.based_on != now.version else None,
        note,
        bool(error) or here == "draft",
        error,
    )
    return Frame(here, now.version, bar, notice)


def editor(
    words: Words,
    around: Frame,
    now: PolicyState,
    kind: PartKind,
    name: str | None,
    values: Values,
    *,
    problems: tuple[Problem, ...] | None = None,
    focus: str = "",
    title: str = "",
) -> EditView:
    """A form with what was typed. `problems`: of what was typed; else those the draft has."""
    known = problems if problems is not None else (now.draft.problems if now.draft else ())
    place = kind.place(values, name)
    faults = Faults(partial(changes.sentence, words), known, place)
    sections = kind.sections(now.document, Fields(words, values, faults))
    troubles = faults.rest() if place else ()
    if problems is not None:
        troubles += tuple(changes.trouble(words, one) for one in problems if place and not one.place.startswith(place))
    removable = name is not None and kind.path in ("queues", "calendars", "skills", "rules")
    form = Form(
        f"/admin/routing/{kind.path}/edit" if name is None else edit(kind.path, name),
        sections,
        digest(kind.values(now.document, name)),
        f"/admin/routing/{kind.path}",
        words.gettext("Take out of the draft") if removable else "",
        troubles,
        focus,
        kept=bool(problems),
    )
    return EditView(around, title or kind.title(words, name), form)


async def people(reader: Reader, tenant: UUID) -> dict[str, str]:
    """Names of those who may get work, by login."""
    return {
        one.login: one.name
        for one in await directory.users(reader, tenant)
        if one.active and one.role in ("agent", "supervisor")
    }


# --- versions


def line_of(words: Words, one: Version, live: int) -> VersionLine:
    return VersionLine(one.version, one.at, one.author, source_of(words, one), one.note, one.version == live)


def source_of(words: Words, one: Version) -> str:
    if one.restores is not None:
        return words.gettext("back to version %(n)s", n=one.restores)
    return {
        Source.EDIT: words.gettext("single change"),
        Source.DRAFT: words.gettext("draft"),
        Source.IMPORT: words.gettext("file or program"),
        Source.ROLLBACK: words.gettext("rollback"),
    }[one.source]


async def versions(
    reader: Reader,
    tenant: UUID,
    words: Words,
    around: Frame,
    before: int | None,
    troubles: tuple[FieldTrouble, ...] = (),
) -> VersionsView:
    found = await publishing.versions(reader, tenant, before=before, limit=ROWS)
    lines = tuple(line_of(words, one, around.version) for one in found)
    return VersionsView(around, lines, found[-1].version if len(found) == ROWS else None, troubles)


async def version(
    reader: Reader,
    tenant: UUID,
    words: Words,
    around: Frame,
    now: PolicyState,
    number: int,
    troubles: tuple[FieldTrouble, ...] = (),
) -> VersionView:
    one, document = await publishing.version(reader, tenant, number)
    earlier = await publishing.versions(reader, tenant, before=number, limit=1)
    before = (await publishing.version(reader, tenant, earlier[0].version))[1] if earlier else None
    changed = _lines(words, before, document) if before else ()
    line = line_of(words, one, now.version)
    return VersionView(around, line, changed, _lines(words, now.live, document), before is None, troubles)


def _lines(words: Words, old: PolicyDocument, new: PolicyDocument) -> tuple[changes.Change, ...]:
    return tuple(changes.change(words, line) for line in differences(old, new))
