"""Each purpose by its legal basis, and what of a customer's word is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contact_center.interactions.outbound.domain import names_refusal
from contact_center.interactions.work.sending import REFUSALS
from contact_center.kernel.contracts.consent import ALLOWS, ConsentReason
from contact_center.kernel.ids import UserId, new_id
from crm_core.consent.domain import (
    LONGEST_NOTE,
    Consent,
    ConsentProof,
    ConsentPurpose,
    ConsentState,
    SendPurpose,
    ToldHow,
    checked,
    choices,
    decide,
    restored,
)
from crm_core.consent.errors import NotADecision, ProofMissing

BY = UserId(new_id())
NOTE = ConsentProof(note="  yes,\n please ")


def said(state: ConsentState, source: str = f"user:{BY}:spoken") -> Consent:
    at = datetime(2026, 11, 30, tzinfo=UTC)
    return Consent("phone", "+886912345678", "sms", "marketing", state, source, at, None, "", new_id())


@pytest.mark.parametrize(
    ("purpose", "state", "reason"),
    [
        (SendPurpose.REPLY, ConsentState.OBJECTED, "request"),
        (SendPurpose.REPLY, None, "request"),
        (SendPurpose.CONTACT, None, "contract"),
        (SendPurpose.SERVICE, None, "contract"),
        (SendPurpose.SERVICE, ConsentState.OBJECTED, "objection"),
        (SendPurpose.CONTACT, ConsentState.OBJECTED, "objection"),
        (SendPurpose.SURVEY, None, "no_consent"),
        (SendPurpose.SURVEY, ConsentState.GIVEN, "consent"),
        (SendPurpose.MARKETING, ConsentState.WITHDRAWN, "withdrawal"),
    ],
)
def test_each_purpose_rests_on_its_own_basis(purpose: SendPurpose, state: ConsentState | None, reason: str) -> None:
    decided = decide(purpose, said(state) if state else None)
    assert decided.reason == reason
    assert decided.allowed is (reason in ALLOWS)


def test_what_was_decided_names_the_record_that_decided_it() -> None:
    agreed = said(ConsentState.GIVEN)
    assert decide(SendPurpose.MARKETING, agreed).record == agreed.change_id
    assert decide(SendPurpose.REPLY, agreed).record is None


def test_every_refusal_has_an_error_of_its_own() -> None:
    assert set(REFUSALS) == set(ConsentReason) - ALLOWS
    assert len(set(REFUSALS.values())) == len(REFUSALS)


@pytest.mark.parametrize("purpose", ConsentPurpose)
@pytest.mark.parametrize("state", ConsentState)
def test_only_what_the_basis_knows_is_recorded(purpose: ConsentPurpose, state: ConsentState) -> None:
    if state in choices(purpose):
        assert checked(purpose, state, NOTE).note == "yes, please"
    else:
        with pytest.raises(NotADecision):
            checked(purpose, state, NOTE)


def test_a_yes_needs_a_proof_and_a_no_needs_none() -> None:
    with pytest.raises(ProofMissing):
        checked(ConsentPurpose.MARKETING, ConsentState.GIVEN, ConsentProof(note="  "))
    with pytest.raises(ProofMissing):
        checked(ConsentPurpose.MARKETING, ConsentState.WITHDRAWN, ConsentProof(note="x" * (LONGEST_NOTE + 1)))
    assert checked(ConsentPurpose.MARKETING, ConsentState.GIVEN, ConsentProof(new_id())).message
    assert checked(ConsentPurpose.MARKETING, ConsentState.WITHDRAWN, ConsentProof()) == ConsentProof()


def test_start_gives_nothing_that_was_never_given() -> None:
    assert restored(None) is ConsentState.UNKNOWN
    assert restored(ConsentState.UNKNOWN) is ConsentState.UNKNOWN
    assert restored(ConsentState.GIVEN) is ConsentState.GIVEN


def test_a_source_says_who_recorded_it_and_how() -> None:
    assert (said(ConsentState.GIVEN).recorded_by, said(ConsentState.GIVEN).how) == (BY, ToldHow.SPOKEN)
    theirs = said(ConsentState.GIVEN, f"message:{new_id()}")
    assert (theirs.recorded_by, theirs.how, theirs.undone) == (None, None, False)
    back = said(ConsentState.GIVEN, f"user:{BY}:undone")
    assert (back.recorded_by, back.how, back.undone) == (BY, None, True)


@pytest.mark.parametrize(
    ("text", "names"),
    [("New beans. Reply stop to refuse.", True), ("新豆上架，回覆「退訂」即停止傳送。", True), ("New beans!", False)],
)
def test_marketing_says_how_it_is_refused(text: str, names: bool) -> None:
    assert names_refusal(text) is names
