"""Row-level security for every table that has a tenant (D13): the same two policies everywhere."""

from __future__ import annotations

PROTECT = """
do $$
declare t record;
begin
  for t in
    select c.table_schema as s, c.table_name as n
    from information_schema.columns c join information_schema.tables b using (table_schema, table_name)
    where c.column_name = 'tenant_id' and b.table_type = 'BASE TABLE'
      and c.table_schema in ('core', 'channels', 'routing', 'crm', 'erp', 'measures')
      and not exists (select 1 from pg_policies p where p.schemaname = c.table_schema and p.tablename = c.table_name)
  loop
    execute format('alter table %I.%I enable row level security', t.s, t.n);
    execute format('alter table %I.%I force row level security', t.s, t.n);
    execute format('create policy tenant on %I.%I to cc_app using (tenant_id = '
      'nullif(current_setting(''app.tenant'', true), '''')::uuid)', t.s, t.n);
    execute format('create policy every_tenant on %I.%I to cc_system using (true)', t.s, t.n);
    execute format('create policy owner on %I.%I to cc_owner using (true)', t.s, t.n);
    execute format('grant select, insert, update, delete on %I.%I to cc_app, cc_system', t.s, t.n);
  end loop;
end $$
"""
