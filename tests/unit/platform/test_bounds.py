"""What a request may bring, asked before anything is parsed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request, UploadFile
from hypothesis import given
from hypothesis import strategies as st

from contact_center.kernel.errors import bare
from contact_center.platform.bounds import AT_ONCE, Bounded, too_deep

JSON = {"content-type": "application/json"}
SIGNED_IN = {"cookie": "me"}


def door() -> httpx.AsyncClient:
    app = FastAPI()
    reached: list[int] = []

    @app.post("/take")
    async def take(request: Request) -> int:
        return len(await request.body())

    @app.post("/say")
    async def say(said: dict[str, object]) -> int:
        return len(said)

    @app.post("/file")
    async def file(file: UploadFile) -> int:
        reached.append(1)
        return len(await file.read())

    async def known(connection: object) -> bool:
        return "cookie" in connection.headers  # type: ignore[attr-defined]

    bounded = Bounded(app, known=known, tell=bare, strangers=1000, most=50_000)
    return httpx.AsyncClient(transport=httpx.ASGITransport(bounded), base_url="http://here")


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 100):
        yield b"x" * 100


async def test_a_stranger_may_send_little_and_who_is_signed_in_more() -> None:
    async with door() as http:
        form = {"content-type": "text/plain"}
        assert (await http.post("/take", content=b"x" * 1000, headers=form)).json() == 1000
        refused = await http.post("/take", content=b"x" * 1001, headers=form)
        assert (refused.status_code, refused.json()["type"]) == (413, "urn:contact-center:body_too_large")
        assert (await http.post("/take", content=b"x" * 50_000, headers=form | SIGNED_IN)).json() == 50_000
        assert (await http.post("/take", content=b"x" * 50_001, headers=form | SIGNED_IN)).status_code == 413
        big = {"file": ("a.bin", b"x" * 20_000)}
        assert (await http.post("/file", files=big)).status_code == 413
        assert (await http.post("/file", files=big, headers=SIGNED_IN)).json() == 20_000


async def test_a_body_that_announces_no_length_is_counted_as_it_comes() -> None:
    async with door() as http:
        form = {"content-type": "text/plain"}
        assert (await http.post("/take", content=pieces(1000), headers=form)).status_code == 200
        assert (await http.post("/take", content=pieces(1100), headers=form)).status_code == 413
        assert (await http.post("/take", content=pieces(40_000), headers=form | SIGNED_IN)).status_code == 200
        assert (await http.post("/take", content=pieces(60_000), headers=form | SIGNED_IN)).status_code == 413


@pytest.mark.parametrize("nested", ['{"a":' * 400 + "1" + "}" * 400, "[" * 900, '{"a":' + "[" * 500 + "]" * 500 + "}"])
async def test_json_nested_without_end_is_refused_before_it_is_parsed(nested: str) -> None:
    async with door() as http:
        assert (await http.post("/say", content=nested, headers=JSON | SIGNED_IN)).status_code == 400
        flat = json.dumps({str(n): "[{" * 20 for n in range(100)})
        assert (await http.post("/say", content=flat, headers=JSON | SIGNED_IN)).json() == 100


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_depth_is_that_of_the_document_whatever_its_texts_hold(document: object) -> None:
    def depth(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(depth, inner), default=0)

    written = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert too_deep(written, depth(document)) is False
    assert depth(document) == 0 or too_deep(written, depth(document) - 1)


@pytest.mark.parametrize("bad", [b'"\\"' * AT_ONCE, b'"' + b"\\" * AT_ONCE, b"[]" * AT_ONCE, b'["' * AT_ONCE])
def test_hostile_texts_are_looked_through_once(bad: bytes) -> None:
    """A pattern that goes back would need hours for these; the suite's own limit would end it."""
    too_deep(b"[" * 65 + bad, 10**9)
