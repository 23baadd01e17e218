"""What is said by channel, and of the rest."""

from __future__ import annotations

import pytest

from contact_center.kernel.by_channel import by_channel, named_channels
from contact_center.kernel.contracts.channels import Delivery
from routing.engine.model import Capacity


@pytest.mark.parametrize(("channel", "seconds"), [("voice", 20), ("email", 14400)])
def test_a_channel_has_its_own_value_else_that_of_the_rest(channel: str, seconds: int) -> None:
    assert by_channel({"voice": 20, "*": 14400}, channel, 0) == seconds


def test_where_nothing_is_said_of_the_rest_the_default_holds() -> None:
    assert by_channel({"voice": 20}, "email", 60) == 60
    assert named_channels({"voice": 20, "*": 14400}) == {"voice": 20}


def test_an_agent_without_a_total_holds_one_piece_of_work() -> None:
    assert Capacity.of({"voice": 1, "*": 4}) == Capacity(channels={"voice": 1}, total=4)
    assert Capacity.of({"voice": 1}).total == 1


def test_only_deliveries_that_ended_badly_are_lost() -> None:
    assert {state for state in Delivery if state.lost} == {Delivery.UNDELIVERED, Delivery.FAILED}
