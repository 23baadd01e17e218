"""The connectors of this product; packages add theirs (`erp_link.kinds`)."""

from __future__ import annotations

from erp_link.connectors.odoo.wiring import ODOO
from erp_link.connectors.sql.wiring import SQL
from erp_link.connectors.tryton.wiring import TRYTON

OWN = (TRYTON, ODOO, SQL)
