"""SQL of figures: which blocks are there, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


async def blocks(reader: Reader, tenant: UUID, customers: Sequence[UUID], after: datetime) -> list[dict[str, Any]]:
    """Customer, kind and age of each block read after the moment."""
    return await reader.dicts(
        "select customer_id, kind, as_of from erp.fact_block "
        "where tenant_id = %s and customer_id = any(%s) and kind in ('orders', 'invoices') and as_of > %s",
        [tenant, list(customers), after],
    )


async def items(reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> list[dict[str, Any]]:
    return await reader.dicts(
        "select customer_id, kind, items from erp.fact_block "
        "where tenant_id = %s and customer_id = any(%s) and kind in ('orders', 'invoices')",
        [tenant, list(customers)],
    )


async def without_account(reader: Reader, tenant: UUID, customers: Sequence[UUID], after: datetime) -> list[UUID]:
    """Customers of whom the ERP has looked and knows nobody of these addresses."""
    return await reader.values(
        "select customer_id from erp.account_map where tenant_id = %s and customer_id = any(%s) and as_of > %s "
        "and external_id is null and not coalesce((account ->> 'several')::boolean, false)",
        [tenant, list(customers), after],
    )
