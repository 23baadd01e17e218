"""A telephone number in a text calls; all else that is made of digits stays as it was written."""

from __future__ import annotations

import pytest

from agent_ui.frame.render import marked


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("請撥 0912-345-678，謝謝", "886912345678"),
        ("call (02) 2711 0480 after 5", "886227110480"),
        ("+1 212-555-0100.", "12125550100"),
    ],
)
def test_a_number_opens_the_dialog_that_calls_it(text: str, number: str) -> None:
    shown = str(marked(text))
    assert f'data-url="/calls/new?to=%2B{number}"' in shown
    assert shown.count("<button") == 1


@pytest.mark.parametrize(
    "text",
    ["SO-20418 and INV-3391", "2026-11-30 09:12", "tax 24536806", "0000000000", "https://x.example/0912345678", "110"],
)
def test_other_digits_do_not(text: str) -> None:
    assert "<button" not in str(marked(text))


def test_hostile_text_stays_text() -> None:
    shown = str(marked('<script>"0912345678"</script>'))
    assert "<script>" not in shown
    assert "&#34;<button" in shown
