/** What of the installation's trust needs a person: who may approve, until when, and where the root key lies. */
import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { readTrustIn, rootKeyFile } from '../trust/index.ts';
import type { InForce } from '../trust/index.ts';
import { paths } from './paths.ts';
import type { Line } from './types.ts';

const expiresSoonDays = 60;

type Records = {
  readonly installed_at: string;
  readonly admissions: readonly { readonly key_id: string; readonly name: string; readonly label: string; readonly at: string }[];
  /** Ids of people who may not approve: removed, or without the flag. */
  readonly not_approvers: readonly { readonly id: string; readonly name: string; readonly removed: boolean }[];
};

/** For who may see the provider's own records. */
export async function trustLines(tx: Tx, context: Context): Promise<Line[]> {
  const inForce = await readTrustIn(tx);
  const records = await readRecords(tx, context);
  const now = context.clock.now();
  return [
    ...stopLines(inForce),
    ...rootKeyLines(context, records),
    ...authorityLines(inForce, now),
    ...admissionLines(inForce, records),
    ...staleApproverLines(inForce, records),
  ];
}

async function readRecords(tx: Tx, context: Context): Promise<Records> {
  const found = await sql<Records>`
      select i.created_at as installed_at,
        coalesce((select jsonb_agg(jsonb_build_object('key_id', a.key_id, 'name', p.name, 'label', a.label, 'at', to_char(a.asked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by a.asked_at)
          from admission a join person p on p.id = a.person_id where p.removed_at is null), '[]') as admissions,
        coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'removed', p.removed_at is not null)) from person p where p.removed_at is not null or not p.approver), '[]') as not_approvers
      from installation i`.execute(tx);
  return found.rows[0] ?? { installed_at: context.now(), admissions: [], not_approvers: [] };
}

function stopLines({ stops }: InForce): Line[] {
  const standing = stops.filter(({ stop }) => stop.state === 'stop').map(({ stop }) => stop);
  const read = standing.find(({ scope }) => scope === 'all') ?? standing[0];
  if (read === undefined) return [];
  const whom = read.scope === 'all' ? 'for all clients' : standing.length === 1 ? 'for one client' : `for ${standing.length} clients`;
  const why = 'Nothing new is sent, and devices start nothing. It ends when somebody signs its end.';
  return [line('stop', `A panic stop is in force ${whom}`, why, read.at, 'See the stop')];
}

function rootKeyLines(context: Context, { installed_at: since }: Records): Line[] {
  const file = rootKeyFile(context.config.keysFolder);
  if (!existsSync(file)) return [];
  const why = `Whoever takes this machine could make themselves an approver. Move ${file} to a place off this machine; it is needed only to change who may approve.`;
  return [line('root-key', 'The root key still lies on this server', why, since, 'See who may approve')];
}

function authorityLines({ authority }: InForce, now: Temporal.Instant): Line[] {
  const lines: Line[] = [];
  if (authority.approvers.length === 0) {
    const why =
      'The authority names no approver, so no deployment can begin. Ask for admission of your browser’s key, then run: fettle trust admit.';
    lines.push(line('no-approver', 'Nobody may approve deployments yet', why, authority.issuedAt, 'Ask for admission'));
  }
  const days = Math.floor(now.until(authority.expiresAt).total('hours') / 24);
  if (days < expiresSoonDays) {
    const title = days < 0 ? 'The authority has expired' : 'The authority expires soon';
    const why = 'Devices take no approval under an authority that has expired. Sign a new one with the root key: fettle trust renew.';
    lines.push(line('authority-expires', title, why, authority.issuedAt, 'See the authority', authority.expiresAt));
  }
  return lines;
}

function admissionLines({ authority }: InForce, { admissions }: Records): Line[] {
  const admitted = new Set(authority.approvers.map(({ keyid }) => keyid));
  return admissions
    .filter(({ key_id }) => !admitted.has(key_id))
    .map(({ key_id, name, label, at }) =>
      line(
        `admission:${key_id}`,
        `${name} asks that a key may approve`,
        `“${label}”, fingerprint ${key_id.slice(0, 16)}…. Compare it with what they see, then run: fettle trust admit.`,
        at,
        'Look at the request',
      ),
    );
}

/** The server can not take a key out of the authority; only the root key can, so somebody has to be told. */
function staleApproverLines({ authority }: InForce, { not_approvers: people }: Records): Line[] {
  const byId = new Map(people.map((person) => [person.id, person]));
  return authority.approvers.flatMap(({ keyid, name, personId }) => {
    const person = personId === null ? undefined : byId.get(personId);
    if (person === undefined) return [];
    const because = person.removed ? 'was removed' : 'is no approver any more';
    return [
      line(
        `stale-approver:${keyid}`,
        `A key of ${person.name} may still approve`,
        `${person.name} ${because}, but the authority names the key “${name}”. Devices trust it until a new authority is signed without it.`,
        authority.issuedAt,
        'See who may approve',
      ),
    ];
  });
}

function line(id: string, title: string, why: string, since: string, label: string, by: string | null = null): Line {
  return { id: `trust:${id}`, kind: 'trust', clientId: null, title, why, since, by, action: { label, path: paths.trust() } };
}
