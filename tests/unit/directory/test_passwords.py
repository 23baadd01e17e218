"""Passwords that everybody tries first are refused; long ones that nobody guesses are not."""

from __future__ import annotations

import pytest

from contact_center.directory import passwords
from contact_center.directory.errors import CommonPassword, PasswordSaysName, PasswordTooLong, WeakPassword


@pytest.mark.parametrize("text", ["", " " * 20, "short", "         x", "九個字不算長的密碼"])
def test_short_and_blank_ones_are_refused(text: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "password123", "Password2026!", "P@ssw0rd123", "PASSWORD!!", "passwordpassword", "1234567890", "0987654321",
        "20261129000", "qwertyuiop", "QWERTYUIOP", "poiuytrewq", "asdfghjkl;1", "1q2w3e4r5t6y", "abcdefghij",
        "aaaaaaaaaa", "abababababab", "abcabcabcabc", "iloveyou123", "welcome2026", "letmein1234", "administrator",
        "changeme123", "sunshine!!!!", "football1234", "superman2026", "trustno1trustno1", "admin@12345", "qwerty12345",
        "ji32k7au4a83", "callcenter01", "ｐａｓｓｗｏｒｄ１２３", "summer2026!", "woaini1314520", "  password123  ",
    ],
)  # fmt: skip
def test_those_that_are_tried_first_are_refused(text: str) -> None:
    with pytest.raises(CommonPassword):
        passwords.check(text)


def test_ones_own_name_is_no_password() -> None:
    for text in ("meichen2026", "mei.chen@kiln1", "MeiChen!!!!"):
        with pytest.raises(PasswordSaysName):
            passwords.check(text, "mei.chen", "Meichen", "meichen@kiln.example")


@pytest.mark.parametrize(
    "text",
    [
        "a good long password",
        "harbour lantern seven",
        "kiln-otter-velvet-42",
        "xK9#mQ2$vL7",
        "我家的貓喜歡吃鳳梨酥",
        "ünüsüal wörds hëre",
    ],
)
def test_words_that_do_not_belong_together_are_fine(text: str) -> None:
    passwords.check(text, "mei", "Mei Chen", None)


def test_endless_ones_are_refused() -> None:
    with pytest.raises(PasswordTooLong):
        passwords.check("harbour lantern " * 20)
