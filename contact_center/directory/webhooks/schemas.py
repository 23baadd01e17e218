"""Webhooks as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contact_center.directory.webhooks.domain import (
    LONGEST_NAME,
    LONGEST_URL,
    MOST_KINDS,
    Webhook,
    WebhookAttempt,
    WebhookDeliveryState,
    WebhookState,
    WebhookWish,
)
from contact_center.directory.webhooks.errors import WebhookTrouble
from contact_center.directory.webhooks.service import SentWebhook

EventKind = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class WebhookBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]
    """https, and of the public network."""
    kinds: Annotated[list[EventKind], Field(min_length=1, max_length=MOST_KINDS)]
    """Kinds of event, all of an area (`interaction.*`), or `*`."""
    whole: bool = False
    """All fields of an event are told, not its ids alone."""
    active: bool = True

    @property
    def wanted(self) -> WebhookWish:
        return WebhookWish(self.name, self.url, self.kinds, self.whole, self.active)


class WebhookOut(BaseModel):
    id: UUID
    name: str
    url: str
    kinds: list[str]
    whole: bool
    state: WebhookState
    created_at: datetime
    former_secret_until: datetime | None
    failing_since: datetime | None
    taken_at: datetime | None
    waiting: int
    given_up: int

    @classmethod
    def of(cls, one: Webhook) -> Self:
        return cls(
            id=one.id, name=one.name, url=one.url, kinds=one.kinds, whole=one.whole, state=one.state,
            created_at=one.created_at, former_secret_until=one.former_until, failing_since=one.failing_since,
            taken_at=one.taken_at, waiting=one.waiting, given_up=one.given_up,
        )  # fmt: skip


class WebhookList(BaseModel):
    webhooks: list[WebhookOut]


class WebhookSecret(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    secret: str
    """Told this once; libraries for Standard Webhooks take it as it is."""


class MadeWebhook(WebhookSecret):
    webhook: WebhookOut


class WebhookAttemptOut(BaseModel):
    at: datetime
    took_ms: int
    status: int | None
    trouble: WebhookTrouble | None
    answer: str

    @classmethod
    def of(cls, one: WebhookAttempt) -> Self:
        return cls(at=one.at, took_ms=one.took_ms, status=one.status, trouble=one.trouble, answer=one.answer)


class WebhookDeliveryOut(BaseModel):
    id: UUID
    position: int
    kind: str
    body: str
    made_at: datetime
    state: WebhookDeliveryState
    next_at: datetime | None
    taken_at: datetime | None
    attempts: list[WebhookAttemptOut]

    @classmethod
    def of(cls, one: SentWebhook) -> Self:
        it = one.delivery
        return cls(
            id=it.id, position=it.position, kind=it.kind, body=it.body, made_at=it.made_at, state=it.state,
            next_at=it.next_at if it.state is WebhookDeliveryState.WAITING else None, taken_at=it.taken_at,
            attempts=[WebhookAttemptOut.of(each) for each in one.attempts],
        )  # fmt: skip


class WebhookDeliveryList(BaseModel):
    deliveries: list[WebhookDeliveryOut]


class WebhookTestOut(BaseModel):
    delivery: UUID


class WebhooksSentAgain(BaseModel):
    messages: int
