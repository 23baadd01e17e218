"""An import in words: its columns, what would happen or happened with its rows, and what is wrong with some."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.importing.views import (
    ColumnView,
    FieldOption,
    ImportLine,
    ImportsView,
    ImportView,
    OutcomeView,
    RowView,
)
from agent_ui.words.csv_lines import BOM, csv_line
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId, UserId
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.customers.importing import service as importing
from crm_core.customers.importing.domain import AT_WORK, OWN, ImportField
from crm_core.customers.importing.service import Import, ImportRow, ImportState, RowOutcome

SHOWN = 20
BAD = (RowOutcome.REFUSED, RowOutcome.DUPLICATE)


def state_name(words: Words, state: str) -> str:
    return {
        ImportState.MAPPED: words.gettext("columns to be checked"),
        ImportState.CHECKING: words.gettext("being tried"),
        ImportState.CHECKED: words.gettext("tried, nothing changed yet"),
        ImportState.RUNNING: words.gettext("being imported"),
        ImportState.DONE: words.gettext("imported"),
        ImportState.UNDOING: words.gettext("being undone"),
        ImportState.UNDONE: words.gettext("undone"),
    }[ImportState(state)]


def outcome_name(words: Words, outcome: RowOutcome, *, done: bool) -> str:
    if done:
        return {
            RowOutcome.NEW: words.gettext("New customers"),
            RowOutcome.CHANGES: words.gettext("Changed"),
            RowOutcome.SAME: words.gettext("Already so"),
            RowOutcome.DUPLICATE: words.gettext("Left out: several customers fit"),
            RowOutcome.REFUSED: words.gettext("Left out: errors"),
        }[outcome]
    return {
        RowOutcome.NEW: words.gettext("Would be new"),
        RowOutcome.CHANGES: words.gettext("Would change"),
        RowOutcome.SAME: words.gettext("Already so"),
        RowOutcome.DUPLICATE: words.gettext("Several customers fit"),
        RowOutcome.REFUSED: words.gettext("Errors"),
    }[outcome]


def field_names(words: Words, own: Mapping[str, str]) -> dict[str, str]:
    named = {
        ImportField.NOTHING: words.gettext("leave out"),
        ImportField.NAME: words.gettext("Name"),
        ImportField.FAMILY_NAME: words.gettext("Family name"),
        ImportField.GIVEN_NAME: words.gettext("Given name"),
        ImportField.KIND: words.gettext("Kind"),
        ImportField.EMAIL: words.gettext("E-mail"),
        ImportField.PHONE: words.gettext("Phone"),
        ImportField.JOB: words.gettext("Job"),
        ImportField.LANGUAGE: words.gettext("Language"),
        ImportField.TAX_ID: words.gettext("Tax number"),
        ImportField.ERP_NUMBER: words.gettext("Number in the ERP"),
        ImportField.SEGMENT: words.gettext("Segment"),
        ImportField.TAGS: words.gettext("Tags"),
    }
    return {one.value: name for one, name in named.items()} | {f"{OWN}{code}": name for code, name in own.items()}


def _problem(words: Words, row: ImportRow, names: Mapping[str, str]) -> str | None:
    if row.problem is None:
        return None
    said = error_words(words, row.problem)
    name = names.get(row.problem_field or "")
    return words.gettext("%(field)s: %(problem)s", field=name, problem=said) if row.problem_field and name else said


async def line(reader: Reader, lens: Lens, one: Import) -> ImportLine:
    names = await directory.names(reader, lens.tenant, [UserId(one.created_by)])
    who = names.get(UserId(one.created_by), lens.words.gettext("a former colleague"))
    return ImportLine(
        one.id, one.file_name, state_name(lens.words, one.state), lens.words.number(one.row_count), who, one.created_at
    )


async def imports(reader: Reader, lens: Lens) -> ImportsView:
    return ImportsView(tuple([await line(reader, lens, one) for one in await importing.latest(reader, lens.tenant)]))


async def view(reader: Reader, lens: Lens, id: UUID) -> ImportView:
    words = lens.words
    known = await importing.get(reader, lens.tenant, id)
    names = field_names(words, await importing.own_names(reader, lens.tenant))
    samples = await importing.first_rows(reader, lens.tenant, id)
    columns = tuple(
        ColumnView(
            heading,
            tuple(row.cells[n] for row in samples if row.cells[n]),
            tuple(FieldOption(value, name, value == known.mapping[n]) for value, name in names.items()),
        )
        for n, heading in enumerate(known.headings)
    )
    counted = await importing.counts(reader, lens.tenant, id)
    at_work = known.state in AT_WORK
    kept = known.has_rows(reader.now)
    done = known.state in (ImportState.DONE, ImportState.UNDOING, ImportState.UNDONE)
    outcomes = []
    if known.state == ImportState.CHECKED or done:
        for outcome in RowOutcome:
            if counted.get(outcome):
                rows = await importing.rows_of(reader, lens.tenant, id, outcome, limit=SHOWN)
                outcomes.append(_outcome(words, outcome, counted[outcome], rows, names, done=done))
    fit = counted.get(RowOutcome.NEW, 0) + counted.get(RowOutcome.CHANGES, 0)
    run = words.ngettext("Import %(n)s customer", "Import %(n)s customers", fit) if fit else None
    return ImportView(
        await line(reader, lens, known), known.encoding, columns, tuple(outcomes),
        min(99, 100 * (known.next_row - 1) // max(1, known.row_count)) if at_work else None,
        kept and known.state in (ImportState.MAPPED, ImportState.CHECKED),
        run if kept and known.state == ImportState.CHECKED else None,
        kept and known.state == ImportState.DONE,
        not at_work and any(counted.get(one) for one in BAD),
    )  # fmt: skip


def _outcome(
    words: Words, outcome: RowOutcome, count: int, rows: list[ImportRow], names: Mapping[str, str], *, done: bool
) -> OutcomeView:
    return OutcomeView(
        outcome.value, outcome_name(words, outcome, done=done), words.number(count),
        tuple(
            RowView(
                row.n, tuple(row.cells), _problem(words, row, names),
                f"/customers/{row.customer_id}" if row.customer_id else None,
                " · ".join(names.get(one, one) for one in row.fields),
            )
            for row in rows
        ),
        bad=outcome in BAD, more=count > len(rows),
    )  # fmt: skip


async def left_out(database: Database, tenant: TenantId, words: Words, id: UUID) -> AsyncIterator[str]:
    """The rows that did not come in, each with its reason, to be corrected and sent again."""
    async with database.read(tenant) as reader:
        known = await importing.get(reader, tenant, id)
        names = field_names(words, await importing.own_names(reader, tenant))
    yield BOM + csv_line([*known.headings, words.gettext("Row"), words.gettext("Why it was left out")])
    for outcome in BAD:
        after = 0
        while True:
            async with database.read(tenant) as reader:
                rows = await importing.rows_of(reader, tenant, id, outcome, after, 500)
            if not rows:
                break
            yield "".join(csv_line([*row.cells, row.n, _problem(words, row, names)]) for row in rows)
            after = rows[-1].n
