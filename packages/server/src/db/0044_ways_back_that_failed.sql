-- ways back that did not work are few among all that were tried, and Today asks for the newest of them
create index way_back_trial_failed on way_back_trial (client_id, at desc) where not passed;
