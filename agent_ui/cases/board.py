"""The board: lanes by state, or a list by what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from agent_ui.cases.views import (
    CaseBoard,
    CaseTab,
    Lane,
)  # fmt: skip
from agent_ui.compose import cases as rows
from agent_ui.compose.cases import actor_of
from agent_ui.compose.lens import Lens
from agent_ui.views import Tone
from agent_ui.words import cases as said
from agent_ui.words.languages import Words
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import listing, service
from crm_core.cases.domain import Case
from crm_core.cases.errors import NotACaseNumber
from crm_core.cases.listing import CaseFilter
from crm_core.cases.model import CaseState, CaseType
from crm_core.cases.numbers import parse
from crm_core.cases.permissions import OVERSEES, WORKS
from crm_core.customers import service as customers

IN_LANE: Final = 2
"""Rows of a lane above an open case."""
ON_BOARD: Final = 12
"""Rows of a lane on the board alone."""
PAGE: Final = 50
STATES: Final = tuple(CaseState)
OPEN: Final = (CaseState.NEW, CaseState.OPEN, CaseState.WAITING)


async def board(
    reader: Reader, lens: Lens, view: str, query: str, *, as_list: bool = False, current: Case | None = None,
    after: tuple[datetime | None, UUID] | None = None, customer_id: UUID | None = None,
) -> CaseBoard:  # fmt: skip
    """`view`: `mine`, `nobodys`, `late`, `incidents`, `all`, or `type:<code>`."""
    by = actor_of(lens)
    known = await service.types(reader, lens.tenant)
    wanted = _wanted(view, query, lens, reader.now)
    if customer_id is not None:
        wanted = replace(wanted, customers=await customers.aliases(reader, lens.tenant, customer_id))
    counts = await listing.overview(reader, lens.tenant, by)
    tabs = _tabs(lens.words, view, query, as_list, counts, known)
    can_open = by.role in WORKS
    quality = "/cases/quality" if by.role in OVERSEES else ""
    if as_list:
        found = await listing.listed(reader, lens.tenant, wanted, by, limit=PAGE + 1, after=after)
        shown = await rows.rows(reader, lens, found[:PAGE])
        shown = tuple(
            replace(row, detail=row.detail or said.state(lens.words, case.state))
            for row, case in zip(shown, found, strict=False)
        )
        last = found[PAGE - 1] if len(found) > PAGE else None
        more = _address(view, query, as_list=True, after=last, customer_id=customer_id) if last else None
        return CaseBoard(tabs, (), query, view, True, shown, more, can_open, quality)
    numbers = await listing.counted(reader, lens.tenant, wanted, by)
    lanes = []
    for state in STATES:
        lanes.append(await _lane(reader, lens, wanted, state, numbers.get(state, 0), view, query, current))
    return CaseBoard(tabs, tuple(_with_keys(lanes)), query, view, False, can_open=can_open, quality=quality)


async def _lane(
    reader: Reader, lens: Lens, wanted: CaseFilter, state: CaseState, count: int, view: str, query: str,
    current: Case | None,
) -> Lane:  # fmt: skip
    of_state = replace(wanted, states=(state,))
    by, most = actor_of(lens), IN_LANE if current is not None else ON_BOARD
    if state in OPEN:
        found = await listing.listed(reader, lens.tenant, of_state, by, limit=most)
    else:
        found = await listing.latest(reader, lens.tenant, of_state, by, limit=most)
    if current is not None and current.state == state and current.id not in {one.id for one in found}:
        found = [*found[: most - 1], current]
    shown = [
        replace(one, current=current is not None and one.id == current.id)
        for one in await rows.rows(reader, lens, found)
    ]
    late = sum(one.tone is Tone.LATE for one in shown)
    remark = lens.words.gettext("%(n)s late", n=lens.words.number(late)) if late else ""
    if state is CaseState.WAITING and not late:
        remark = lens.words.gettext("come back by themselves")
    more = _address(view, query, as_list=True) if count > len(shown) else None
    return Lane(state, said.state(lens.words, state), count, remark, tuple(shown), more)


def _with_keys(lanes: Sequence[Lane]) -> list[Lane]:
    """The row before and the row after the open one are a key away; without an open one `J` is the first."""
    flat = [row for lane in lanes for row in lane.rows]
    at = next((n for n, row in enumerate(flat) if row.current), -1)
    steps = {}
    if at + 1 < len(flat):
        steps[flat[at + 1].id] = "j"
    if at > 0:
        steps[flat[at - 1].id] = "k"
    return [replace(lane, rows=tuple(replace(row, step=steps.get(row.id, "")) for row in lane.rows)) for lane in lanes]


def _wanted(view: str, query: str, lens: Lens, now: datetime) -> CaseFilter:
    text = query.strip()
    me = lens.agent
    match view:
        case "mine":
            return CaseFilter(owner=me, text=text)
        case "nobodys":
            return CaseFilter(nobodys=True, text=text)
        case "late":
            return CaseFilter(late_at=now, states=OPEN, text=text)
        case "incidents":
            return CaseFilter(incidents=True, text=text)
        case _ if view.startswith("type:"):
            return CaseFilter(types=(view.removeprefix("type:"),), text=text)
        case _:
            return CaseFilter(text=text)


def _tabs(
    words: Words, view: str, query: str, as_list: bool, counts: listing.Overview, known: Mapping[str, CaseType]
) -> tuple[CaseTab, ...]:
    def tab(key: str, name: str, count: int | None) -> CaseTab:
        return CaseTab(key, name, count, _address(key, query, as_list=as_list), key == view)

    found = [
        tab("mine", words.gettext("Mine"), counts.mine),
        tab("nobodys", words.gettext("Without an owner"), counts.nobodys),
        tab("late", words.gettext("Over the goal"), counts.late),
        tab("incidents", words.gettext("Known incidents"), counts.incidents),
        tab("all", words.gettext("All"), None),
    ]
    if view.startswith("type:") and (type := known.get(view.removeprefix("type:"))) is not None:
        found.append(tab(view, said.type_name(words, type), None))
    return tuple(found)


def _address(
    view: str, query: str, *, as_list: bool, after: Case | None = None, customer_id: UUID | None = None
) -> str:
    asked = {"view": view}
    if query:
        asked["q"] = query
    if as_list:
        asked["as"] = "list"
    if customer_id is not None:
        asked["customer"] = str(customer_id)
    if after is not None:
        asked["after"] = f"{after.due_at.isoformat() if after.due_at else ''},{after.id}"
    return f"/cases?{urlencode(asked)}"


async def numbered(reader: Reader, lens: Lens, text: str) -> UUID | None:
    """The case with the number that a text is, if it is one."""
    try:
        parse(text)
    except NotACaseNumber:
        return None
    return await service.find(reader, lens.tenant, text)
