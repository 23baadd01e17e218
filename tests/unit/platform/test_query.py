"""Statements composed at run time: what varies is bound, what is unknown is refused, what comes back is kept."""

from __future__ import annotations

import pytest

from contact_center.interactions.tables import interaction
from contact_center.platform.query import (
    ColumnUnknown,
    compiled,
    insert_row,
    insert_rows,
    or_replace,
    select,
    update_rows,
)

HOSTILE = "x'; drop table core.interaction; --"
KEY = {"tenant_id": "t", "id": "i"}


def test_values_never_become_text() -> None:
    for text, places in (
        update_rows(interaction, KEY, {"subject": HOSTILE}),
        insert_row(interaction, {**KEY, "subject": HOSTILE}),
        compiled(select(interaction.c.id).where(interaction.c.subject == HOSTILE).limit(5)),
    ):
        assert "drop" not in text
        assert HOSTILE in places.values()


@pytest.mark.parametrize("name", ["no_such_column", "subject = '' where true --", "Subject"])
def test_a_column_that_is_not_declared_is_refused_by_name(name: str) -> None:
    for compose in (
        lambda: update_rows(interaction, KEY, {name: 1}),
        lambda: update_rows(interaction, {name: 1}, {"subject": "x"}),
        lambda: insert_row(interaction, {name: 1}),
        lambda: insert_rows(interaction, [name]),
    ):
        with pytest.raises(ColumnUnknown, match=r"core\.interaction"):
            compose()


def test_one_shape_is_compiled_once_whatever_the_values() -> None:
    one, values = update_rows(interaction, KEY, {"subject": "a", "state": "queued"})
    other, others = update_rows(interaction, KEY, {"subject": "b", "state": "closed"})
    assert one is other
    assert values["new_subject"] == "a"
    assert others["new_subject"] == "b"


def test_only_rows_that_equal_the_whole_key_are_changed() -> None:
    text, places = update_rows(interaction, KEY, {"subject": "a"})
    where = text.partition(" WHERE ")[2]
    assert "%(key_tenant_id)s" in where
    assert "%(key_id)s" in where
    assert places == {"new_subject": "a", "key_tenant_id": "t", "key_id": "i"}


def test_a_replaced_row_keeps_its_key() -> None:
    names = ("tenant_id", "id", "subject")
    text, _ = compiled(or_replace(insert_rows(interaction, names), names))
    changed = text.partition("DO UPDATE SET ")[2]
    assert changed == "subject = excluded.subject"
