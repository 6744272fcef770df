-- Destinations: shared places (a webhook, a channel of Slack or Teams, a topic of ntfy) that get the notices of a client.

create table notice_destination (
  client_id uuid not null references client,
  id uuid not null,
  channel text not null check (channel in ('webhook', 'slack', 'teams', 'ntfy')),
  name text not null,
  -- with its path a secret, as are the next four: given out by no route
  url text not null,
  secret text,
  old_secret text,
  old_secret_until timestamptz,
  token text,
  -- what may be shown of the address
  host text not null,
  hint text not null,
  kinds text[] not null,
  is_on boolean not null default true,
  version int not null default 1,
  changed_by text not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  primary key (client_id, id),
  check ((channel = 'webhook') = (secret is not null))
);

-- contact_id of a notice that is no mail names its destination
alter table notice add column channel text not null default 'mail';
create index notice_to on notice (client_id, contact_id, id desc);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on notice_destination to %I', app);
  alter table notice_destination enable row level security;
  alter table notice_destination force row level security;
  create policy permitted_clients on notice_destination using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
