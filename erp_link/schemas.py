"""Records of the ERP as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contact_center.kernel.contracts.erp import Entity, Freshness


class _Out(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class FoundRecordOut(_Out):
    entity: Entity
    id: str
    number: str
    label: str


class RecordChangeOut(_Out):
    at: datetime
    fields: dict[str, list[Any]]
    """By name, what it was and what it is."""
    removed: bool


class ErpRecordOut(_Out):
    entity: Entity
    id: str
    source: str
    freshness: Freshness
    as_of: datetime | None
    """The record is as the ERP had it then, at least."""
    reason: str | None
    """Why it is old or not there, as a code."""
    record: dict[str, Any] | None
    """In the canonical model: money as amount and currency, quantities and amounts as text."""
    customer_ids: list[UUID]
    related: list[FoundRecordOut]
    changes: list[RecordChangeOut]


class FoundRecordsOut(_Out):
    records: list[FoundRecordOut]


class FeedOut(_Out):
    entity: Entity
    source: str
    complete: bool
    """The first copy has been made."""
    rows_read: int
    rows_there: int
    agreed_at: datetime | None
    lag_seconds: float | None
    """By how much the copy may be older than the ERP."""
    trouble: str | None
    failing_since: datetime | None
    reconciled_at: datetime | None
    removed: int
    refused_to_remove: int
    """Gone from the ERP at the last reconciliation, too many at once to be believed."""


class FeedsOut(_Out):
    feeds: list[FeedOut]
