"""Reads webhooks, what was sent to one, and the form of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from agent_ui.admin.routing.form import Values
from agent_ui.admin.webhooks.views import (
    KindArea,
    KindChoice,
    SentLine,
    TryLine,
    WebhookForm,
    WebhookLine,
    WebhookPage,
    WebhooksPage,
)
from agent_ui.views.common import FilterChoice
from agent_ui.words import webhooks as said
from agent_ui.words.languages import Words
from contact_center.directory.webhooks import service
from contact_center.directory.webhooks.domain import (
    EVERYTHING,
    Webhook,
    WebhookAttempt,
    WebhookDeliveryState,
    WebhookState,
    WebhookWish,
)
from contact_center.directory.webhooks.service import SentWebhook
from contact_center.platform.unit_of_work import Reader

HERE: Final = "/admin/webhooks"
SHOWN: Final = 30
_KIND: Final = "kind."


async def listed(reader: Reader, words: Words, tenant: UUID) -> WebhooksPage:
    return WebhooksPage(tuple(_line(words, one) for one in await service.webhooks(reader, tenant)))


def new(words: Words, typed: Values | None = None) -> WebhookPage:
    return WebhookPage(form(words, wanted(typed) if typed else WebhookWish("", "", ())))


async def page(
    reader: Reader, words: Words, tenant: UUID, id: UUID, *, state: str = "", before: UUID | None = None,
    typed: Values | None = None,
) -> WebhookPage:  # fmt: skip
    """Raises `NoSuchWebhook`."""
    one = await service.webhook(reader, tenant, id)
    chosen = next((each for each in WebhookDeliveryState if each.value == state), None)
    found = await service.sent(reader, tenant, id, chosen, before, SHOWN + 1)
    kept = WebhookWish(one.name, one.url, one.kinds, one.whole, one.state is WebhookState.ACTIVE)
    older = None
    if len(found) > SHOWN:
        last = found[SHOWN - 1].delivery.id
        older = f"{HERE}/{id}?{urlencode({'state': state, 'before': str(last)})}#sent"
    former = None
    if one.former_until is not None and one.former_until > words.now:
        former = words.gettext(
            "The secret before this one signs, too, until %(when)s.", when=words.when(one.former_until)
        )
    return WebhookPage(
        form(words, wanted(typed) if typed else kept), id, _line(words, one), _failing(words, one), former,
        sent=tuple(_sent(words, each) for each in found[:SHOWN]), states=_states(words, chosen), older=older,
    )  # fmt: skip


def form(words: Words, one: WebhookWish) -> WebhookForm:
    by_area = groupby(service.kinds(), lambda kind: kind.partition(".")[0])
    areas = [_area(words, name, list(kinds), one.kinds) for name, kinds in by_area]
    areas.sort(key=lambda area: area.name.casefold())
    return WebhookForm(one.name, one.url, EVERYTHING in one.kinds, tuple(areas), one.whole, one.active)


def wanted(typed: Mapping[str, str]) -> WebhookWish:
    """As the form has it."""
    kinds = [name.removeprefix(_KIND) for name in typed if name.startswith(_KIND)]
    return WebhookWish(
        typed.get("name", ""), typed.get("url", ""), kinds, "whole" in typed, typed.get("active", "on") == "on"
    )


def _area(words: Words, name: str, kinds: Sequence[str], chosen: Collection[str]) -> KindArea:
    whole = f"{name}.*"
    choices = tuple(KindChoice(kind, kind in chosen) for kind in kinds)
    return KindArea(whole, said.area(words, name), whole in chosen, choices)


def _line(words: Words, one: Webhook) -> WebhookLine:
    state, tone = {
        WebhookState.ACTIVE: (words.gettext("in use"), "good"),
        WebhookState.OFF: (words.gettext("switched off"), "soft"),
        WebhookState.FAILED: (words.gettext("stopped: it took nothing for three days"), "late"),
    }[one.state]
    if one.state is WebhookState.ACTIVE and one.failing_since is not None:
        state, tone = words.gettext("fails since %(when)s", when=words.when(one.failing_since)), "late"
    return WebhookLine(
        f"{HERE}/{one.id}", one.name, one.url, tuple(one.kinds), state, tone, one.taken_at, one.waiting, one.given_up
    )


def _failing(words: Words, one: Webhook) -> str | None:
    if one.state is WebhookState.FAILED:
        return words.gettext(
            "Nothing is sent any more: the other side took nothing for three days, or asked for no more. What happens "
            "waits for 30 days. Mend the other side, then choose In use and save: what has waited is sent in its order."
        )
    if one.state is WebhookState.ACTIVE and one.failing_since is not None:
        return words.gettext(
            "The other side has taken nothing since %(when)s. Messages wait and are tried again, after longer and "
            "longer pauses; after three days this webhook stops, and administrators are told.",
            when=words.when(one.failing_since),
        )
    return None


def _states(words: Words, chosen: WebhookDeliveryState | None) -> tuple[FilterChoice, ...]:
    names = {
        WebhookDeliveryState.WAITING: words.gettext("waiting"),
        WebhookDeliveryState.TAKEN: words.gettext("taken"),
        WebhookDeliveryState.GIVEN_UP: words.gettext("given up"),
    }
    return tuple(FilterChoice(one.value, name, one is chosen) for one, name in names.items())


def _sent(words: Words, one: SentWebhook) -> SentLine:
    it = one.delivery
    match it.state:
        case WebhookDeliveryState.TAKEN:
            state, tone = words.gettext("taken"), "good"
        case WebhookDeliveryState.GIVEN_UP:
            state, tone = words.gettext("given up"), "late"
        case _ if it.tries and it.next_at > words.now:
            state, tone = words.gettext("tried again %(when)s", when=words.when(it.next_at)), "late"
        case _:
            state, tone = words.gettext("waiting"), "soft"
    tries = tuple(_try(words, each) for each in one.attempts)
    return SentLine(it.id, it.kind, it.made_at, state, tone, it.body, tries, it.state is WebhookDeliveryState.WAITING)


def _try(words: Words, one: WebhookAttempt) -> TryLine:
    told = words.gettext("taken") if one.trouble is None else said.trouble(words, one.trouble)
    if one.status is not None:
        told = words.gettext("%(said)s (%(status)s)", said=told, status=one.status)
    took = words.gettext("%(n)s ms", n=words.number(one.took_ms))
    return TryLine(one.at, told, took, one.answer, one.trouble is None)
