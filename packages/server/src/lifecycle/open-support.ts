import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/**
 * A relation: releases on devices of which the support has ended (`past`) or ends soon, and about which nothing is decided at `now` (RFC 3339): client_id, device_id, kind, past,
 * ends, name, since. For whoever counts or names them.
 */
export function openSupport(now: string): RawBuilder<unknown> {
  return sql`(
    with listed as materialized (
      select s.id, s.kind, s.standing <> 'ending' as past, s.ends, coalesce(s.product_label, s.product) || ' ' || s.cycle as name
      from lifecycle_subject s where s.standing in ('ended', 'regular-ended', 'ending') and s.product is not null and s.cycle is not null
    )
    select x.client_id, x.device_id, l.kind, l.past, l.ends, l.name, x.since from listed l join device_subject x on x.subject_id = l.id
    where not exists (select 1 from decided_subject c where c.client_id = x.client_id and c.device_id = x.device_id and c.subject_id = x.subject_id
      and (c.until is null or c.until > ${now})))`;
}
