"""Policy files: readable, the same after a round, and exact about what is wrong where."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from contact_center.kernel.names import seen
from routing.policy import PolicyInvalid
from routing.policy.files import read_file, write_file
from routing.policy.model import AgentPart, PolicyDocument, QueuePart
from routing.policy.rings import RingPart
from routing.rules.attributes import ALL
from tests.told import ENGLISH, told

FILE = """
skills: [machines, "lang:zh", lang:zh-TW, no]
implies:
  lang:zh-TW: [lang:zh]
calendars:
  office:
    time_zone: Asia/Taipei
    week: {mon: [09:00-18:00]}
queues:
  - name: Orders
    offer_seconds: {voice: 20, "*": 60}
    calendar: office
    overflow:
      - {when: waited, limit: 60, then: queue, queue: Repairs}
  - name: Repairs
    skills: {machines: 3}
    rings:
      - after: 60
        lower: {machines: 2}
agents:
  mei:
    skills: {machines: 3, lang:zh-TW: 5}
    queues:
      Orders: {}
    capacity: {"*": 5, voice: 1}
"""


def test_a_file_survives_writing_and_reading() -> None:
    document = read_file(FILE)
    assert read_file(write_file(document)) == document
    assert document.skills[-1] == "no", "YAML 1.2: a text"


def test_another_yaml_library_reads_the_same() -> None:
    document = read_file(FILE)
    assert PolicyDocument.model_validate(yaml.safe_load(write_file(document))) == document


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip)
WORDS = "yes no 10:30 1e3 08 007 1_000 .5 1. null ~ 0x1F = << -a a:b # é 陳 ' \" 2026-11-23 *a &a !a"
TRICKY = st.sampled_from([*WORDS.split(), "- a", "a: b", "a #b"])


@given(names=st.lists((NAMES | TRICKY).filter(seen), min_size=1, max_size=5, unique=True))
def test_any_name_survives(names: list[str]) -> None:
    document = PolicyDocument(
        skills=tuple(names),
        queues=tuple(QueuePart(name=name, skills={name: 3}) for name in names),
        agents={name: AgentPart(skills={name: 2}, queues={}, capacity={}) for name in names},
    )
    assert read_file(write_file(document)) == document


def problems_of(text: str) -> list[str]:
    with pytest.raises(PolicyInvalid) as refused:
        read_file(text)
    return [f"{one.place}: {one.reason}" for one in map(told, refused.value.problems)]


def test_everything_that_is_wrong_is_told_with_its_line() -> None:
    text = FILE.replace("limit: 60", "limit: ten").replace("lower: {machines: 2}", "lower: {machines: 3}")
    text = text.replace("calendar: office", "calender: office").replace("Orders: {}", "Ordres: {}")
    text = text.replace('"*": 5', '"*": 0').replace("[lang:zh]", "[lang:zh, lang:zh-TW]") + "  mei: {}\n"
    assert problems_of(text) == [
        "line 26: 'mei' is there twice",
        "queues[Orders].overflow[0].limit (line 14): 'ten' is not a whole number",
        "queues[Orders].calender (line 12): is not known",
        "implies[lang:zh-TW] (line 4): these skills imply each other: lang:zh-TW → lang:zh-TW",
        "queues[Repairs].rings[0].lower[machines] (line 19): 3 does not lower the 3 that holds before",
        "agents[mei].queues[Ordres] (line 24): there is no queue 'Ordres'",
        "agents[mei].capacity[*] (line 25): an agent with no capacity never gets work",
    ]


def test_what_is_no_yaml_says_where() -> None:
    assert problems_of("skills: [a\nqueues: b") == ["line 2, column 7: is not YAML: expected ',' or ']', but got ':'"]


def test_a_small_file_cannot_stand_for_a_huge_one() -> None:
    bomb = "skills: &a [x, x]\nimplies: {b: *a, c: *a}"
    assert "line 1: is an anchor or nested too deeply" in problems_of(bomb)
    assert problems_of("skills: " + "[" * 100 + "]" * 100)


@pytest.mark.parametrize("text", ["[]", "skills", "1", "!!python/object/apply:os.system [ls]"])
def test_what_is_no_policy_is_refused(text: str) -> None:
    assert problems_of(text)


def test_an_empty_file_is_an_empty_policy() -> None:
    assert read_file("# nothing\n") == PolicyDocument()


def test_rings_keep_their_order() -> None:
    queue = QueuePart(name="a", rings=(RingPart(after=5, queues=("a",)), RingPart(after=9, queues=("a",))))
    assert read_file(write_file(PolicyDocument(queues=(queue,)))).queues == (queue,)


REFERENCE = Path(__file__).resolve().parents[4] / "docs/reference/routing.md"


def test_the_example_of_the_reference_is_a_policy() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert read_file(example).rules[0].name == "Late parcel"
    assert all(f"| `{one.name}` | {one.kind} | {ENGLISH.attribute(one.name)} |" in text for one in ALL)
    assert all(f"`{field}`" in text for field in PolicyDocument.model_fields)
