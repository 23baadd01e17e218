"""Personal data of articles: for whom they were used. Questions are kept without addresses and long numbers."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table("crm.article_category", "tenant_id id names position dropped_at held"),
    Table("crm.article_counter", "tenant_id last"),
    Table(
        "crm.article",
        "tenant_id id number category_id visibility owner_id review_on state latest published published_before edition "
        "created_at created_by changed_at request_key",
    ),
    Table(
        "crm.article_version",
        "tenant_id article_id n state texts written_by written_at approved_by approved_at published_by published_at",
    ),
    Table("crm.article_words", "tenant_id article_id language live title title_words words"),
    Table(
        "crm.article_file",
        "tenant_id id article_id name content_type size blob_key added_by added_at removed_at",
        blobs="blob_key",
    ),
    Table("crm.article_gap", "tenant_id id language terms text places count first_at last_at state article_id"),
    Table(
        "crm.article_use",
        "tenant_id article_id interaction_id version language how agent_id at back_id back_at",
        {"customer_id": "null"},
        about=About.CUSTOMER,
        kept="until the customer is erased; the row stays so that past figures still add up",
        of_customer="customer_id = any(%(customers)s)",
    ),
)
