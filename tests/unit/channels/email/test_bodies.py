"""What a customer wrote is shown, however their program packed it."""

from __future__ import annotations

import base64

import pytest

from tests.unit.channels.email.builders import mail, parts

TEXT = "Content-Type: text/plain; charset=utf-8\n"
HTML = "Content-Type: text/html; charset=utf-8\n"
WORDS = "My order has not arrived."
NAMED = [
    'Content-Type: text/plain; charset=utf-8; name="message.txt"\n',
    'Content-Type: text/plain\nContent-Disposition: inline; filename="msg.txt"\n',
    "Content-Type: text/plain\nContent-Disposition: attachment\n",
    'Content-Type: text/plain\nContent-Disposition: attachment; filename="body.txt"\n',
    "Content-Type: text/markdown\n", "Content-Type: text\n", "Content-Type: text/enriched\n",
    "Content-Type: nonsense\n", "Content-Type: multipart/mixed\n",
]  # fmt: skip


@pytest.mark.parametrize("head", NAMED)
def test_words_marked_like_a_file_are_the_message_all_the_same(head: str) -> None:
    message = mail(WORDS, head)
    assert message.text == WORDS
    assert message.attachments == ()


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml"])
def test_html_marked_like_a_file_is_the_message_all_the_same(kind: str) -> None:
    message = mail(f"<p>{WORDS}</p>", f'Content-Type: {kind}; name="mail.html"\n')
    assert message.text == WORDS
    assert message.html == f"<p>{WORDS}</p>"


def test_named_words_beside_a_file_are_the_message_and_the_file_stays() -> None:
    pdf = 'Content-Type: application/pdf; name="a.pdf"\n\n%PDF'
    message = parts("mixed", f'Content-Type: text/plain; name="mail.txt"\n\n{WORDS}', pdf)
    assert message.text == WORDS
    assert [one.name for one in message.attachments] == ["a.pdf"]


def test_text_file_beside_words_stays_a_file() -> None:
    message = parts("mixed", f"{TEXT}\n{WORDS}", 'Content-Type: text/plain; name="notes.txt"\n\na note')
    assert message.text == WORDS
    assert [one.name for one in message.attachments] == ["notes.txt"]


def test_html_message_with_a_text_footer_is_shown_whole() -> None:
    message = parts("mixed", f"{HTML}\n<p>The grinder trips the fuse.</p>", f"{TEXT}\n-- \nScanned by MailShield")
    assert message.text == "The grinder trips the fuse.\n\n-- \nScanned by MailShield"
    assert message.html is not None
    assert "trips the fuse" in message.html
    assert "MailShield" in message.html


def test_pieces_between_pictures_are_read_in_their_order() -> None:
    picture = "Content-Type: image/png\nContent-Disposition: inline; filename=a.png\n\nx"
    message = parts("mixed", f"{TEXT}\none", picture, f"{HTML}\n<p>two</p>", picture, f"{TEXT}\nthree")
    assert message.text == "one\n\ntwo\n\nthree"
    assert len(message.attachments) == 2


def test_text_that_only_says_it_is_none_gives_way_to_the_html() -> None:
    message = parts(
        "alternative", f"{TEXT}\nYour mail program cannot show HTML.", f"{HTML}\n<p>My machine is broken.</p>"
    )
    assert message.text == "My machine is broken."


def test_text_that_says_the_same_as_the_html_is_taken_as_it_was_written() -> None:
    message = parts("alternative", f"{TEXT}\nMy *machine*\nis broken.", f"{HTML}\n<p>My <b>machine</b> is broken.</p>")
    assert message.text == "My *machine*\nis broken."


def test_version_for_phones_is_no_file() -> None:
    amp = "Content-Type: text/x-amp-html\n\n<html amp4email>x</html>"
    assert parts("alternative", f"{TEXT}\nHello", amp, f"{HTML}\n<p>Hello</p>").attachments == ()


def test_attached_mail_is_kept_byte_for_byte_also_in_base64() -> None:
    inner = b"From: a@b.example\r\nSubject: =?utf-8?b?5Y6f?=\r\nX-Odd:kept\r\n\r\nbody \xff\r\n"
    coded = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(inner)
    plain = b"Content-Type: message/rfc822\r\n\r\n" + inner
    message = parts("mixed", f"{TEXT}\nsee attached", plain, b"Content-Type: message/rfc822; name=x.eml\r\n" + coded)
    assert [one.content for one in message.attachments] == [inner, inner]
    assert [one.name for one in message.attachments] == ["原.eml", "x.eml"]
    assert message.text == "see attached"


def test_words_inside_an_opaque_signature_are_shown() -> None:
    inside = b"Content-Type: text/plain; charset=utf-8\r\n\r\nsigned words\r\n"
    signed = _signed(inside)
    head = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n"
    assert mail(base64.encodebytes(signed), head).text == "signed words"


def test_encrypted_mail_says_so_and_keeps_its_file() -> None:
    message = mail("AAAA", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n")
    assert message.meta["encrypted"] is True
    assert [one.name for one in message.attachments] == ["smime.p7m"]


def test_files_written_into_the_text_are_taken_out_of_it() -> None:
    message = mail("Here it is:\n\nbegin 644 note.txt\n#0V%T\n`\nend\n\nBye")
    assert [(one.name, one.content) for one in message.attachments] == [("note.txt", b"Cat")]
    assert message.text.split() == ["Here", "it", "is:", "Bye"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"SGVs\r\nbG8g d29y=bGQ", "base64"), (b"SGVsbG8gd29ybGQ", "BASE64 "), (b"Hello=20w=\r\norld", "Quoted-Printable"),
        (b"Hello world", "utf-8"), (b"Hello world", "8bit"),
    ],
)  # fmt: skip
def test_encodings_are_read_as_far_as_they_go(body: bytes, encoding: str) -> None:
    assert mail(body, f"Content-Transfer-Encoding: {encoding}\n").text == "Hello world"


def test_line_without_a_colon_among_the_headers_costs_nothing_after_it() -> None:
    message = mail("Hello", "X-Tracker: abc\nAAAA9876 continued without indent\nReply-To: anna@customers.example\n")
    assert message.text == "Hello"
    assert message.reply_to is not None
    assert message.reply_to.value == "anna@customers.example"


def test_mail_whose_headers_end_without_a_blank_line_keeps_its_words() -> None:
    assert mail("", "This line is no header: really\nmore words\n").text.endswith("more words")


def _signed(content: bytes) -> bytes:
    """The frame of a PKCS #7 signature around a content, in BER with open lengths."""
    data, signed = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010702")
    octets = b"\x24\x80" + b"\x04" + bytes([len(content)]) + content + b"\0\0"
    inner = b"\x30\x80" + data + b"\xa0\x80" + octets + b"\0\0" + b"\0\0"
    body = b"\x30\x80" + b"\x02\x01\x01" + b"\x31\x00" + inner + b"\x31\x00" + b"\0\0"
    return b"\x30\x80" + signed + b"\xa0\x80" + body + b"\0\0" + b"\0\0"
