"""The provider as JSON."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.directory.domain import Role
from contact_center.directory.single_sign_on.domain import (
    LONGEST,
    LONGEST_NAME,
    MOST_RULES,
    LocalFor,
    MappingRule,
    Provider,
)
from contact_center.directory.single_sign_on.errors import SignOnTrouble
from contact_center.kernel.own_network import LONGEST_URL

Line = Annotated[str, StringConstraints(max_length=LONGEST)]


class MappingRuleBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    value: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    """Who has it in the claim, has this role."""
    role: Role
    team: Line = ""


class ProviderOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    """As the button at the door calls it."""
    issuer: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    claim: Line = "groups"
    """What the lines are compared with; a dot leads inside."""
    rules: Annotated[list[MappingRuleBody], Field(max_length=MOST_RULES)] = []
    """The first that fits counts, at every sign-in."""
    makes_people: bool = False
    """Who has no account gets one at their first sign-in, where a rule fits."""
    only_matched: bool = True
    """Nobody comes in whom no rule fits."""
    trusts_email: bool = False
    """Its e-mail addresses count as verified though it does not say so."""
    local_for: LocalFor = LocalFor.EVERYBODY
    """Who may sign in by password as well."""
    active: bool = True

    @classmethod
    def of(cls, one: Provider) -> Self:
        rules = [MappingRuleBody(value=each.value, role=each.role, team=each.team) for each in one.rules]
        return cls(
            name=one.name, issuer=one.issuer, client_id=one.client_id, claim=one.claim, rules=rules,
            makes_people=one.makes_people, only_matched=one.only_matched, trusts_email=one.trusts_email,
            local_for=one.local_for, active=one.active,
        )  # fmt: skip


class ProviderBody(ProviderOut):
    client_secret: Line = ""
    """Empty keeps the one there is; it is never told."""

    @property
    def wanted(self) -> Provider:
        rules = tuple(MappingRule(each.value, each.role, each.team) for each in self.rules)
        return Provider(
            self.name, self.issuer, self.client_id, self.claim, rules, self.makes_people, self.only_matched,
            self.trusts_email, self.local_for, self.active,
        )  # fmt: skip


class ProviderTestBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    issuer: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]


class ProviderTestOut(BaseModel):
    usable: bool
    keys: int
    trouble: SignOnTrouble | None
