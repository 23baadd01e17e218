"""Reads how people sign in, and the form of the provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from agent_ui.admin.routing.form import Values
from agent_ui.admin.sign_in.views import ProviderForm, RoleFactors, RuleLine, SignInSettings
from agent_ui.views.common import FilterChoice
from agent_ui.words.labels import role_names
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.people import service as people
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import Role, SignedIn
from contact_center.directory.single_sign_on import service as single_sign_on
from contact_center.directory.single_sign_on.domain import MOST_RULES, LocalFor, MappingRule, Provider
from contact_center.platform.unit_of_work import Reader

HERE: Final = "/admin/sign-in"
NAMED: Final = 5
SPARE: Final = 3
"""Empty lines of the mapping below those that are filled in."""
NEW: Final = Provider("", "", "")


@dataclass(frozen=True, slots=True)
class Addressed:
    """Where this installation is."""

    public_url: str
    slug: str

    @property
    def back(self) -> str:
        return f"{self.public_url}/sign-in/callback"

    @property
    def door(self) -> str:
        return f"{self.public_url}/sign-in/with/{self.slug}"


async def settings(
    reader: Reader, words: Words, who: SignedIn, public_url: str, typed: Values | None = None
) -> SignInSettings:
    kept = await single_sign_on.provider(reader, who.tenant)
    shown = wanted(typed) if typed is not None else kept or NEW
    teams = tuple(one.name for one in await people.teams(reader, who.tenant))
    form = _form(words, shown, Addressed(public_url, who.tenant_slug), teams, kept=kept is not None)
    return SignInSettings(await _roles(reader, words, who), form)


async def _roles(reader: Reader, words: Words, who: SignedIn) -> tuple[RoleFactors, ...]:
    active = [one for one in await directory.users(reader, who.tenant) if one.active]
    required = await second_factor.required(reader, who.tenant)
    having = await second_factor.having(reader, who.tenant)
    lines = []
    for key, name in role_names(words).items():
        mine = [one for one in active if one.role == key]
        without = tuple(one.name for one in mine if one.id not in having)
        has = len(mine) - len(without)
        lines.append(RoleFactors(key, name, Role(key) in required, len(mine), has, without[:NAMED]))
    return tuple(lines)


def _form(words: Words, one: Provider, at: Addressed, teams: tuple[str, ...], *, kept: bool) -> ProviderForm:
    names = role_names(words)
    spare = [MappingRule("", Role.AGENT)] * SPARE
    lines = tuple(
        RuleLine(
            n, rule.value, rule.team, tuple(FilterChoice(key, name, key == rule.role) for key, name in names.items())
        )
        for n, rule in enumerate([*one.rules, *spare])
    )
    local = {
        LocalFor.EVERYBODY: words.gettext("everybody"),
        LocalFor.ADMINISTRATORS: words.gettext("administrators alone, for the day the provider does not answer"),
    }
    return ProviderForm(
        kept, one.name, one.issuer, one.client_id, kept, one.claim, lines, one.makes_people, one.only_matched,
        one.trusts_email, tuple(FilterChoice(key.value, name, key is one.local_for) for key, name in local.items()),
        one.active, at.back, at.door, teams,
    )  # fmt: skip


def wanted(typed: Mapping[str, str]) -> Provider:
    """As the form has it."""
    rules = []
    for n in range(MOST_RULES + SPARE):
        value, role = typed.get(f"rule.{n}.value", "").strip(), typed.get(f"rule.{n}.role", "")
        if value and role in set(Role):
            rules.append(MappingRule(value, Role(role), typed.get(f"rule.{n}.team", "")))
    local = typed.get("local_for", "")
    return Provider(
        typed.get("name", ""), typed.get("issuer", ""), typed.get("client_id", ""), typed.get("claim", ""),
        tuple(rules), "makes_people" in typed, "only_matched" in typed, "trusts_email" in typed,
        LocalFor(local) if local in set(LocalFor) else LocalFor.EVERYBODY, "active" in typed,
    )  # fmt: skip
