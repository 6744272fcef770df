-- What a client's policy left for later of a campaign when its part was planned: other lanes, rules that defer or want a person. Of parts from before it was kept: unknown, as nothing.
alter table campaign_client add column left_over jsonb;
