"""Who takes part in a conversation, and where an answer goes."""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions.participants import Participant, Participants, ParticipantSide
from contact_center.interactions.recipients import as_stored, from_stored, of_incoming, of_outgoing
from contact_center.kernel.contracts.channels import Address, AddressKind, Recipients
from contact_center.kernel.ids import ChannelAccountId

DESK, SHOP = ChannelAccountId(UUID(int=1)), ChannelAccountId(UUID(int=2))


def email(name: str) -> Address:
    return Address(AddressKind.EMAIL, f"{name}@x.example", name.title())


def test_answer_goes_to_the_customer_whoever_wrote_last() -> None:
    found = Participants.of(email("li"), DESK, [Participant(email("ben"), DESK)])
    assert found.reply().to == (email("li"),)
    assert [one.address for one in found.others] == [email("ben")]


def test_answer_goes_by_the_account_that_the_customer_wrote_to_last() -> None:
    found = Participants.of(email("li"), DESK, [Participant(email("li"), SHOP)])
    assert found.customer == Participant(email("li"), SHOP, ParticipantSide.CUSTOMER)


def test_nobody_gets_an_answer_twice() -> None:
    found = Participants.of(email("li"), DESK)
    sent = found.reply([email("li"), email("ben")], [email("ben"), email("eve")])
    assert sent == Recipients((email("li"),), (email("ben"),), (email("eve"),))
    assert sent.everybody == (email("li"), email("ben"), email("eve"))


def test_who_was_never_written_to_takes_no_part() -> None:
    found = Participants.of(email("li"), DESK, [Participant(email("ben"), DESK)])
    assert found.includes(email("ben"))
    assert not found.includes(email("eve"))


def test_recipients_are_read_as_they_were_stored() -> None:
    sent = Recipients((email("li"),), (Address(AddressKind.EMAIL, "ben@x.example"),))
    stored = as_stored(sent)
    assert stored is not None
    assert "bcc" not in stored
    assert from_stored(stored) == sent
    assert as_stored(Recipients()) is None


def test_message_of_an_older_version_went_to_the_contact_with_its_copies() -> None:
    assert of_outgoing(None, email("li"), {"cc": ["ben@x.example"]}) == Recipients(
        (email("li"),), (Address(AddressKind.EMAIL, "ben@x.example"),)
    )
    assert of_incoming(None, {"to": ["us@x.example"]}).to == (Address(AddressKind.EMAIL, "us@x.example"),)
