from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.webchat import assets, frames
from channels.webchat.colour import contrast, palette, parse_hex
from channels.webchat.domain import language, look, may_embed, origin, origins
from channels.webchat.errors import FrameRefused, FrameTooLarge, MessageEmpty, MessageTooLong
from contact_center.kernel.errors import Invalid
from contact_center.kernel.rates import Buckets, Rate
from tests.told import refused
from tests.unit.channels.webchat.centre import account

KEY = "0123456789abcdef"
colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colours)
def test_any_accent_is_readable_in_both_themes(accent: str) -> None:
    shades = palette(accent)
    for theme, desk in ((shades.light, "#fdfdfc"), (shades.dark, "#1c1b19")):
        assert contrast(parse_hex(theme.accent), parse_hex(desk)) >= 4.5
        assert contrast(parse_hex(theme.accent), parse_hex(theme.tint)) >= 4.5
        assert contrast(parse_hex(theme.on_accent), parse_hex(theme.accent)) >= 4.5


def test_a_readable_accent_is_left_as_the_tenant_chose_it() -> None:
    assert palette("#7a3d12").light.accent == "#7a3d12"
    assert not palette("#7a3d12").adjusted
    assert palette("#ffd800").adjusted


@pytest.mark.parametrize("accent", ["red", "#12", "#1234567", "url(x)", "#7a3d12;}"])
def test_an_accent_that_is_no_colour_is_refused(accent: str) -> None:
    with refused(Invalid, match="not a colour"):
        look(account(accent=accent))


def test_origins_are_compared_as_browsers_write_them() -> None:
    assert origin("HTTPS://Shop.Example:443/") == "https://shop.example"
    assert origin("http://127.0.0.1:8601") == "http://127.0.0.1:8601"
    assert origin("http://[::1]:80") == "http://[::1]"
    assert origins(["https://a.tw", "https://a.tw/"]) == ("https://a.tw",)


@pytest.mark.parametrize(
    "text", ["shop.example", "https://shop.example/page", "https://*.example", "ftp://x", "https://a b;c", "*", ""]
)
def test_what_is_no_origin_is_refused_by_name(text: str) -> None:
    with refused(Invalid, match="not a site"):
        origin(text)


def test_only_allowed_origins_may_embed() -> None:
    allowed = ("https://shop.example",)
    assert may_embed("https://shop.example", allowed)
    for other in (None, "null", "http://shop.example", "https://shop.example.evil.tw", "https://shop.example:444"):
        assert not may_embed(other, allowed)


@pytest.mark.parametrize(
    ("wanted", "accept", "got"),
    [
        ("zh-Hant", None, "zh-Hant"),
        ("zh-TW", "en", "zh-Hant"),
        (None, "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        (None, "de;q=1, en;q=0.4, zh;q=0.7", "zh-Hant"),
        ("fr", "", "en"),
        (None, None, "en"),
        ("en-GB", "zh-TW", "en"),
    ],
)
def test_the_widget_speaks_the_language_of_the_page_or_the_browser(
    wanted: str | None, accept: str | None, got: str
) -> None:
    assert language(wanted, accept) == got


def test_both_languages_say_the_same_things() -> None:
    words = assets.load().words
    assert words["en"].keys() == words["zh-Hant"].keys()
    for key, english in words["en"].items():
        holes = {part.split("}")[0] for part in english.split("{")[1:]}
        assert {part.split("}")[0] for part in words["zh-Hant"][key].split("{")[1:]} == holes, key


def test_a_frame_is_understood() -> None:
    said = frames.understand(f'{{"type":"message","client_key":"{KEY}","text":" hi\\u0000 "}}')
    assert said == frames.Say(KEY, "hi")
    assert frames.understand('{"type":"typing","active":true}') == frames.Typing(True)
    assert frames.understand('{"type":"resume","cursor":4}') == frames.ResumeFrom(4)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("nonsense", FrameRefused),
        ("[]", FrameRefused),
        ("[" * 20_000, FrameRefused),
        ('{"type":"boast"}', FrameRefused),
        ('{"type":"message","client_key":"no","text":"hi"}', FrameRefused),
        (f'{{"type":"message","client_key":"{KEY}","text":"\\ud800"}}', MessageEmpty),
        (f'{{"type":"message","client_key":"{KEY}","text":"{"x" * 4001}"}}', MessageTooLong),
        (f'{{"type":"message","text":"{"x" * 24_001}"}}', FrameTooLarge),
        ('{"type":"read","conversation":"x","position":1}', FrameRefused),
        ('{"type":"resume","cursor":-1}', FrameRefused),
        ('{"type":"resume","cursor":true}', FrameRefused),
    ],
)
def test_a_frame_that_cannot_be_used_is_refused_by_field(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        frames.understand(text)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(FrameRefused):
        frames.understand(text)


def test_a_bucket_refills_evenly() -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    buckets = Buckets(Rate(burst=2, per_second=0.5))
    assert [buckets.take("a", start) for _ in range(3)] == [0.0, 0.0, 2.0]
    assert buckets.take("b", start) == 0.0
    assert buckets.take("a", start + timedelta(seconds=2)) == 0.0
