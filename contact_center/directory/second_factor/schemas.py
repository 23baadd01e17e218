"""Second factors as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.directory.domain import Role


class SecondFactorRule(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    required: Annotated[list[Role], Field(max_length=len(Role))]
    """Roles that cannot sign in by password without a second factor, from their next sign-in on."""


class SecondFactorOf(BaseModel):
    user: UUID
    since: datetime


class SecondFactorsOut(BaseModel):
    required: list[Role]
    people: list[SecondFactorOf]
    """Who has one."""
