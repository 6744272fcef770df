-- Campaigns: one change for many clients at once, each by a deployment of its own. What a campaign is about belongs to no client; each client's part is a row of its own.

create table campaign (
  id uuid primary key,
  title text not null,
  reason text not null,
  owner text not null,
  about jsonb not null,
  -- made by a person, or prepared when something urgent became known
  source text not null check (source in ('person', 'emergency')),
  -- of a prepared one: what it was prepared for, each once
  source_key text unique,
  expires_in_days real not null,
  -- how many clients are in it: a rule of two approvers may go by that, where one client alone is in sight
  clients int not null default 0,
  created_at timestamptz not null,
  created_by_kind text not null,
  created_by text not null,
  -- what it rests on was taken back before anybody approved it
  withdrawn_at timestamptz,
  withdrawn_because text,
  check ((source = 'emergency') = (source_key is not null)),
  check ((withdrawn_at is null) = (withdrawn_because is null))
);

create table campaign_client (
  client_id uuid not null,
  campaign_id uuid not null references campaign,
  state text not null check (state in ('waiting', 'proposed', 'nothing', 'failed', 'left-out')),
  deployment_id uuid,
  -- why there is nothing to do, it failed, or it was left out
  detail text not null default '',
  -- of one that waits: how often it was tried, and when it is tried next
  tries int not null default 0,
  next_at timestamptz,
  changed_at timestamptz not null,
  changed_by text not null,
  -- while it is stopped nothing new of its deployment is sent
  stopped_at timestamptz,
  stopped_by text,
  stopped_because text,
  -- what the plan would touch, noted when it was made
  breaks jsonb,
  primary key (client_id, campaign_id),
  foreign key (client_id) references client,
  foreign key (client_id, deployment_id) references deployment,
  check (state <> 'proposed' or deployment_id is not null),
  check ((state = 'waiting') = (next_at is not null)),
  check ((stopped_at is null) = (stopped_because is null) and (stopped_at is null) = (stopped_by is null))
);
create index campaign_client_campaign on campaign_client (campaign_id);
create index campaign_client_due on campaign_client (next_at) where next_at is not null;
create unique index campaign_client_deployment on campaign_client (client_id, deployment_id) where deployment_id is not null;

-- Of a stopped campaign every agent hears at its next check-in, also before the look that places the hold.
create or replace view held_deployment with (security_invoker = true) as
  select s.client_id, s.deployment_id from deployment_state s
  where s.active and (jsonb_array_length(s.state -> 'holds') > 0 or jsonb_typeof(s.state -> 'cancelled') = 'object'
    or exists (select 1 from campaign_client m where m.client_id = s.client_id and m.deployment_id = s.deployment_id and m.stopped_at is not null));

-- Rules of the provider that no policy says: one row a rule, changed by people.
create table provider_rule (
  name text primary key check (name in ('emergency-lane')),
  value jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant select, insert, update on campaign, campaign_client, provider_rule to %I', app);
  alter table campaign_client enable row level security;
  alter table campaign_client force row level security;
  create policy permitted_clients on campaign_client using (client_id = any ((select nullif(current_setting('fettle.clients', true), '')::uuid[])::uuid[]));
end $$;
