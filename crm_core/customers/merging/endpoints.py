"""Merging over the API: `/api/v1/customers/{customer}/merges`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from contact_center.directory.access import AnyUser
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.merging import service
from crm_core.customers.merging.domain import FIELDS, Side, Why
from crm_core.identity import service as identity


class MergeAsked(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    other_id: UUID
    """Who becomes this customer."""
    take: list[str] | None = Field(
        default=None,
        description="fields whose value comes from the other; left out: as the comparison proposes",
        max_length=100,
        json_schema_extra={"items": {"type": "string", "enum": list(FIELDS)}},
    )


class MergeMade(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    merge_id: UUID
    """By which the merge is taken back."""


class FieldCompared(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str
    customer: Any
    other: Any
    proposed: Side
    why: Why


class MergeSeen(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    customer_id: UUID
    other_id: UUID
    at: datetime
    by: str
    """`user:` and an id, or a part of the product."""
    taken: list[str]
    """Fields that were taken over from the other."""


def router(database: Database) -> APIRouter:
    """For everybody who is signed in."""
    routes = APIRouter(prefix="/api/v1/customers", tags=["customers"])

    @routes.get("/{customer}/compare/{other}")
    async def compare(who: AnyUser, customer: UUID, other: UUID) -> list[FieldCompared]:
        """Both values of each field that either has, and which would stay by rule: proven goes before newer."""
        async with database.read(who.tenant) as reader:
            found = await service.compare(reader, who.tenant, customer, other)
        return [
            FieldCompared(field=one.field, customer=one.survivor, other=one.other, proposed=one.side, why=one.why)
            for one in found
        ]

    @routes.get("/{customer}/merges")
    async def merges(who: AnyUser, customer: UUID) -> list[MergeSeen]:
        """The merges that make up this customer now, the newest first."""
        async with database.read(who.tenant) as reader:
            await customers.customer(reader, who.tenant, customer)
            found = await service.merges_of(reader, who.tenant, customer)
        return [
            MergeSeen(
                id=one.id, customer_id=one.survivor_id, other_id=one.absorbed_id, at=one.at, by=one.by_actor,
                taken=sorted(one.taken),
            )
            for one in found
        ]  # fmt: skip

    @routes.post("/{customer}/merges")
    async def merge(who: AnyUser, customer: UUID, asked: MergeAsked) -> MergeMade:
        """`other_id` becomes this customer: contacts, addresses and cases of both are found under either id."""
        survivor, other = CustomerId(customer), CustomerId(asked.other_id)

        async def join(work: UnitOfWork) -> UUID:
            await identity.require_change(work, who, survivor, other)
            return await service.merge(work, survivor, other, asked.take)

        return MergeMade(merge_id=await database.run(who.tenant, join, actor=who.actor))

    @routes.delete("/merges/{merge}", status_code=204)
    async def unmerge(who: AnyUser, merge: UUID) -> None:
        """The two are two again; contacts since then belong to whose address they came from."""
        await database.run(who.tenant, lambda work: service.unmerge(work, merge), actor=who.actor)

    return routes
