"""What can be wrong with a question to the replay."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid


class NotAReplay(Invalid):
    """This day cannot be replayed so."""
