"""An import as its pages show it."""

from __future__ import annotations

import re

from contact_center.directory.service import Role
from crm_core.customers.importing import service as importing
from tests.integration.agent_ui.conftest import House


async def test_a_supervisor_imports_a_file_and_takes_the_refused_rows_along(house: House) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    mei = await house.person("mei", Role.AGENT)
    assert (await mei.get("/customers/import")).status_code == 403
    raw = "姓名,手機\r\n林佳穎,0912345081\r\n<script>,12\r\n".encode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', (await sam.get("/customers/import")).text)
    assert token is not None
    sent = await sam.http.post(
        "/customers/import",
        files={"file": ("客戶.csv", raw, "text/csv")},
        headers={"x-csrf-token": token[1], "sec-fetch-site": "same-origin"},
    )
    address = sent.headers["location"]
    id = address.rpartition("/")[2]
    page = (await sam.get(address)).text
    assert "客戶.csv" in page
    assert re.search(r'<option value="name" selected', page)
    assert (await sam.post(f"{address}/try", {"mapping": ["name", "phone"]})).status_code == 303
    await importing.go_on(house.runtime.database, house.tenant, importing.UUID(id))
    page = (await sam.get(address)).text
    assert "Import 1 customer" in page
    assert "Phone: This is neither an e-mail address nor a phone number with its country code." in page
    assert "<script>,12" not in page
    file = (await sam.get(f"{address}/left-out.csv")).content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("<script>,12,2,Phone: This is neither")
    assert (await sam.post(f"{address}/run", {})).status_code == 303
    await importing.go_on(house.runtime.database, house.tenant, importing.UUID(id))
    assert "林佳穎" in (await sam.get("/customers?q=0912345081")).text
