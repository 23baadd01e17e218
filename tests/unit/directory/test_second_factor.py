"""Codes of a second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contact_center.directory.second_factor.domain import (
    RECOVERY_CODES,
    SPAN,
    STEP,
    SecondFactor,
    address,
    is_of_authenticator,
    new_recovery_codes,
    new_secret,
    plain,
    step_of,
)

# RFC 6238, appendix B: the secret in ASCII is "12345678901234567890"; its codes have eight digits, ours the last six.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"))


@pytest.mark.parametrize(("second", "code"), RFC)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert step_of(SECRET, code, now, 0) == second // STEP


def test_a_code_is_good_for_a_step_before_and_after_and_never_twice() -> None:
    at, code = 1111111109, "081804"
    step = at // STEP
    for late in (-STEP, 0, STEP):
        assert step_of(SECRET, code, datetime.fromtimestamp(at + late, UTC), 0) == step
    for late in (-2 * STEP, 2 * STEP):
        assert step_of(SECRET, code, datetime.fromtimestamp(at + late, UTC), 0) is None
    now = datetime.fromtimestamp(at, UTC)
    assert step_of(SECRET, code, now, step) is None, "used"
    assert step_of(SECRET, code, now, step + 1) is None, "a later one was used"
    assert step_of(SECRET, "000000", now, 0) is None


def test_wrong_codes_count_for_an_hour_from_the_first() -> None:
    first = datetime(2026, 11, 30, 9, tzinfo=UTC)
    one = SecondFactor(b"", first, first, 0, 7, first)
    assert one.wrong_now(first + SPAN - timedelta(seconds=1)) == 7
    assert one.wrong_now(first + SPAN) == 0


def test_what_is_typed_is_read_however_it_is_written() -> None:
    for typed in ("081 804", " 081804\n", "０８１８０４", "081-804"):
        assert plain(typed) == "081804"
        assert is_of_authenticator(plain(typed))
    codes = new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    for one in codes:
        assert not is_of_authenticator(plain(one))
        assert plain(one.upper().replace("-", " ")) == plain(one)
        assert len(plain(one)) == 16


def test_the_picture_names_organisation_and_person() -> None:
    secret = new_secret()
    said = address(secret, "mei", "Kiln & Co")
    assert said.startswith("otpauth://totp/Kiln%20%26%20Co:mei?")
    assert f"secret={secret}" in said
