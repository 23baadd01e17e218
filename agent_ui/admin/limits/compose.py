"""Limits of what people decide alone, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from agent_ui.admin.limits.views import LimitForm, LimitKind, LimitsView, Releaser
from agent_ui.compose.lens import Lens
from agent_ui.words import erp_acts as said
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.platform.unit_of_work import Reader
from erp_link.proposals import limits
from erp_link.proposals.domain import ActLimit

LIMITED = (ErpAct.CREDIT, ErpAct.RETURN, ErpAct.PLACE)
"""In the order of the page."""


async def page(reader: Reader, lens: Lens, notice: str = "") -> LimitsView:
    people = [(one.id, one.name) for one in await limits.deciders(reader, lens.tenant)]
    found = sorted(await limits.limits(reader, lens.tenant), key=lambda one: (LIMITED.index(one.kind), one.currency))
    return LimitsView(tuple(_form(lens.words, one, people) for one in found), _fresh(lens.words, people), notice)


def refused(view: LimitsView, typed: LimitForm, *, is_new: bool) -> LimitsView:
    """With what was typed and why it is not kept."""
    if is_new:
        chosen = tuple(replace(one, chosen=one.code == typed.kind) for one in view.new.kinds)
        return replace(view, new=_typed(view.new, replace(typed, kinds=chosen)))
    return replace(view, limits=tuple(_typed(one, typed) if one.anchor == typed.anchor else one for one in view.limits))


def _typed(before: LimitForm, typed: LimitForm) -> LimitForm:
    people = tuple(replace(one, chosen=str(one.id) in typed.released_by) for one in before.people)
    return replace(typed, name=before.name, kinds=typed.kinds or before.kinds, people=people, released_by=())


def _form(words: Words, one: ActLimit, people: Sequence[tuple[UUID, str]]) -> LimitForm:
    named = tuple(Releaser(id, name, id in one.released_by) for id, name in people)
    return LimitForm(
        (), named, one.kind.value, said.kind(words, one.kind), one.currency, _plain(one.alone), _plain(one.per_record),
        _plain(one.per_customer), _plain(one.per_agent), str(one.days),
        released_by=tuple(each.name for each in named if each.chosen),
    )  # fmt: skip


def _fresh(words: Words, people: Sequence[tuple[UUID, str]]) -> LimitForm:
    kinds = tuple(LimitKind(one.value, said.kind(words, one)) for one in LIMITED)
    return LimitForm(kinds, tuple(Releaser(id, name) for id, name in people))


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
