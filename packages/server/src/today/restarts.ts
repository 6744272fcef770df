/** Devices on which updates are in and not in effect, because a restart has been pending for a day or more: one line a device, or one a client. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence, countAtStart } from './types.ts';
import type { Line } from './types.ts';

/** Sooner its window, or its people, may settle it. */
export const pendingHours = 24;
const mostLines = 5;

type Example = {
  readonly id: string;
  readonly name: string;
  readonly since: string;
  readonly reasons: readonly { readonly detail: string }[] | null;
};
type Row = { client_id: string; devices: number; since: string; examples: readonly Example[] };

export async function restartLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const before = now.subtract({ hours: pendingHours }).toString();
  const found = await sql<Row>`
    select v.client_id, count(*)::int as devices, min(v.restart_pending_since) as since,
      to_jsonb((array_agg(jsonb_build_object('id', d.id, 'name', d.name, 'since', to_char(v.restart_pending_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reasons', v.runtime -> 'restartPending')
        order by v.restart_pending_since, d.name))[1:${mostLines}]) as examples
    from device_inventory v join device d on d.client_id = v.client_id and d.id = v.device_id
    where v.restart_pending and v.restart_pending_since < ${before} and d.status = 'active' group by v.client_id`.execute(tx);
  return found.rows.flatMap((row) => (row.devices <= mostLines ? row.examples.map((one) => lineOf(row.client_id, one)) : [together(row)]));
}

function lineOf(clientId: string, { id, name, since, reasons }: Example): Line {
  const [first, ...more] = reasons ?? [];
  const why =
    first === undefined ? '' : ` ${asSentence(first.detail.slice(0, 200))}${more.length === 0 ? '' : ` And ${more.length} more.`}`;
  return {
    id: `restart pending:${id}`,
    kind: 'restart pending',
    clientId,
    title: `${name} waits for a restart`,
    why: `Updates are in and not in effect until then.${why}`,
    since,
    by: null,
    action: { label: 'See why', path: paths.device(id) },
  };
}

function together({ client_id: clientId, devices, since }: Row): Line {
  return {
    id: `restart pending:${clientId}`,
    kind: 'restart pending',
    clientId,
    title: `${countAtStart(devices, 'device waits', 'devices wait')} for a restart`,
    why: 'Updates are in and not in effect until then. See whether their policy forbids restarts, or whether people put them off to the end.',
    since,
    by: null,
    action: { label: 'Look at them', path: paths.devicesNeeding(clientId) },
  };
}
