"""Facts of the ERP about customers are a copy: they go with the customer, the ERP keeps its own."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table("erp.system", "tenant_id kind url database login secret active"),
    Table(
        "erp.account_map",
        "tenant_id customer_id source as_of",
        {"external_id": "null", "account": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "erp.fact_block",
        "tenant_id customer_id source kind as_of",
        {"items": "'[]'"},
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table(
        "erp.document",
        "tenant_id source kind customer_id number letters digits",
        about=About.CUSTOMER,
        kept="until the customer is erased",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
)
