"""What can go wrong with a study."""

from __future__ import annotations

from contact_center.kernel.errors import ContactCenterError, NotFound


class NoSuchStudy(NotFound):
    """There is no such simulation or replay here; they are kept for 30 days."""


class StudyBroke(ContactCenterError):
    """It ended without a result; the log of the worker says why."""
