"""Whoever could not be reached: the mail of ours that it is about learns of it, whatever the report looks like."""

from __future__ import annotations

import base64

import pytest

from contact_center.kernel.contracts.channels import Delivery, InboundMessage
from tests.unit.channels.email.builders import OURS, mail, parts

RETURNED = f"From: service@kiln.example\nTo: gone@other.example\nMessage-ID: {OURS}\nSubject: Re: Order\n\nHi"
SAID = "Content-Type: text/plain\n\nCould not deliver to gone@other.example: 550 5.1.1 unknown"
STATUS = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; gone@other.example\nAction: failed\nStatus: 5.1.1\n"
FROM = {"From": "MAILER-DAEMON@other.example", "Subject": "Undelivered Mail Returned to Sender"}


def report(
    status: str = STATUS, third: str = f"Content-Type: message/rfc822\n\n{RETURNED}", **head: str
) -> InboundMessage:
    block = status if status.startswith("Content-Type") else f"Content-Type: message/delivery-status\n\n{status}"
    return parts("report; report-type=delivery-status", SAID, block, third, **(FROM | head))


CODED = base64.encodebytes(STATUS.encode()).decode()
SHAPES = [
    report(),
    report(third=f"Content-Type: text/rfc822-headers\n\n{RETURNED}"),
    report(third=f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(RETURNED.encode()).decode()}"),
    report(f"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{CODED}"),
    report(f"Content-Type: message/global-delivery-status\n\n{STATUS}"),
    report("Final-Recipient: rfc822;gone@other.example\nAction: FAILED (bad destination)\nDiagnostic-Code: smtp; 550 5.1.1 no\n"),
    report("Original-Recipient: rfc822;gone@other.example\nStatus: 5.1.1\n"),
    report(STATUS.replace("Action: failed", "Action: delivered") + "\nFinal-Recipient: rfc822; gone@other.example\nAction: failed\nStatus: 5.1.1\n"),
    parts("report; report-type=delivery-status", SAID, f"Content-Type: message/delivery-status\n\n{STATUS}", In_Reply_To=OURS, **FROM),
    parts("mixed", SAID, f"Content-Type: message/rfc822\n\n{RETURNED}", From="postmaster@other.example", Subject="Undeliverable: Re: Order"),
    mail("550 5.1.1 unknown", From="postmaster@other.example", Subject="Undeliverable", In_Reply_To=OURS),
    mail(f"Your mail bounced: 550 5.1.1 gone@other.example unknown\n\n----- Headers -----\n{RETURNED}", **FROM),
    mail("Diese Nachricht: 550-5.1.1 gone@other.example unbekannt", From="postmaster@other.example", Subject="Unzustellbar: Bestellung", References=OURS),
    mail("5.1.1 unknown", From="bounce@other.example", Subject="failure notice", X_Failed_Recipients="gone@other.example", In_Reply_To=OURS),
]  # fmt: skip


@pytest.mark.parametrize("bounced", SHAPES)
def test_bounce_of_any_shape_reaches_the_mail_it_is_about(bounced: InboundMessage) -> None:
    said = next(iter(bounced.reports), None)
    assert said is not None
    assert (said.provider_id, said.state, said.error_code) == (OURS, Delivery.UNDELIVERED, "5.1.1")
    assert bounced.automatic
    assert OURS in bounced.thread_keys


@pytest.mark.parametrize(
    "delayed",
    [
        report(STATUS.replace("failed", "delayed").replace("5.1.1", "4.4.1")),
        mail("Delivery is delayed. It will be retried. 451 4.4.1 busy", From="mailer-daemon@x.example", Subject="Warning: message delayed", In_Reply_To=OURS),
    ],
)  # fmt: skip
def test_mere_delay_changes_nothing_and_opens_no_work(delayed: InboundMessage) -> None:
    assert delayed.reports == ()
    assert delayed.automatic


@pytest.mark.parametrize(
    ("disposition", "state"),
    [
        ("automatic-action/MDN-sent-automatically; displayed", Delivery.READ),
        ("manual-action/MDN-sent-manually; deleted", None),
    ],
)
def test_read_receipt_says_that_it_was_read(disposition: str, state: Delivery | None) -> None:
    fields = f"Final-Recipient: rfc822; li@x.example\nOriginal-Message-ID: {OURS}\nDisposition: {disposition}\n"
    message = parts("report", SAID, f"Content-Type: message/disposition-notification\n\n{fields}")
    said = next(iter(message.reports), None)
    assert (said.state if said else None) == state
    assert message.automatic


def test_person_at_the_postmasters_desk_is_no_bounce() -> None:
    message = mail("Could you send us your price list?", From="postmaster@partner.example")
    assert message.reports == ()
    assert not message.automatic


def test_person_who_quotes_a_bounce_is_no_bounce() -> None:
    message = mail("I got this from you, what is it?\n\n> 550 5.1.1 unknown", Subject="Undeliverable mail?")
    assert message.reports == ()
    assert not message.automatic
