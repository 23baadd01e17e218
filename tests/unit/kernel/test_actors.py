"""A name of the log tells a person from a program."""

from __future__ import annotations

from uuid import UUID

import pytest

from contact_center.kernel.actors import user_of, users_of

MEI = UUID("0193b0a0-0000-7000-8000-000000000001")


@pytest.mark.parametrize(
    ("actor", "user"),
    [(f"user:{MEI}", MEI), ("router", None), ("user:", None), ("user:mei", None), (f"key:{MEI}", None)],
)
def test_only_a_users_own_name_is_a_person(actor: str, user: UUID | None) -> None:
    assert user_of(actor) == user


def test_of_several_the_persons_each_once() -> None:
    assert users_of([f"user:{MEI}", "router", f"user:{MEI}"]) == {MEI}
