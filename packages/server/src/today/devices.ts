/** Devices that need a person: quarantined, silent, or with a package manager that could not be asked. Many of one client make one line. */
import { goesBackToSnapshot } from '@fettle/core/rollback';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence, countAtStart } from './types.ts';
import type { Line } from './types.ts';

/** So many of one client and kind get a line each; more get one together. */
const mostLines = 5;

/** After its last word before the restart into a snapshot. */
const hoursToComeBack = 1;

type Kind = 'well' | 'quarantine' | 'silent device' | 'could not ask';
type Example = {
  readonly id: string;
  readonly name: string;
  readonly since: string;
  readonly because: string | null;
  readonly next: string | null;
  /** It was asked, and knows only what its lists said when they were last refreshed. */
  readonly oldLists: boolean | null;
  /** The last that it said was that it goes back to a snapshot. */
  readonly goingBack: boolean | null;
};
type Row = {
  client_id: string;
  kind: Kind;
  devices: number;
  silent: number;
  since: string;
  examples: readonly Example[] | null;
};

export type DeviceLines = { readonly lines: readonly Line[]; readonly devices: number; readonly silent: number };

/** A device has one line: quarantined comes before silent, silent before what it said when it last spoke. */
export async function deviceLines(tx: Tx, silentBefore: string, now: Temporal.Instant): Promise<DeviceLines> {
  // A restart takes minutes, and an agent that could not bring its state along stays silent for good.
  const backBefore = now.subtract({ hours: hoursToComeBack }).toString({ smallestUnit: 'millisecond' });
  const found = await sql<Row>`
    with unasked as materialized (
      select client_id, device_id, scanned_at, asked_ok is not false as old_lists,
        case when not asked_ok then jsonb_path_query_first(managers, '$.* ? (@.ok != true).trouble')
          else jsonb_path_query_first(managers, '$.*.lists.lastAttempt ? (@.ok == false).trouble') end as trouble
      from device_inventory where not asked_ok or not lists_ok
    ), looked as (
      select d.client_id, d.id, d.name, d.quarantined_because, v.trouble, v.old_lists, k.last_seen_at < ${silentBefore} as is_silent, b.going_back,
        case when d.status = 'quarantined' then 'quarantine' when k.last_seen_at < ${silentBefore} or b.going_back then 'silent device'
          when v.device_id is not null then 'could not ask' else 'well' end as kind,
        case when d.status = 'quarantined' then d.quarantined_at when k.last_seen_at < ${silentBefore} or b.going_back then k.last_seen_at else coalesce(v.scanned_at, k.last_seen_at) end as since
      from device d
      join device_contact k on k.device_id = d.id
      left join unasked v on v.device_id = d.id
      left join lateral (
        select r.body ->> 'phase' = 'restarting' and exists (
          select 1 from report o where o.client_id = r.client_id and o.instruction_id = r.instruction_id and o.body ->> 'line' = ${goesBackToSnapshot}
        ) as going_back from report r
        where k.last_seen_at < ${backBefore} and r.client_id = d.client_id and r.device_id = d.id order by r.received_at desc limit 1
      ) b on true
      where d.status <> 'retired'
    )
    select client_id, kind, count(*)::int as devices, count(*) filter (where is_silent)::int as silent, min(since) as since,
      to_jsonb((array_agg(jsonb_build_object('id', id, 'name', name, 'since', to_char(since, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'because', coalesce(quarantined_because, trouble ->> 'cause'), 'next', trouble ->> 'nextStep', 'oldLists', old_lists, 'goingBack', going_back)
        order by since, name) filter (where kind <> 'well'))[1:${mostLines}]) as examples
    from looked group by client_id, kind`.execute(tx);
  const { rows } = found;
  return {
    lines: rows.flatMap(linesOf),
    devices: rows.reduce((sum, row) => sum + row.devices, 0),
    silent: rows.reduce((sum, row) => sum + row.silent, 0),
  };
}

function linesOf(row: Row): Line[] {
  if (row.kind === 'well') return [];
  const { client_id: clientId, kind, devices, since } = row;
  const words = wordsOf[kind];
  if (devices <= mostLines) {
    return (row.examples ?? []).map((device) => ({
      id: `${kind}:${device.id}`,
      kind,
      clientId,
      title: words.one(device),
      why: words.why(device),
      since: device.since,
      by: null,
      action: { label: words.label, path: paths.device(device.id) },
    }));
  }
  return [
    {
      id: `${kind}:${clientId}`,
      kind,
      clientId,
      title: words.many(devices),
      why: words.whyMany,
      since,
      by: null,
      action: { label: 'Look at them', path: paths.devicesOf(clientId, kind === 'silent device' ? 'unknown' : 'failing') },
    },
  ];
}

type Words = {
  readonly one: (device: Example) => string;
  readonly why: (device: Example) => string;
  readonly label: string;
  readonly many: (n: number) => string;
  readonly whyMany: string;
};
const wordsOf: Readonly<Record<Exclude<Kind, 'well'>, Words>> = {
  quarantine: {
    one: ({ name }) => `${name} is quarantined`,
    why: ({ because }) =>
      `${asSentence(because ?? 'Its key was used twice')} Say whether it was restored or cloned; until then it is told nothing.`,
    label: 'Say what happened',
    many: (n) => `${countAtStart(n, 'device is', 'devices are')} quarantined`,
    whyMany: 'Two agents seem to speak with the key of each. Say whether it was restored or cloned; until then they are told nothing.',
  },
  'silent device': {
    one: ({ name, goingBack }) => (goingBack === true ? `${name} was to go back to a snapshot, and is silent` : `${name} is silent`),
    why: ({ goingBack }) =>
      goingBack === true
        ? 'Its next restart goes back to the snapshot of a change, and it was not heard since: it is off, does not start, or its agent could not bring its state along and therefore does not run. On the device, journalctl -u fettle-agent says why, and where the state lies.'
        : 'It is off, cannot reach this server, or its agent has stopped. What is shown of it is as old.',
    label: 'Look at it',
    many: (n) => `${countAtStart(n, 'device is', 'devices are')} silent`,
    whyMany: 'So many at once: look at the network of the site first. What is shown of them is as old as their last sign.',
  },
  'could not ask': {
    one: ({ name, oldLists }) =>
      oldLists === true ? `${name} could not refresh its lists of updates` : `The package manager of ${name} could not be asked`,
    why: ({ because, next }) => `${asSentence(because ?? 'It does not say why')} ${asSentence(next ?? 'Nobody knows what it misses.')}`,
    label: 'See why',
    many: (n) => `${n} devices could not tell what they miss`,
    whyMany: 'Their package managers could not be asked, or could not refresh their lists. Each device says why.',
  },
};
