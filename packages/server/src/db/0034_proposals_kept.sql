-- What was proposed by itself is kept as long as it says something about what is offered; and a campaign says by which rule it was prepared.

create index proposal_by_itself_policy on proposal_by_itself (client_id, policy_id, policy_version);

-- the rule of the provider as it was then, and the part of it that took it for an emergency; null: another reason, or from before
alter table campaign add column source_rule jsonb;

do $$
declare
  app text := current_setting('fettle.app_role');
begin
  execute format('grant delete on proposal_by_itself to %I', app);
end $$;
