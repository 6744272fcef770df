-- Files that people attach to the results of test steps, by their digest, which stands in the deployment's events.

create table test_attachment (
  client_id uuid not null,
  deployment_id uuid not null,
  -- hex SHA-256 of the content
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null,
  content bytea not null check (octet_length(content) between 1 and 2097152),
  added_at timestamptz not null,
  added_by text not null,
  primary key (client_id, deployment_id, sha256),
  foreign key (client_id, deployment_id) references deployment
);
-- pictures and archives are packed already
alter table test_attachment alter column content set storage external;
create trigger evidence_stays before update or delete or truncate on test_attachment for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert on test_attachment to %I', app);
  alter table test_attachment enable row level security;
  alter table test_attachment force row level security;
  create policy permitted_clients on test_attachment using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
