"""Facts of the ERP about customers are a copy: they go with the customer, the ERP keeps its own."""

from __future__ import annotations

from contact_center.platform.personal import About, Table

TABLES = (
    Table("erp.system", "tenant_id kind url database login secret active settings"),
    Table(
        "erp.feed",
        "tenant_id source entity cursor copied_at rows_read rows_there agreed_at changed_at failing_since "
        "trouble reconciled_at removed refused_to_remove busy_until",
    ),
    Table("erp.act_limit", "tenant_id kind currency alone per_record per_customer per_agent days released_by"),
    Table(
        "erp.proposal",
        "tenant_id id kind state source account customer_id interaction_id case_id entity external_id number payload "
        "preview outcome words trouble amount currency proposed_by proposed_at sent_at settled_at tries undoes "
        "undone_by",
        about=About.CUSTOMER,
        kept="until the customer is erased; what was done stays in the ERP",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table("erp.embedding", "tenant_id sites links_since"),
    Table(
        "erp.back_office_note",
        "tenant_id key digest written_at place customer_id interaction_id",
        about=About.CUSTOMER,
        kept="until the customer is erased; the note itself stands with the conversation or the customer",
        of_customer="customer_id = any(%(customers)s)",
        delete=True,
    ),
    Table("erp.withheld", "tenant_id source account", kept="as long as the organisation: what was erased stays out"),
    Table(
        "erp.record_change",
        "tenant_id source entity external_id at before after",
        about=About.CUSTOMER,
        kept="two years, or until the customer is erased",
        of_customer="(source, entity, external_id) in (select r.source, r.entity, r.external_id from erp.record r "
        "join erp.account_map a on a.tenant_id = r.tenant_id and a.source = r.source and a.external_id = r.account "
        "where r.tenant_id = %(tenant)s and a.customer_id = any(%(customers)s))",
        delete=True,
    ),
    Table(
        "erp.record",
        "tenant_id source entity external_id account number letters digits label names links product day body watched "
        "digest read_at deleted_at",
        about=About.CUSTOMER,
        kept="as long as the ERP has it, or until the customer is erased",
        of_customer="account <> '' and (source, account) in (select a.source, a.external_id from erp.account_map a "
        "where a.tenant_id = %(tenant)s and a.customer_id = any(%(customers)s))",
        delete=True,
    ),
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
