"""What can go wrong with suggested duplicates."""

from __future__ import annotations

from contact_center.kernel.errors import NotFound


class NoSuchPair(NotFound):
    """These two are not suggested as one customer."""
