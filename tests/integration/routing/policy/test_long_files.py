"""Policy files of any allowed length are read without holding anybody up, and a hostile one is stopped."""

from __future__ import annotations

import asyncio

import pytest

from contact_center.platform.apart import Apart
from routing.policy.errors import PolicyInvalid
from routing.policy.file_process import PolicyFiles
from routing.policy.files import parse
from tests.told import ENGLISH

QUEUE = "- name: q{n}\n  priority: 3\n  skills: {{a: 3, b: 4}}\n"


def policy(queues: int) -> str:
    return "queues:\n" + "".join(QUEUE.format(n=n) for n in range(queues))


async def test_while_a_long_file_is_read_others_are_served() -> None:
    text = policy(400)
    reading = asyncio.ensure_future(PolicyFiles().parsed(text))
    served = 0
    while not reading.done():
        await asyncio.sleep(0.001)
        served += 1
    assert reading.result() == parse(text)
    assert served > 10, "the event loop went on meanwhile"


async def test_problems_of_a_long_file_come_back_with_their_lines() -> None:
    with pytest.raises(PolicyInvalid) as refused:
        await PolicyFiles().parsed(policy(100) + "  broken: [\n")
    assert "line 303" in ENGLISH.error_line(refused.value)


async def test_a_file_that_takes_too_long_is_refused_in_words() -> None:
    files = PolicyFiles(Apart(seconds=0.05))
    with pytest.raises(PolicyInvalid) as refused:
        await files.parsed(policy(3000))
    assert "was not read" in ENGLISH.error_line(refused.value)
