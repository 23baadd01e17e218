"""What the use cases of calls need from others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from contact_center.kernel.contracts.telephony import MediaEvent
from contact_center.kernel.ids import CallId


class MediaNews(Protocol):
    """What happens to the media of calls. One follower at a time: following acknowledges."""

    def adopt(self, calls: Mapping[CallId, int]) -> None:
        """Calls that are open here, with the last event seen of each; unknown ones are reported as ended."""
        ...

    def events(self) -> AsyncIterator[MediaEvent]:
        """Asking for the next event says that all before it are dealt with."""
        ...
