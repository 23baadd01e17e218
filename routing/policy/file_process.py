"""Policy files that people send, read in a process of its own: one of the allowed length takes half a minute.

Reading one is done before a transaction is opened and beside the event loop, and is stopped when it takes too long.
"""

from __future__ import annotations

from contact_center.platform.apart import Apart, TooMuch
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.files import Parsed, parse

AT_ONCE = 1000
"""Characters that are read faster than they are handed over."""
SECONDS = 45.0
MEGABYTES = 1024


class PolicyFiles:
    """One per process."""

    def __init__(self, apart: Apart | None = None) -> None:
        self._apart = apart or Apart(seconds=SECONDS, megabytes=MEGABYTES)

    async def parsed(self, text: str) -> Parsed:
        """Raises `PolicyInvalid`."""
        if len(text) <= AT_ONCE:
            return parse(text)
        try:
            found, problems = await self._apart.run(tried, text)
        except TooMuch as why:
            raise PolicyInvalid((Problem("file", ProblemCode.FILE_TOO_SLOW),)) from why
        if found is None:
            raise PolicyInvalid(problems)
        return found


def tried(text: str) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Errors as data, which another process can hand back."""
    try:
        return parse(text), ()
    except PolicyInvalid as wrong:
        return None, tuple(wrong.problems)
