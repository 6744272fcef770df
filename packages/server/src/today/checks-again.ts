/** Deployments whose checks were asked again days later and are not known to be well: nobody answered, or they fail as they did before. One line a deployment. */
import { sql } from 'kysely';
import { among } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { answerWithinHours } from '../regressions/index.ts';
import { paths } from './paths.ts';
import { countAtStart, countOf, someOf } from './types.ts';
import type { Line } from './types.ts';

/** So long after a question its silence says something of the change; the deployment and its report name it for good. */
export const checkedAgainDays = 14;
const mostLines = 200;

export type CheckedAgain = {
  readonly client_id: string;
  readonly id: string;
  readonly title: string;
  readonly silent: readonly string[];
  readonly failing: readonly string[];
  readonly not_measured: readonly string[];
  readonly since: string;
};

export async function checksAgainLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const rows = await checkedAgain(tx, now);
  return rows.map((row) => ({
    id: `checks again:${row.id}`,
    kind: 'checks again',
    clientId: row.client_id,
    title: titleOf(row),
    why: [
      ...part(
        row.silent,
        (who) => `${who} did not answer within ${answerWithinHours / 24} days: how they are since the change is not known.`,
      ),
      ...part(row.failing, (who) => `On ${who} a check fails, as it did before the change.`),
      ...part(row.not_measured, (who) => `On ${who} the checks could not be measured.`),
    ].join(' '),
    since: row.since,
    by: null,
    action: { label: 'Look at the answers', path: paths.deployment(row.id) },
  }));
}

/** A later question about the same device takes the place of an earlier one; what became a regression stands on Today as that. */
export async function checkedAgain(
  tx: Tx,
  now: Temporal.Instant,
  deviceIds: readonly string[] | null = null,
): Promise<readonly CheckedAgain[]> {
  const silentSince = now.subtract({ hours: answerWithinHours }).toString();
  const names = (answers: string) => sql`coalesce(array_agg(v.name order by v.name) filter (where ${sql.raw(answers)}), '{}')`;
  const found = await sql<CheckedAgain>`
    select a.client_id, a.deployment_id as id, d.title, min(a.asked_at) as since,
      ${names('a.answer is null')} as silent, ${names("a.answer = 'failed'")} as failing, ${names("a.answer in ('not-measured', 'refused')")} as not_measured
    from check_again a
    join deployment d on d.client_id = a.client_id and d.id = a.deployment_id
    join device v on v.client_id = a.client_id and v.id = a.device_id
    where a.instruction_id is not null and a.answer is distinct from 'passed' and a.asked_at > ${now.subtract({ hours: 24 * checkedAgainDays }).toString()}::timestamptz
      and (a.answer is not null or (a.asked_at < ${silentSince}::timestamptz and not exists (
        select 1 from report r where r.client_id = a.client_id and r.instruction_id = a.instruction_id and r.status in ('ended', 'refused'))))
      and v.status <> 'retired' and ${among('v.id', deviceIds)}
      and not exists (select 1 from check_again n where n.client_id = a.client_id and n.deployment_id = a.deployment_id and n.device_id = a.device_id
        and n.days > a.days and n.instruction_id is not null and (n.answer is not null or n.asked_at < ${silentSince}::timestamptz))
      and not exists (select 1 from regression g where g.client_id = a.client_id and g.deployment_id = a.deployment_id and g.device_id = a.device_id)
    group by a.client_id, a.deployment_id, d.title order by since, a.deployment_id limit ${mostLines}`.execute(tx);
  return found.rows;
}

function titleOf({ title, silent, failing, not_measured: unmeasured }: CheckedAgain): string {
  const devices = new Set([...silent, ...failing, ...unmeasured]).size;
  return silent.length === devices
    ? `${countAtStart(devices, 'device has', 'devices have')} not answered for checks after “${title}”`
    : `Checks after “${title}” are not known to be well on ${countOf(devices, 'device', 'devices')}`;
}

function part(names: readonly string[], words: (who: string) => string): readonly string[] {
  return names.length === 0 ? [] : [words(someOf(names))];
}
