"""What an attempt to reach somebody may become."""

from __future__ import annotations

from itertools import pairwise

import pytest

from contact_center.interactions.errors import IllegalTransition
from contact_center.interactions.outbound.domain import STEPS, AttemptResult, AttemptState, of_delivery, step
from contact_center.kernel.contracts.channels import Delivery


def test_message_is_an_attempt_from_its_outbox_to_its_end() -> None:
    states = [of_delivery(one)[0] for one in (Delivery.PENDING, Delivery.SENDING, Delivery.SENT, Delivery.DELIVERED)]
    assert states == [AttemptState.SCHEDULED, AttemptState.SENDING, AttemptState.ENDED, AttemptState.ENDED]
    for old, new in pairwise(states):
        assert step(old, new) is new


def test_attempt_has_a_result_when_it_has_ended_and_only_then() -> None:
    assert set(STEPS) == set(AttemptState)
    for delivery in Delivery:
        state, result = of_delivery(delivery)
        assert (state is AttemptState.ENDED) == (result is not None)
    assert of_delivery(Delivery.UNDELIVERED)[1] is AttemptResult.UNDELIVERED
    assert of_delivery(Delivery.UNKNOWN) == (AttemptState.SENDING, None)


@pytest.mark.parametrize("new", [AttemptState.SCHEDULED, AttemptState.SENDING, AttemptState.DIALLING])
def test_what_has_ended_does_not_begin_again(new: AttemptState) -> None:
    with pytest.raises(IllegalTransition):
        step(AttemptState.ENDED, new)
