"""Text goes compressed over the wire, and no page gives its secret away by its size."""

from __future__ import annotations

import json
import re

import pytest

from agent_ui.frame.render import ASSETS
from contact_center.bootstrap.web import COMPRESSED_FROM
from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House

MANIFEST = ASSETS / "manifest.json"


@pytest.mark.parametrize("path", ["/console", "/customers", "/api/openapi.json"])
async def test_pages_and_json_come_compressed_to_who_can_read_it(house: House, path: str) -> None:
    admin = await house.person("ada", Role.SUPERVISOR)
    whole = await admin.get(path, **{"accept-encoding": "identity"})
    small = await admin.get(path, **{"accept-encoding": "gzip"})
    assert "content-encoding" not in whole.headers
    assert small.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["vary"]
    assert int(small.headers["content-length"]) < len(whole.content) * 0.45


async def test_scripts_styles_and_icons_come_compressed(house: House) -> None:
    files = json.loads(MANIFEST.read_text())
    for name, served in files.items():
        size = (ASSETS / served).stat().st_size
        answer = await house.stranger().get(f"/assets/{served}", headers={"accept-encoding": "gzip"})
        compressed = answer.headers.get("content-encoding") == "gzip"
        assert compressed == (size >= COMPRESSED_FROM and not name.endswith(".woff2")), name
        assert len(answer.content) == size


async def test_what_a_form_must_carry_looks_different_on_each_page_and_is_the_same(house: House) -> None:
    """A constant secret beside words from the address could be read off the sizes of compressed pages."""
    mei = await house.person("mei", Role.AGENT)
    pages = [(await mei.get("/console")).text for _ in range(2)]
    tokens = [re.findall(r'name="csrf-token" content="([0-9a-f]+)"', page)[0] for page in pages]
    assert tokens[0] != tokens[1]
    for token in tokens:
        answer = await mei.http.post(
            "/console/presence", data={"presence": "available"}, headers={"origin": HOST, "x-csrf-token": token}
        )
        assert answer.status_code < 400
    turned = tokens[0][:-1] + ("0" if tokens[0][-1] != "0" else "1")
    for wrong in (turned, tokens[0][:64], tokens[0][64:], "no token", ""):
        answer = await mei.http.post(
            "/console/presence", data={"presence": "available"}, headers={"origin": HOST, "x-csrf-token": wrong}
        )
        assert answer.status_code == 403
