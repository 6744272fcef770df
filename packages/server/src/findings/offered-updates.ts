import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/**
 * A relation: the updates of `counted` (a relation with client_id, software_id, devices, withheld, urgent and whatever else) that some device does not withhold, each with whether a
 * deployment under way has it (`taken`) and whether something was decided about it that holds at `now` (RFC 3339; `decided`). `reaches`: which deployments count; without it all.
 */
export function offeredUpdates(
  counted: RawBuilder<unknown>,
  now: string,
  reaches: (deployment: string) => RawBuilder<unknown> = () => sql`true`,
): RawBuilder<unknown> {
  return sql`(
    with taken as materialized (
      select distinct b.client_id, b.software_id from deployment_state s
      join deployment_update b on b.client_id = s.client_id and b.deployment_id = s.deployment_id where s.active and ${reaches('s.deployment_id')}
    ), decided as materialized (
      select distinct client_id, software_id from decided_update where until is null or until > ${now}
    )
    select c.*, t.software_id is not null as taken, d.software_id is not null as decided from ${counted} c
    left join taken t on t.client_id = c.client_id and t.software_id = c.software_id
    left join decided d on d.client_id = c.client_id and d.software_id = c.software_id
    where c.devices > c.withheld)`;
}

/** A condition on a row of `offeredUpdates`: urgent on some device, and nobody has said what becomes of it. */
export const urgentUndecided = sql`urgent > 0 and not taken and not decided`;
