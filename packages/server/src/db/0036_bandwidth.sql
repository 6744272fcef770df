-- How fast the devices of a site may fetch packages, all of them together, and what one was told of it.

-- megabits a second, and others in some hours of the site: {"megabits": 10, "hours": {"from": "20:00", "to": "06:00", "megabits": 100}}
alter table change_limit add column bandwidth jsonb
  check (bandwidth is null or (site_id <> '00000000-0000-0000-0000-000000000000' and (bandwidth ->> 'megabits')::numeric > 0));

-- of an instruction to fetch: the rate that the device was told, which it keeps until not_after; null: none
alter table instruction add column bytes_per_second bigint check (bytes_per_second is null or (bytes_per_second > 0 and verb = 'get'));
