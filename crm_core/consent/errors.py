from __future__ import annotations

from contact_center.kernel.errors import NotFound


class NotTheirAddress(NotFound):
    """This customer has no such address any more; open the page again."""
