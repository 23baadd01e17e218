from __future__ import annotations

from uuid import UUID

import pytest

from channels.sms.errors import NothingToSend, TextOnly, TooLong
from channels.sms.render import render, webhook_url
from channels.sms.segments import Encoding, segments
from contact_center.kernel.contracts.channels import OutboundAttachment
from contact_center.kernel.ids import AttachmentId
from tests.told import refused
from tests.unit.channels.sms.builders import BASE, CUSTOMER, OURS, account, outbound


def test_a_reply_goes_from_our_number_and_asks_for_reports_about_itself() -> None:
    assert render(account(), outbound("Hello"), BASE) == {
        "To": CUSTOMER,
        "From": OURS,
        "Body": "Hello",
        "StatusCallback": f"{BASE}/webhooks/twilio/{UUID(int=7)}/status?m={UUID(int=42)}#rc=5&rp=all",
    }
    assert webhook_url(account(), BASE) == f"{BASE}/webhooks/twilio/{UUID(int=7)}/messages#rc=5&rp=all"


def test_a_messaging_service_chooses_the_number_itself() -> None:
    form = render(account(settings={"messaging_service_sid": "MG1"}), outbound(), BASE)
    assert form["MessagingServiceSid"] == "MG1"
    assert "From" not in form


def test_a_long_text_goes_up_to_the_limit_and_no_further() -> None:
    assert len(render(account(), outbound("x" * 1600), BASE)["Body"]) == 1600
    with refused(TooLong, match=r"1,601 of at most 1,600 characters"):
        render(account(), outbound("x" * 1601), BASE)


def test_nothing_and_attachments_are_refused_in_words() -> None:
    with pytest.raises(NothingToSend):
        render(account(), outbound(" \n"), BASE)
    attachment = OutboundAttachment(AttachmentId(UUID(int=1)), "a.pdf", "application/pdf", b"%PDF")
    with pytest.raises(TextOnly):
        render(account(), outbound(attachments=(attachment,)), BASE)


@pytest.mark.parametrize(
    ("text", "encoding", "count", "left"),
    [
        ("", Encoding.GSM_7, 0, 160),
        ("x" * 160, Encoding.GSM_7, 1, 0),
        ("x" * 161, Encoding.GSM_7, 2, 145),
        ("€" * 80, Encoding.GSM_7, 1, 0),
        ("€" * 81, Encoding.GSM_7, 2, 143),  # 76 in the first: the 77th does not fit its last unit
        ("中" * 70, Encoding.UCS_2, 1, 0),
        ("中" * 71, Encoding.UCS_2, 2, 63),
        ("😀" * 35, Encoding.UCS_2, 1, 0),
        ("😀" * 36, Encoding.UCS_2, 2, 61),
        ("x" * 159 + "中", Encoding.UCS_2, 3, 41),
    ],
)
def test_the_composer_knows_how_many_sms_a_text_is(text: str, encoding: Encoding, count: int, left: int) -> None:
    found = segments(text)
    assert (found.encoding, found.count, found.left) == (encoding, count, left)


def test_the_composer_can_name_the_character_that_makes_it_dear() -> None:
    assert segments("It’s here").wide == "’"
    assert segments("It's here").wide is None
    assert segments("x" * 1601).too_long
