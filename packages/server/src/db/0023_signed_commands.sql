-- Commands that the root key signed, with the scripts that they pin. Of no client: the signed document itself says for whom it is.

create table signed_command (
  -- hex SHA-256 of the bytes that were signed
  document text primary key check (document ~ '^[0-9a-f]{64}$'),
  name text not null,
  purpose text not null,
  -- null: for all clients
  client_ids uuid[],
  envelope jsonb not null,
  script bytea not null check (octet_length(script) <= 262144),
  added_at timestamptz not null,
  added_by text not null,
  -- handed out no more; what ran by it stays explained
  removed_at timestamptz,
  removed_by text,
  check ((removed_at is null) = (removed_by is null))
);

do $$
begin
  execute format('grant select, insert, update on signed_command to %I', current_setting('fettle.app_role'));
end $$;
