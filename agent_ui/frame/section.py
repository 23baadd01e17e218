"""Settings that pages need."""

from __future__ import annotations

from contact_center.directory.section import DirectorySection
from contact_center.interactions.section import InteractionsSection


class UiSettings(InteractionsSection, DirectorySection):
    """Of signing in, and of who is offered work again."""
