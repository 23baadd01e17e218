"""Whatever arrives: a message comes out, or a reason why not. Never anything else."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.email.identity import provider_id
from contact_center.kernel.contracts.channels import Unparseable
from tests.unit.channels.email.builders import FIXTURES, parsed

MAILS = [path.read_bytes() for path in sorted(FIXTURES.glob("*.eml"))]
QUICK = settings(
    max_examples=150, deadline=timedelta(seconds=5), derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip


def survives(raw: bytes) -> None:
    assert len(provider_id(raw)) <= 250
    try:
        mail = parsed(raw)
    except Unparseable:
        return
    shown = [mail.text, mail.subject or "", mail.html or "", mail.sender.value, mail.sender.name or ""]
    shown += [attachment.name for attachment in mail.attachments]
    for text in shown:
        text.encode("utf-8")
        assert "\x00" not in text


@QUICK
@given(st.binary(max_size=2000))
def test_random_bytes(raw: bytes) -> None:
    survives(raw)
    survives(b"From: a@b.example\r\n" + raw)


@QUICK
@given(st.sampled_from(MAILS), st.data())
def test_real_mail_with_bytes_changed(raw: bytes, data: st.DataObject) -> None:
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(changed) - 1))
        length = data.draw(st.integers(0, 30))
        changed[at : at + length] = data.draw(st.binary(max_size=30))
    survives(bytes(changed))


@QUICK
@given(st.sampled_from(MAILS), st.integers(0, 4000))
def test_real_mail_cut_off(raw: bytes, length: int) -> None:
    survives(raw[:length])


def test_mail_nested_beyond_reason() -> None:
    nested = b"From: a@b.example\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(2000)
    )
    survives(nested + b"\r\nhello\r\n")


def test_mail_with_very_many_parts() -> None:
    part = b"--x\r\nContent-Type: application/pdf\r\n\r\nabc\r\n"
    raw = b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n' + part * 500 + b"--x--\r\n"
    mail = parsed(raw)
    assert len(mail.attachments) == 200
    assert mail.meta["attachments_dropped"] == 300
