"""The example of `docs/how-to/add-an-erp.md` is a connector that works, found the way a package is found."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from contact_center.kernel.contracts.erp import ContactPoint, Entity
from erp_link.connectors.known import OWN
from erp_link.kinds import GROUP, ErpConnection, kinds

HOW_TO = Path("docs/how-to/add-an-erp.md")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example as an installed distribution: its module, and the file that names its entry point."""
    example = HOW_TO.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "our_package.py").write_text(example, encoding="utf-8")
    about = tmp_path / "our_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: our-package\nVersion: 1.0\n", encoding="utf-8")
    broken = "broken = no_such_package:THING\n"
    (about / "entry_points.txt").write_text(f"[{GROUP}]\nlist = our_package:LIST\n{broken}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "our_package", raising=False)


@pytest.mark.usefixtures("installed")
async def test_the_example_is_found_and_gives_what_it_says() -> None:
    found = kinds(OWN)
    assert set(found) == {"tryton", "odoo", "sql", "list"}
    made = found["list"].connect(ErpConnection("x", "", "", "", deadline=timedelta(seconds=1)))
    offers = await made.probe()
    assert len(offers) == 3
    [account] = await made.find_accounts((ContactPoint("email", "tom@mosslane.example"),))
    [order] = await made.orders(account.external_id)
    page = await made.changes(Entity.ORDER, None, 10)
    assert page.records == (order,)
    assert await made.count(Entity.ORDER) == 1
    assert await made.ids(Entity.ORDER, "7", 10) == ()
