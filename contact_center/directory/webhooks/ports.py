"""What webhooks ask of the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from contact_center.directory.webhooks.domain import WebhookAnswer


class WebhookLine(Protocol):
    """Brings one message to one address; what goes wrong there is an answer, too, and nothing is raised."""

    async def post(self, url: str, body: str, headers: Mapping[str, str]) -> WebhookAnswer: ...
