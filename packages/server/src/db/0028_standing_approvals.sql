-- Standing approvals: a policy version that approvers have signed for a client, until an end. What lies within needs no further signature.

-- what was granted: the exact canonical text whose hash was signed
create table standing_grant (
  client_id uuid not null,
  hash text not null,
  grant_text text not null,
  primary key (client_id, hash),
  foreign key (client_id) references client
);
create trigger evidence_stays before update or delete or truncate on standing_grant for each statement execute function refuse_change();

create table standing_approval (
  client_id uuid not null,
  -- as it was signed
  id uuid not null,
  policy_id uuid not null,
  policy_version int not null,
  grant_hash text not null,
  key_id text not null,
  approver text not null,
  -- null: the key names no person
  person_id text,
  envelope jsonb not null,
  at timestamptz not null,
  expires_at timestamptz not null,
  primary key (client_id, id),
  unique (client_id, grant_hash, key_id, expires_at),
  foreign key (client_id, grant_hash) references standing_grant
);
create index standing_approval_policy on standing_approval (client_id, policy_id, policy_version);
create trigger evidence_stays before update or delete or truncate on standing_approval for each statement execute function refuse_change();

create table standing_approval_revoked (
  client_id uuid not null,
  approval_id uuid not null,
  because text not null,
  by text not null,
  at timestamptz not null,
  primary key (client_id, approval_id),
  foreign key (client_id, approval_id) references standing_approval
);
create trigger evidence_stays before update or delete or truncate on standing_approval_revoked for each statement execute function refuse_change();

-- the standing approvals under which a deployment was approved
create table deployment_standing (
  client_id uuid not null,
  deployment_id uuid not null,
  approval_id uuid not null,
  at timestamptz not null,
  primary key (client_id, deployment_id, approval_id),
  foreign key (client_id, deployment_id) references deployment,
  foreign key (client_id, approval_id) references standing_approval
);
create index deployment_standing_approval on deployment_standing (client_id, approval_id);
create trigger evidence_stays before update or delete or truncate on deployment_standing for each statement execute function refuse_change();

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  foreach t in array array['standing_grant', 'standing_approval', 'standing_approval_revoked', 'deployment_standing'] loop
    execute format('grant select, insert on %I to %I', t, app);
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
