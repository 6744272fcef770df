/** Clients of which a mission-critical device has no way back that was tried, or a drill is overdue: one line a client, by the last look at them. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countAtStart, someOf } from './types.ts';
import type { Line } from './types.ts';

type Row = { readonly client_id: string; readonly untried: readonly string[]; readonly overdue: readonly string[]; readonly since: string };

export async function wayBackLines(tx: Tx): Promise<readonly Line[]> {
  const found =
    await sql<Row>`select client_id, untried, overdue, since from rollback_look where since is not null order by since limit 500`.execute(
      tx,
    );
  return found.rows.map(({ client_id: clientId, untried, overdue, since }) => ({
    id: `way back:${clientId}`,
    kind: 'way back',
    clientId,
    title: titleOf(untried, overdue),
    why: whyOf(untried, overdue),
    since,
    by: null,
    action: { label: 'See how they come back', path: paths.rollback(clientId) },
  }));
}

function titleOf(untried: readonly string[], overdue: readonly string[]): string {
  return untried.length > 0
    ? `${countAtStart(untried.length, 'mission-critical device has', 'mission-critical devices have')} no way back that was tried`
    : `${countAtStart(overdue.length, 'device is', 'devices are')} overdue for a drill`;
}

function whyOf(untried: readonly string[], overdue: readonly string[]): string {
  const late = overdue.length === 0 ? '' : ` The policy wants a drill by now of ${someOf(overdue)}.`;
  const never = untried.length === 0 ? '' : `Nobody has seen ${someOf(untried)} come back, or it failed the last time.`;
  return `${never}${late}`.trim();
}
