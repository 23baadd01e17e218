from __future__ import annotations

from channels.email.identity import all_ids, message_id_of, provider_id

MAIL = b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nHello\r\n"


def test_second_delivery_of_a_mail_is_the_same_mail() -> None:
    traced = b"Received: by mx2.example\r\nDelivered-To: other@kiln.example\r\n" + MAIL.replace(b"\r\n", b"\n") + b"\n"
    assert provider_id(traced) == provider_id(MAIL)


def test_two_mails_under_one_message_id_are_two_mails() -> None:
    assert provider_id(MAIL.replace(b"Hello", b"Good-bye")) != provider_id(MAIL)


def test_two_mails_without_message_id_are_told_apart_by_their_content() -> None:
    plain = b"From: a@b.example\r\nSubject: one\r\n\r\nHello\r\n"
    assert provider_id(plain) != provider_id(plain.replace(b"one", b"two"))


def test_endless_message_id_still_fits() -> None:
    assert len(provider_id(b"Message-ID: <" + b"x" * 5000 + b"@y>\r\n\r\nHi")) <= 250


def test_folded_message_id_is_found() -> None:
    assert provider_id(MAIL.replace(b"Message-ID: ", b"Message-ID:\r\n ")) == provider_id(MAIL)


def test_message_id_comes_back_out_of_a_provider_id() -> None:
    assert message_id_of(provider_id(MAIL)) == "<1@b.example>"
    assert message_id_of("<our.own@kiln.example>") == "<our.own@kiln.example>"
    assert message_id_of("#digest-only") is None


def test_references_without_spaces_or_with_comments_are_read() -> None:
    assert all_ids("<a@b><c@d> (comment) <e@f>,<g@h>") == ["<a@b>", "<c@d>", "<e@f>", "<g@h>"]


def test_mail_of_somebody_else_under_the_same_message_id_is_another_mail() -> None:
    assert provider_id(MAIL.replace(b"a@b.example", b"c@b.example")) != provider_id(MAIL)


def test_sender_written_differently_on_the_way_is_the_same_sender() -> None:
    assert provider_id(MAIL.replace(b"a@b.example", b'"A. (via list)" <A@B.example>')) == provider_id(MAIL)


def test_ids_without_brackets_or_cut_by_folding_are_read() -> None:
    assert all_ids("0192.ours@kiln.example") == ["<0192.ours@kiln.example>"]
    assert all_ids("<0192.ours\t@kiln.example> <x@y>") == ["<0192.ours@kiln.example>", "<x@y>"]
    assert all_ids("Your message of Sunday <a@b>") == ["<a@b>"]
