-- How a roll-back that a person ordered is to be done, where it is no downgrade.
alter table deployment add column back_by text check (back_by in ('reinstall'));
alter table deployment add constraint deployment_back_by check (back_by is null or predecessor_kind = 'rollback');
