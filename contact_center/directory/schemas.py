"""Cards of people and the organisation's address as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contact_center.directory.cards import LONGEST, LONGEST_ADDRESS, Card


class CardBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    title: Annotated[str, Field(max_length=LONGEST)] = ""
    team: Annotated[str, Field(max_length=LONGEST)] = ""
    phone: Annotated[str, Field(max_length=LONGEST)] = ""
    """As customers are to read it."""


class CardOut(CardBody):
    name: str
    email: str | None

    @classmethod
    def of(cls, one: Card) -> CardOut:
        return cls(title=one.title, team=one.team, phone=one.phone, name=one.name, email=one.email)


class CompanyBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    address: Annotated[str, Field(max_length=LONGEST_ADDRESS)]
    """The postal address in one line; empty: none."""


class CompanyOut(CompanyBody):
    name: str
