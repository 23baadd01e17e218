"""Reads the keys of the API, and the form of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from agent_ui.admin.keys.views import ApiKeyLine, AreaChoice, KeysPage
from agent_ui.admin.routing.form import Values
from agent_ui.frame.ids import id_in
from agent_ui.views.common import FilterChoice
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.api_keys import service
from contact_center.directory.api_keys.domain import ALL, OWN_AREA, READ, USUAL_PER_MINUTE, WRITE, ApiKey, NewApiKey
from contact_center.directory.service import SignedIn
from contact_center.platform.unit_of_work import Reader

HERE: Final = "/admin/keys"
ENDS: Final = (30, 90, 180, 365, 730)
USUAL_END: Final = "90"


def areas(document: Mapping[str, Any]) -> Mapping[str, str]:
    return {str(tag["name"]): str(tag["description"]) for tag in document["tags"] if tag["name"] != OWN_AREA}


async def page(reader: Reader, who: SignedIn, words: Words, known: Mapping[str, str], typed: Values) -> KeysPage:
    found = await service.keys(reader, who.tenant)
    people = {one.id: one for one in await directory.users(reader, who.tenant)}
    names = {id: one.name for id, one in people.items()}
    acts_for = id_in(typed.get("user", "")) or who.user.id
    whole = AreaChoice(f"area.{ALL}", words.gettext("Everything"), "", typed.get(f"area.{ALL}", ""))
    choices = [AreaChoice(f"area.{name}", name, about, typed.get(f"area.{name}", "")) for name, about in known.items()]
    return KeysPage(
        tuple(_line(words, one, names) for one in found),
        tuple(FilterChoice(str(one.id), one.name, one.id == acts_for) for one in people.values() if one.active),
        (whole, *choices),
        tuple(FilterChoice(str(n), words.days(n), str(n) == typed.get("days", USUAL_END)) for n in ENDS),
        typed.get("name", ""),
        typed.get("per_minute", str(USUAL_PER_MINUTE)),
    )


def _line(words: Words, one: ApiKey, names: Mapping[UUID, str]) -> ApiKeyLine:
    works = one.revoked_at is None and one.expires_at > words.now
    if one.revoked_at is not None:
        until = words.gettext("revoked %(when)s", when=words.when(one.revoked_at))
    elif works:
        until = words.gettext("until %(day)s", day=words.date(one.expires_at.astimezone(words.zone).date()))
    else:
        until = words.gettext("expired %(day)s", day=words.date(one.expires_at.astimezone(words.zone).date()))
    used = words.gettext("never")
    if one.used_at is not None:
        used = words.when(one.used_at)
        if one.used_from:
            used = words.gettext("%(when)s from %(address)s", when=used, address=one.used_from)
    speed = words.ngettext("%(n)s request a minute", "%(n)s requests a minute", one.per_minute)
    return ApiKeyLine(one.id, one.name, names.get(one.user_id, ""), tuple(one.scopes), speed, used, until, works)


def wanted(typed: Values, known: Mapping[str, str]) -> NewApiKey:
    """As the form has it."""
    scopes = [
        f"{area}:{way}" for area in (ALL, *known) if (way := typed.get(f"area.{area}", "")) in (READ, WRITE)
    ]  # fmt: skip
    user = id_in(typed.get("user", "")) or UUID(int=0)
    return NewApiKey(
        typed.get("name", ""), user, scopes, _number(typed.get("days", "")), _number(typed.get("per_minute", ""))
    )


def _number(text: str) -> int:
    """0 for what is no number: it is refused then."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
