"""What can go wrong with a study."""

from __future__ import annotations

from contact_center.kernel.errors import NotFound


class NoSuchStudy(NotFound):
    """There is no such simulation or replay here; they are kept for 30 days."""
