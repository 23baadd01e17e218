"""Odoo as a kind that can be connected."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid
from erp_link.connectors.odoo.client import NAME, OdooApi, OdooClient, OdooSettings
from erp_link.connectors.odoo.connector import OdooConnector
from erp_link.kinds import ErpConnection, ErpKind, FullConnector


class NoSuchOdooApi(Invalid):
    """Odoo is spoken to by `json2` (from version 19) or by `rpc` (until 21)."""


def _connect(given: ErpConnection) -> FullConnector:
    wanted = str(given.settings.get("api") or OdooApi.JSON2)
    if wanted not in set(OdooApi):
        raise NoSuchOdooApi(wanted, field="api")
    settings = OdooSettings(
        given.url, given.database, given.login, given.secret, OdooApi(wanted), given.deadline, min(given.in_flight, 2)
    )
    return OdooConnector(OdooClient(settings), given.region)


ODOO = ErpKind("odoo", NAME, _connect, ("url", "database", "secret"), ("api",))
