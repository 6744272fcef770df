-- Decisions about releases past their support: an exception, or a replacement that is planned.

alter table decision
  -- about a release of a product, by the names of the feed of life cycles
  add column product text,
  add column cycle text,
  add column product_label text,
  -- what takes its place, and who sees to it
  add column replacement text,
  add column responsible text,
  drop constraint decision_kind_check,
  add constraint decision_kind_check check (kind in ('deploy', 'workaround', 'exception', 'block', 'replace')),
  -- about one thing: this said it of updates and advisories alone
  drop constraint decision_check1,
  add constraint decision_about check (num_nonnulls(advisory, source_name, product) = 1),
  add constraint decision_about_update check ((source_name is null) = (manager is null)),
  add constraint decision_about_release check (num_nonnulls(product, cycle, product_label) in (0, 3)),
  add constraint decision_kind_of_release check (product is null or kind in ('exception', 'replace')),
  -- this said it of exceptions alone
  drop constraint decision_check4,
  add constraint decision_must_end check (kind not in ('exception', 'replace') or ends_at is not null),
  add constraint decision_replaces_release check (kind <> 'replace' or product is not null),
  add constraint decision_replacement check ((kind = 'replace') = (replacement is not null and responsible is not null));

-- `d.*` is what the table had when the view was made
drop view decision_now;
create view decision_now with (security_invoker = true) as
  select d.*, r.at as revoked_at, r.by as revoked_by, r.because as revoked_because, n.id as replaced_by,
    (select max(e.at) from decision_event e where e.client_id = d.client_id and e.decision_id = d.id and e.what = 'verified') as verified_at, u.at as undone_at
  from decision d
  left join decision_event r on r.client_id = d.client_id and r.decision_id = d.id and r.what = 'revoked'
  left join decision_event u on u.client_id = d.client_id and u.decision_id = d.id and u.what = 'undone'
  left join decision n on n.client_id = d.client_id and n.predecessor_id = d.id;

do $$
begin
  execute format('grant select on decision_now to %I', current_setting('fettle.app_role'));
end $$;
