"""Keys of the API as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.directory.api_keys.domain import (
    LONGEST_NAME,
    MOST_DAYS,
    MOST_PER_MINUTE,
    USUAL_PER_MINUTE,
    ApiKey,
    NewApiKey,
)

ApiScope = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Za-z][A-Za-z ]{0,39}):(read|write)$")]


class ApiKeyBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    scopes: Annotated[list[ApiScope], Field(min_length=1, max_length=100)]
    """An area of the API, or `*`, with `read` or `write`; writing includes reading."""
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    user: UUID | None = None
    """In whose name it acts; whoever makes it if left out."""
    per_minute: Annotated[int, Field(ge=1, le=MOST_PER_MINUTE)] = USUAL_PER_MINUTE

    def wanted(self, maker: UUID) -> NewApiKey:
        return NewApiKey(self.name, self.user or maker, self.scopes, self.days, self.per_minute)


class ApiKeyOut(BaseModel):
    id: UUID
    name: str
    user: UUID
    scopes: list[str]
    per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    """To the minute."""

    @classmethod
    def of(cls, one: ApiKey) -> Self:
        return cls(
            id=one.id, name=one.name, user=one.user_id, scopes=one.scopes, per_minute=one.per_minute,
            created_at=one.created_at, expires_at=one.expires_at, revoked_at=one.revoked_at, used_at=one.used_at,
        )  # fmt: skip


class ApiKeyList(BaseModel):
    keys: list[ApiKeyOut]


class MadeApiKey(BaseModel):
    key: ApiKeyOut
    secret: str
    """Sent as `Authorization: Bearer …`. Told this once."""
