"""Draws what setting up a second factor shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import segno

from agent_ui.views.second_factor import FactorSetUp, RecoveryCodes

DARK: Final = "#141414"
LIGHT: Final = "#ffffff"
"""Telephones read dark on light, whatever the theme."""


def set_up(secret: str, address: str, account: str, action: str, error: str | None = None) -> FactorSetUp:
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=3, dark=DARK, light=LIGHT)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return FactorSetUp(picture, grouped, account, action, error)


def recovery(codes: Sequence[str], onward: str) -> RecoveryCodes:
    return RecoveryCodes(tuple(codes), onward, "data:text/plain;charset=utf-8," + quote("\r\n".join(codes) + "\r\n"))
