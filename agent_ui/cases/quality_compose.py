"""Figures of resolved cases as a page and as a file: causes as a Pareto chart, tables, and the cases behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from agent_ui.cases.quality_views import (
    Headline,
    ParetoBar,
    ParetoChart,
    QualityCasesView,
    QualityFigure,
    QualityLine,
    QualityTable,
    QualityView,
)
from agent_ui.compose import cases as rows
from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.views import Tone
from agent_ui.views.common import FilterChoice
from agent_ui.words import cases as said
from agent_ui.words.csv_lines import BOM, csv_line
from agent_ui.words.languages import Words
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import quality, service
from crm_core.cases.model import CaseType
from crm_core.cases.quality import Dimension, Only, Pareto, Quality, QualityFilter, QualityRow
from crm_core.places import place_text
from routing.policy import administration as routing

PAGE: Final = "/cases/quality"
SPANS: Final = (7, 30, 90, 365)
BARS: Final = 12
"""The most frequent causes; the table has all."""
WIDE: Final = 960.0
HIGH: Final = 240.0
SHOWN: Final = 50
LONGEST: Final = 3660
"""Days that can be asked for at once."""


@dataclass(frozen=True, slots=True)
class QualityAsked:
    """The filters as the address has them; days are whole and of the reader's zone, both included."""

    begin: date
    end: date
    type: str = ""
    product: str = ""
    queue: UUID | None = None

    def wanted(self, words: Words) -> QualityFilter:
        def at(day: date) -> datetime:
            return datetime.combine(day, time(), tzinfo=words.zone)

        return QualityFilter(
            at(self.begin), at(self.end + timedelta(days=1)), self.type or None, self.product or None, self.queue
        )

    def address(self, path: str = PAGE, **more: object) -> str:
        chosen = {
            "from": self.begin.isoformat(), "to": self.end.isoformat(), "type": self.type, "product": self.product,
            "queue": self.queue or "",
        }  # fmt: skip
        return f"{path}?{query_of(chosen | more)}"


@dataclass(frozen=True, slots=True)
class _Names:
    types: Mapping[str, CaseType]
    queues: Mapping[UUID, str]


async def page(reader: Reader, lens: Lens, asked: QualityAsked) -> QualityView:
    words = lens.words
    found = await quality.quality(reader, lens.tenant, asked.wanted(words))
    names = await _names(reader, lens.tenant)
    make = _Lines(words, asked, names)
    spans = []
    for days in SPANS:
        span = replace(asked, begin=words.today - timedelta(days=days - 1), end=words.today)
        spans.append((words.days(days), span.address(), (span.begin, span.end) == (asked.begin, asked.end)))
    products = [one.key for one in found.products if one.key] + ([asked.product] if asked.product else [])
    return QualityView(
        asked.begin.isoformat(), asked.end.isoformat(), tuple(spans),
        tuple(FilterChoice(code, said.type_name(words, one), code == asked.type) for code, one in names.types.items()),
        tuple(FilterChoice(str(id), name, id == asked.queue) for id, name in names.queues.items()),
        tuple(FilterChoice(one, one, one == asked.product) for one in sorted(set(products))),
        make.headlines(found.all), chart(words, found.causes, names), make.causes(found), make.tables(found),
        asked.address("/cases/quality.csv"),
    )  # fmt: skip


async def behind(
    reader: Reader, lens: Lens, asked: QualityAsked, by: Dimension | None, key: str, only: Only | None,
    after: tuple[datetime, UUID] | None,
) -> QualityCasesView:  # fmt: skip
    """The cases of one figure, the last resolved first."""
    words = lens.words
    found = await quality.cases(
        reader, lens.tenant, asked.wanted(words), by=by, key=key or None, only=only, after=after, limit=SHOWN + 1
    )
    names = await _names(reader, lens.tenant)
    parts = [_row_name(words, by, key or None, names)] if by is not None else []
    parts += [_only(words, only)] if only is not None else []
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    more = None
    if last is not None:
        more = asked.address(
            f"{PAGE}/cases", by=by or "", key=key, only=only or "", after=place_text(last.resolved_at, last.id)
        )
    shown = await rows.rows(reader, lens, found[:SHOWN])
    return QualityCasesView(
        words.gettext(", ").join(parts) or words.gettext("Resolved cases"), asked.address(), shown, more
    )


async def exported(reader: Reader, lens: Lens, asked: QualityAsked) -> str:
    """All tables in one file, a line for each row; times in hours, shares in hundredths."""
    words = lens.words
    found = await quality.quality(reader, lens.tenant, asked.wanted(words))
    names = await _names(reader, lens.tenant)
    return BOM + csv_line(_headings(words)) + "".join(csv_line(line) for line in _cells(words, found, names))


async def _names(reader: Reader, tenant: UUID) -> _Names:
    return _Names(await service.types(reader, tenant), await routing.queue_names(reader, tenant))


def _headings(words: Words) -> list[str]:
    return [
        words.gettext("Table"), words.gettext("Name"), words.gettext("Cases"), f"{words.gettext('Share')}, %",
        f"{words.gettext('Cumulative')}, %", words.gettext("Came back within 7 days"), words.gettext("Late"),
        words.gettext("Opened again"), words.gettext("Median, hours"), words.gettext("Median in open hours, hours"),
        words.gettext("Cost"), words.gettext("Currency"),
    ]  # fmt: skip


def _cells(words: Words, found: Quality, names: _Names) -> Iterator[list[object]]:
    def line(table: str, row: QualityRow, one: Pareto | None = None) -> list[object]:
        dimension = Dimension(row.dimension)
        name = words.gettext("All") if dimension is Dimension.ALL else _row_name(words, dimension, row.key, names)
        shares = (round(100 * one.share, 1), round(100 * one.so_far, 1)) if one is not None else ("", "")
        hours = ["" if value is None else round(value / 3600, 2) for value in (row.median, row.counted)]
        return [table, name, row.cases, *shares, row.repeated, row.late, row.reopened, *hours, row.cost, row.currency]

    yield line(words.gettext("All"), found.all)
    for one in found.causes:
        yield line(words.gettext("Causes"), one.row, one)
    titles = _titles(words)
    for dimension, several in ((Dimension.TYPE, found.types), (Dimension.PRODUCT, found.products),
                               (Dimension.QUEUE, found.queues)):  # fmt: skip
        for row in several:
            yield line(titles[dimension], row)


def _titles(words: Words) -> dict[Dimension, str]:
    return {
        Dimension.TYPE: words.gettext("By type"),
        Dimension.PRODUCT: words.gettext("By product"),
        Dimension.QUEUE: words.gettext("By queue"),
    }


def _only(words: Words, only: Only) -> str:
    return {
        Only.REPEATED: words.gettext("Came back within 7 days"),
        Only.LATE: words.gettext("Late"),
        Only.REOPENED: words.gettext("Opened again"),
    }[only]


def _row_name(words: Words, by: Dimension | None, key: str | None, names: _Names) -> str:
    match by:
        case Dimension.CAUSE:
            typed = next((one for one in names.types.values() if key in {each.code for each in one.causes}), None)
            return said.cause(words, typed, key) or words.gettext("without a cause")
        case Dimension.TYPE:
            type = names.types.get(key or "")
            return said.type_name(words, type) if type else key or ""
        case Dimension.QUEUE:
            known = {str(id): name for id, name in names.queues.items()}
            return known.get(key or "", words.gettext("a former queue") if key else words.gettext("without a queue"))
        case _:
            return key or ""


def chart(words: Words, causes: Sequence[Pareto], names: _Names) -> ParetoChart | None:
    """Bars by number of cases, and over them the line of the cumulative share."""
    shown = causes[:BARS]
    if not shown:
        return None
    most = max(one.row.cases for one in shown)
    step = WIDE / len(shown)
    bars, points = [], []
    for n, one in enumerate(shown):
        height = round(HIGH * one.row.cases / most, 1)
        name = _row_name(words, Dimension.CAUSE, one.row.key, names)
        label = words.gettext(
            "%(name)s: %(n)s, cumulative %(share)s %%", name=name, n=words.number(one.row.cases),
            share=words.percent(one.so_far),
        )  # fmt: skip
        bars.append(ParetoBar(
            round(n * step + step * 0.12, 1), round(step * 0.76, 1), round(HIGH - height, 1), height, label, str(n + 1)
        ))  # fmt: skip
        points.append(f"{round((n + 0.5) * step, 1)},{round(HIGH * (1 - one.so_far), 1)}")
    vital = next((n for n, one in enumerate(shown, 1) if one.so_far >= 0.8), len(shown))
    summary = words.ngettext(
        "%(n)s cause is behind %(share)s %% of the cases.", "%(n)s causes are behind %(share)s %% of the cases.", vital,
        share=words.percent(shown[vital - 1].so_far),
    )  # fmt: skip
    return ParetoChart(tuple(bars), " ".join(points), words.number(most), summary)


@dataclass(frozen=True, slots=True)
class _Lines:
    words: Words
    asked: QualityAsked
    names: _Names

    def headlines(self, row: QualityRow) -> tuple[Headline, ...]:
        words = self.words
        counted = words.gettext("%(span)s in open hours, without waits for the customer", span=self._span(row.counted))
        return (
            Headline(words.gettext("Resolved"), self._figure(row, None, words.number(row.cases)), ""),
            Headline(words.gettext("Came back within 7 days"), self._share(row, Only.REPEATED),
                     words.gettext("the same customer, same type or product")),
            Headline(words.gettext("Late"), self._share(row, Only.LATE),
                     words.gettext("missed the goal or the law’s day")),
            Headline(words.gettext("Opened again"), self._share(row, Only.REOPENED), ""),
            Headline(words.gettext("Median time to resolve"), QualityFigure(self._span(row.median), None),
                     counted if row.counted is not None else ""),
        )  # fmt: skip

    def causes(self, found: Quality) -> QualityTable:
        words = self.words
        lines = tuple(
            replace(self._line(one.row), share=words.percent(one.share), so_far=words.percent(one.so_far))
            for one in found.causes
        )
        return QualityTable(words.gettext("Causes"), words.gettext("Cause"), lines)

    def tables(self, found: Quality) -> tuple[QualityTable, ...]:
        words, titles = self.words, _titles(self.words)
        several = (
            (Dimension.TYPE, words.gettext("Type"), found.types),
            (Dimension.PRODUCT, words.gettext("Product"), found.products),
            (Dimension.QUEUE, words.gettext("Queue"), found.queues),
        )
        return tuple(
            QualityTable(titles[dimension], what, tuple(self._line(one) for one in lines))
            for dimension, what, lines in several
            if lines
        )

    def _line(self, row: QualityRow) -> QualityLine:
        name = _row_name(self.words, Dimension(row.dimension), row.key, self.names)
        cost = self.words.money(Money(row.currency, row.cost)) if row.currency and row.cost is not None else "–"
        return QualityLine(
            name, self._figure(row, None, self.words.number(row.cases)), self._share(row, Only.REPEATED),
            self._share(row, Only.LATE), self._share(row, Only.REOPENED), self._span(row.median),
            self._span(row.counted), cost,
        )  # fmt: skip

    def _share(self, row: QualityRow, only: Only) -> QualityFigure:
        n = {Only.REPEATED: row.repeated, Only.LATE: row.late, Only.REOPENED: row.reopened}[only]
        if not row.cases:
            return QualityFigure("–", None)
        text = self.words.gettext(
            "%(share)s %% (%(n)s)", share=self.words.percent(n / row.cases), n=self.words.number(n)
        )  # fmt: skip
        return self._figure(row, only, text, n)

    def _figure(self, row: QualityRow, only: Only | None, text: str, n: int | None = None) -> QualityFigure:
        count = row.cases if n is None else n
        if not count:
            return QualityFigure(text, None)
        more: dict[str, Any] = {"only": only or ""}
        if row.dimension != Dimension.ALL:
            more |= {"by": row.dimension, "key": row.key or ""}
        tone = Tone.LATE if only is Only.LATE and count * 5 >= row.cases else Tone.PLAIN
        return QualityFigure(text, self.asked.address(f"{PAGE}/cases", **more), tone)

    def _span(self, seconds: float | None) -> str:
        return "–" if seconds is None else self.words.span(timedelta(seconds=seconds))
