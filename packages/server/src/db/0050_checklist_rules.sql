-- The rules of the twelve steps are one of the rules of the provider.
alter table provider_rule drop constraint provider_rule_name_check;
alter table provider_rule add constraint provider_rule_name_check check (name in ('emergency-lane', 'checklist'));
