"""What a service level is made of, as supervisors read it beside the figure."""

from __future__ import annotations

from agent_ui.words import levels
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.service_level import ServiceLevelRule


def test_the_definition_names_what_counts_and_what_does_not(english: Words) -> None:
    assert levels.definition(english, ServiceLevelRule()) == (
        "Service level: answered inside the target, of all that count: answered, abandoned after more than 5 s, "
        "still waiting past the target. Not counted: abandoned within 5 s, moved to another queue before an answer."
    )


def test_every_switch_moves_its_part(english: Words) -> None:
    everything = levels.definition(english, ServiceLevelRule(short_abandon_seconds=0, flow_outs=True))
    assert everything.endswith(
        "answered, abandoned, moved to another queue before an answer, still waiting past the target."
    )
    little = levels.definition(english, ServiceLevelRule(abandons=False, waiting_past_target=False))
    assert little.endswith(
        "count: answered. Not counted: abandoned, moved to another queue before an answer, "
        "still waiting past the target."
    )


def test_queues_that_count_differently_are_sent_to_their_pages(english: Words, chinese: Words) -> None:
    same, other = ServiceLevelRule(), ServiceLevelRule(flow_outs=True)
    assert levels.of_all(english, [same, same]) == levels.definition(english, same)
    assert levels.of_all(english, [same, other]).endswith("What counts differs by queue; each says it on its page.")
    assert levels.of_all(english, []) == levels.definition(english, same)
    assert levels.definition(chinese, same).startswith("服務水準：")
