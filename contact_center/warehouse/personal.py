"""Of persons the warehouse holds one thing: which of its keys stands for which customer.

Facts in files name a customer by that key alone. Erasing somebody takes the key away here: the rows and every count
stay, and nobody can tell any more whose they were. The customer's id stays without a key, so that a case or another
row that still names it is loaded as nobody's.
"""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table(
        "measures.fact_load",
        "tenant_id fact serial position learned_at fresh_at reading_from reading_day reading_upto reading_since "
        "read_at check_asked_at checked_at complete_from",
    ),
    Table("measures.fact_pending", "tenant_id fact subject position"),
    Table(
        "measures.fact_file",
        "tenant_id id fact month key rows bytes learned_from learned_upto merged retired_at",
    ),
    Table("measures.fact_check", "tenant_id fact day checked_at owned loaded missing surplus changed named"),
    Table(
        "measures.fact_customer",
        "tenant_id customer_id",
        {"key": "null"},
        about=About.CUSTOMER,
        of_customer="customer_id = any(%(customers)s)",
    ),
)
