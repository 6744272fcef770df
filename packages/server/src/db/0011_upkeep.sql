-- What the catalogue and the judge remember of their own work: by what they did it, what they still owe to whom, and what could not be decided.

alter table feed
  -- of a feed that can be asked for what changed: when all of it was last asked for, and until when its changes are known
  add column whole_at timestamptz,
  add column known_until timestamptz;

-- software_match and vulnerable_device: advisories that hold, or may hold
alter table software_match
  -- why it can not be said whether it holds; null: it holds
  add column undecided text;

-- by which rules, standards and lists the devices of a client were judged
create table judged_by (
  client_id uuid primary key,
  -- of the code: the greater is the newer
  version int not null,
  basis text not null,
  -- devices up to this one were queued because the basis is another than before; null: all were
  queued_to uuid,
  -- the basis before, and when this one took its place: a server that judges by that one leaves the client alone for a while
  gave_way text,
  since timestamptz not null
);
-- by which version of matching all software was matched
create table matched_by (
  id boolean primary key default true check (id),
  version int not null,
  -- software up to this one was queued because of it; null: all was
  queued_to int
);

-- news that was taken together, until every client was judged by it
create table judge_news (
  id bigint generated always as identity primary key,
  -- software of which other advisories hold
  holding int[] not null,
  -- software of whose vulnerabilities something else is published
  told int[] not null
);
create table judge_news_client (
  client_id uuid not null,
  news_id bigint not null references judge_news,
  primary key (client_id, news_id)
);
create index judge_news_client_news on judge_news_client (news_id);

do $$
declare
  app text := current_setting('fettle.app_role');
  t text;
begin
  execute format('grant select, insert, update, delete on judged_by, matched_by, judge_news, judge_news_client to %I', app);
  foreach t in array array['judged_by', 'judge_news_client'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy permitted_clients on %I using (client_id = any ((select nullif(current_setting(''fettle.clients'', true), '''')::uuid[])::uuid[]))', t);
  end loop;
end $$;
