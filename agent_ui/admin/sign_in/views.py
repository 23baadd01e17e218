"""What the page about signing in takes."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class RoleFactors:
    """Of one role: whether a second step is required, and who has one."""

    key: str
    name: str
    required: bool
    people: int
    having: int
    without: tuple[str, ...]
    """Names of some who have none yet."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    number: int
    value: str
    team: str
    roles: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """As it is kept, or as it was typed."""

    kept: bool
    """There is one."""
    name: str
    issuer: str
    client_id: str
    has_secret: bool
    claim: str
    rules: tuple[RuleLine, ...]
    makes_people: bool
    only_matched: bool
    trusts_email: bool
    local_for: tuple[FilterChoice, ...]
    active: bool
    back: str
    """The address that the provider must know."""
    door: str
    """An address that leads straight to the provider."""
    teams: tuple[str, ...] = ()
    trouble: str | None = None
    wrong: str = ""
    tested: str | None = None
    """What a test has found, in words."""
    usable: bool = False


@dataclass(frozen=True, slots=True)
class SignInSettings:
    roles: tuple[RoleFactors, ...]
    provider: ProviderForm
    notice: str | None = None
