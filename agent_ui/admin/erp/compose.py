"""The connection of the ERP as a page: how it stands, what it gives, and the form by which it is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from agent_ui.admin.erp.views import (
    ErpAbilityLine,
    ErpConnectionPage,
    ErpFeedLine,
    ErpField,
    ErpKindChoice,
    ErpTestLine,
)
from agent_ui.views import Tone
from agent_ui.words import erp_connections as said
from agent_ui.words import records
from agent_ui.words.errors import error_detail, error_words
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.erp import Account, Capability, Entity, ErpRecord, Product
from contact_center.kernel.errors import ContactCenterError
from erp_link.back_office.domain import Embedding
from erp_link.connecting import ConnectionTest, ErpForm, ErpState
from erp_link.connectors.sql.domain import SECTIONS
from erp_link.copy_store import FeedRow
from erp_link.copying import ORDER
from erp_link.copying_domain import lag
from erp_link.kinds import ErpKind

LONG = ("mapping",)


def page(
    words: Words, state: ErpState, kinds: Sequence[ErpKind], kind: ErpKind, form: ErpForm | None, now: datetime
) -> ErpConnectionPage:
    """`form`: what was filled in just now, instead of what is kept."""
    own = state.row if state.row is not None and state.row.kind == kind.code else None
    values = _values(form) if form is not None else _kept(state) if own is not None else {}
    view = ErpConnectionPage(
        kinds=tuple(ErpKindChoice(one.code, one.name, one.code == kind.code) for one in kinds),
        kind=kind.code, kind_name=kind.name, caution=said.tried(words, kind),
        fields=tuple(_field(words, kind, name, values, kept=own is not None) for name in _names(kind)),
        sections=tuple((name, ", ".join(one.needed), ", ".join(_may(name))) for name, one in SECTIONS.items())
        if "mapping" in kind.settings else (),
    )  # fmt: skip
    return _connected(words, view, state, now) if state.row is not None else view


def tested(words: Words, view: ErpConnectionPage, test: ConnectionTest) -> ErpConnectionPage:
    if test.error is not None:
        return refused(words, view, test.error)
    lines = tuple(
        ErpTestLine(records.entity(words, one.entity), one.count, tuple(_first(words, each) for each in one.first),
                    one.wrong)
        for one in test.entities
    )  # fmt: skip
    notice = words.gettext("It answers. Nothing has been changed yet: save it to connect it.")
    return replace(view, notice=notice, tested=lines, offered=len(test.offers))


def noticed(view: ErpConnectionPage, notice: str) -> ErpConnectionPage:
    return replace(view, notice=notice)


def embedded(view: ErpConnectionPage, found: Embedding, typed: str | None) -> ErpConnectionPage:
    """With what the ERP may show of ours. `typed`: what was refused just now."""
    sites = "\n".join(found.sites) if typed is None else typed
    return replace(view, sites=sites, links_since=found.links_since)


def refused(words: Words, view: ErpConnectionPage, wrong: ContactCenterError) -> ErpConnectionPage:
    text, about = error_words(words, wrong.code, wrong.status), error_detail(words, wrong)
    problem = words.gettext("%(text)s (%(about)s)", text=text, about=about) if about else text
    return replace(view, problem=problem)


def _connected(words: Words, view: ErpConnectionPage, state: ErpState, now: datetime) -> ErpConnectionPage:
    assert state.row is not None
    text, tone = _standing(words, state)
    code = state.row.kind
    offers = state.offers or frozenset()
    abilities = (
        ErpAbilityLine(
            said.capability(words, one), one in offers, "" if one in offers else said.switch_on(words, code, one)
        )
        for one in Capability
    )
    order = {entity.value: place for place, entity in enumerate(ORDER)}
    feeds = sorted(state.feeds, key=lambda one: order.get(one.entity, len(order)))
    return replace(
        view, connected=state.source or (state.kind.name if state.kind is not None else code), address=state.row.url,
        state=text, state_tone=tone, feeds=tuple(_feed(words, one, now) for one in feeds),
        abilities=tuple(sorted(abilities, key=lambda one: not one.there)) if state.offers is not None else (),
    )  # fmt: skip


def _standing(words: Words, state: ErpState) -> tuple[str, Tone]:
    if state.kind is None:
        return words.gettext("The package of this connector is not installed here."), Tone.LATE
    if state.trouble is not None:
        why, since = state.trouble
        told = records.erp_reason(words, state.source, why)
        return words.gettext("%(why)s Since %(when)s.", why=told, when=words.when(since)), Tone.LATE
    failing = [one for one in state.feeds if one.trouble is not None]
    if failing:
        return records.erp_reason(words, state.source, failing[0].trouble or ""), Tone.SOON
    if state.offers is None:
        return words.gettext("Being asked."), Tone.PLAIN
    return words.gettext("It answers."), Tone.PLAIN


def _feed(words: Words, one: FeedRow, now: datetime) -> ErpFeedLine:
    late = lag(one.agreed_at, now)
    share = None
    if one.copied_at is None:
        share = min(99, round(100 * one.rows_read / one.rows_there)) if one.rows_there else 0
    return ErpFeedLine(
        records.entity(words, Entity(one.entity)), one.rows_there if one.copied_at else one.rows_read, share,
        one.agreed_at, words.span(late) if late is not None else "", one.changed_at or "", one.reconciled_at,
        one.removed, one.refused_to_remove,
        records.erp_reason(words, one.source, one.trouble) if one.trouble else "",
    )  # fmt: skip


def _names(kind: ErpKind) -> tuple[str, ...]:
    more = [name for name in ("login", "secret") if name not in kind.needs and kind.code in ("sql", "odoo")]
    return (*dict.fromkeys((*kind.needs, *more, *kind.settings)),)


def _field(words: Words, kind: ErpKind, name: str, values: Mapping[str, str], *, kept: bool) -> ErpField:
    hint = ""
    if name == "url":
        hint = "postgresql://db.example/erp" if kind.code == "sql" else "https://erp.example"
    return ErpField(
        name, said.field_label(words, kind.code, name), values.get(name, ""), name == "secret", name in LONG,
        name in kind.needs and not (name == "secret" and kept), name == "secret" and kept, hint,
    )  # fmt: skip


def _values(form: ErpForm) -> dict[str, str]:
    return {"url": form.url, "database": form.database, "login": form.login, **form.settings}


def _kept(state: ErpState) -> dict[str, str]:
    row = state.row
    assert row is not None
    settings = {name: str(value) for name, value in row.settings.items()}
    return {"url": row.url, "database": row.database, "login": row.login, **settings}


def _may(section: str) -> tuple[str, ...]:
    one = SECTIONS[section]
    states = tuple(f"state.{state}" for state in one.states) if one.states is not None else ()
    return (*one.may, *states)


def _first(words: Words, record: ErpRecord) -> str:
    """A record in one line, so that a mapping can be judged."""
    name = record.name if isinstance(record, Account | Product) else ""
    total = getattr(record, "total", None)
    parts = (record.number, name, words.money(total) if total is not None else "", getattr(record, "source_state", ""))
    return words.gettext(", ").join(part for part in parts if part)
