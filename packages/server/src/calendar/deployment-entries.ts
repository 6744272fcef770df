/** Deployments as entries of the calendar: when the next step of each is expected, drills among them, and the restarts that are waited for. */
import { describeWaiting, holdLabels } from '@fettle/core/deployment';
import type { DeploymentState, Waiting } from '@fettle/core/deployment';
import { sql } from 'kysely';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/feature.ts';
import { touches } from './span.ts';
import type { ClientPart, Entry, Span } from './span.ts';

type DeploymentRow = {
  id: string;
  client_id: string;
  title: string;
  expires_at: string;
  drill: boolean;
  seq: number;
  state: Omit<DeploymentState, 'runs'>;
  devices: number;
  /** A device has begun, or may begin at once. */
  running: boolean;
  waiting: Waiting[];
};

export const mostDeployments = 500;

/** Of open deployments that touch the span, the oldest first; `cut`: there are more than are read. `siteId`: only those with a device there. */
export async function deploymentEntries(
  tx: Tx,
  clients: readonly ClientPart[],
  { span, now, siteId }: { readonly span: Span; readonly now: string; readonly siteId: string | null },
): Promise<{ readonly entries: readonly Entry[]; readonly cut: boolean }> {
  const atSite =
    siteId === null
      ? sql`true`
      : sql`exists (select 1 from deployment_device x join device v on v.client_id = x.client_id and v.id = x.device_id
          where x.client_id = d.client_id and x.deployment_id = d.id and v.site_id = ${siteId})`;
  const found = await sql<DeploymentRow>`
    select d.id, d.client_id, d.title, d.expires_at, d.drill, s.seq, s.state, s.waiting, coalesce((s.summary ->> 'devices')::int, 0) as devices,
      exists (select 1 from deployment_run r where r.client_id = s.client_id and r.deployment_id = s.deployment_id and r.run ->> 'outcome' is null
        and r.run ->> 'phase' <> 'planned' and (r.run ->> 'notBefore' is null or (r.run ->> 'accepted')::boolean)) as running
    from deployment_state s join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    where s.client_id = any(${clients.map(({ id }) => id)}::uuid[]) and s.active and d.created_at < ${timestamp(span.until)} and d.expires_at > ${timestamp(span.from)}
      and ${atSite}
    order by d.created_at, d.id limit ${mostDeployments + 1}`.execute(tx);
  const byId = new Map(clients.map((client) => [client.id, client]));
  const entries = found.rows.slice(0, mostDeployments).flatMap((row): readonly Entry[] => {
    const client = byId.get(row.client_id);
    const begins = Temporal.Instant.from(expectedFrom(row, now));
    const ends = Temporal.Instant.from(row.expires_at);
    const until = Temporal.Instant.compare(begins, ends) < 0 ? ends : begins.add({ minutes: 1 });
    if (client === undefined || !touches(span, begins, until)) return [];
    const common = {
      clientId: client.id,
      clientName: client.name,
      until: timestamp(until),
      zone: client.sites[0]?.zone ?? null,
      day: null,
      closed: null,
      path: `/deployments/${row.id}`,
    };
    const restarts = touches(span, Temporal.Instant.from(now), ends) ? restartsWaiting(row) : 0;
    return [
      {
        ...common,
        kind: row.drill ? 'drill' : 'deployment',
        id: `deployment ${row.id}`,
        title: row.title,
        detail: detailOf(row),
        from: timestamp(begins),
        state: stateOf(row),
      },
      ...(restarts === 0
        ? []
        : [
            {
              ...common,
              kind: 'restart' as const,
              id: `restart ${row.id}`,
              title: `${restarts} device${restarts === 1 ? ' waits' : 's wait'} for a restart`,
              detail: row.title,
              from: timestamp(Temporal.Instant.from(now)),
              state: 'running' as const,
            },
          ]),
    ];
  });
  return { entries, cut: found.rows.length > mostDeployments };
}

/** Devices that were changed and wait for their restart: for people there, for their signing out, or for the end of the window. */
function restartsWaiting({ waiting }: DeploymentRow): number {
  return waiting.filter((wait) => wait.what === 'device' && wait.for.startsWith('restart')).length;
}

/** When its next step is expected: now where something runs, else the earliest time that it waits for. */
function expectedFrom(row: DeploymentRow, now: string): string {
  if (row.seq === 0 || stateOf(row) !== 'planned') return now;
  const times = row.waiting.flatMap((wait) => {
    if (wait.what === 'window') return wait.opensAt ?? [];
    if (wait.what === 'freeze') return wait.opensAt ?? wait.freeze.until;
    return wait.what === 'ring' || wait.what === 'soak' ? wait.until : [];
  });
  const [first] = times.toSorted((a, b) => Temporal.Instant.compare(a, b));
  return first === undefined || Temporal.Instant.compare(first, now) < 0 ? now : first;
}

function stateOf(row: DeploymentRow): Entry['state'] {
  if (row.seq === 0) return 'planned';
  if (row.state.holds.length > 0) return 'held';
  return row.running ? 'running' : 'planned';
}

function detailOf(row: DeploymentRow): string {
  if (row.seq === 0) return 'Proposed: its devices are asked what the change would do.';
  const [hold] = row.state.holds;
  if (hold !== undefined) return `${holdLabels[hold.reason].label}: ${hold.detail}`;
  const [first] = row.waiting;
  if (first === undefined) return '';
  const { devices } = row;
  const count = `${devices} device${devices === 1 ? '' : 's'}`;
  // Of single devices the page of the deployment tells; here it is one line for all.
  if ('deviceId' in first && first.what !== 'freeze') return count;
  const words = {
    device: () => count,
    ring: (index: number) => row.state.header.rings[index]?.name ?? String(index + 1),
    time: (at: string) => `${at.slice(0, 16).replace('T', ' ')} UTC`,
    person: (id: string) => id,
  };
  return first.what === 'freeze' ? `${count}; waits for the freeze “${first.freeze.name}” to end.` : describeWaiting(first, words).sentence;
}
