"""The way of a policy change: the rooms that a publication passes, as decision 0031 says."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

import routing
from tests.integration.routing.policy.test_policy_api import POLICY, ada, app, document

__all__ = ["ada", "app"]

ROUTING = Path(routing.__file__).parent


class Passed:
    """The rooms of routing in the order in which they were entered, each as often as it was come back to."""

    def __init__(self) -> None:
        self.rooms: list[str] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROUTING):
            room = path.relative_to(ROUTING).parts[0]
            if not self.rooms or self.rooms[-1] != room:
                self.rooms.append(room)


async def test_publishing_is_the_business_of_one_room_that_asks_three(ada: httpx.AsyncClient) -> None:
    """`policy` does it; `flow` and `rules` check their own parts, and what a capacity means is the engine's."""
    wanted = await document(ada)
    wanted["queues"][0]["priority"] = 10
    passed = Passed()
    sys.setprofile(passed)
    try:
        answer = await ada.put(POLICY, json={"document": wanted, "note": "invoices first"})
    finally:
        sys.setprofile(None)
    assert answer.status_code == 200
    assert set(passed.rooms) == {"policy", "flow", "rules", "engine"}
    assert (passed.rooms[0], passed.rooms[-1]) == ("policy", "policy")
    assert len(passed.rooms) - len(set(passed.rooms)) <= 10, passed.rooms
