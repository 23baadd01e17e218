"""What guides ask of other rooms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader

QueueNames = Callable[[Reader, TenantId], Awaitable[Mapping[UUID, str]]]
"""The queues of an organisation with their names; answered by routing."""
