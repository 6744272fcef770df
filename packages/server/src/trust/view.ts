/** The state of trust as screens and the CLI show it. */
import { existsSync } from 'node:fs';
import { openAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import type { Stop } from '@fettle/proof/stop';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { CallOutput } from '@fettle/protocol/client';
import { inNoClient } from '../platform/database/index.ts';
import type { Tx } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { claimedRoot } from './first-start.ts';
import { rootKeyFile } from './key-files.ts';
import { listAdmissions, readInstallation } from './store.ts';

export type StopInForce = { readonly envelope: Envelope; readonly stop: Stop };
export type InForce = {
  readonly envelope: Envelope;
  readonly authority: Authority;
  readonly rootKeyId: string;
  /** Panic stops and their ends, the newest of each scope, newest first: a stop for one client is not lifted by what is said of another. */
  readonly stops: readonly StopInForce[];
  readonly providerName: string;
};

/** Authority and panic stop in force. Throws where the installation has none: a start without one does not happen. */
export async function readTrust(context: Context): Promise<InForce> {
  return inNoClient(context.db, readTrustIn);
}

/** The same, in a transaction that is open already. */
export async function readTrustIn(tx: Tx): Promise<InForce> {
  const row = await readInstallation(tx);
  const rootKeyId = claimedRoot(row?.authority);
  if (row === undefined || rootKeyId === null) throw new Error('this installation has no readable authority');
  const opened = verified(row.authority, rootKeyId);
  if (!opened.ok) throw new Error(`the stored authority does not verify: ${opened.detail}`);
  return {
    envelope: row.authority as Envelope,
    authority: opened.authority,
    rootKeyId,
    // Verified when they were handed in.
    stops: ((row.stop ?? []) as Envelope[]).map((envelope) => ({ envelope, stop: stopInside(envelope) })),
    providerName: row.provider_name,
  };
}

/** What was verified last: the very same envelope, which every look at Today reads, verifies the same again. */
let last: { readonly text: string; readonly opened: ReturnType<typeof openAuthority> } | null = null;

function verified(envelope: unknown, rootKeyId: string): ReturnType<typeof openAuthority> {
  const text = JSON.stringify([rootKeyId, envelope]);
  if (last?.text !== text) last = { text, opened: openAuthority(envelope, rootKeyId) };
  return last.opened;
}

function stopInside(envelope: Envelope): Stop {
  return JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Stop;
}

/** One line for all scopes: the newest version there is, and `stop` as long as any scope stands still. */
function viewStop(stops: readonly StopInForce[]): CallOutput<'getTrust'>['stop'] {
  const [newest] = stops;
  if (newest === undefined) return null;
  const standing = stops.find(({ stop }) => stop.state === 'stop') ?? newest;
  return { version: newest.stop.version, state: standing.stop.state, at: standing.stop.at };
}

export async function viewTrust(context: Context): Promise<CallOutput<'getTrust'>> {
  const { authority, rootKeyId, stops } = await readTrust(context);
  const admissions = await inNoClient(context.db, (tx) => listAdmissions(tx));
  return {
    rootKeyId,
    authorityVersion: authority.version,
    authority,
    issuedAt: authority.issuedAt,
    expiresAt: authority.expiresAt,
    rootKeyOnServer: existsSync(rootKeyFile(context.config.keysFolder)),
    approvers: authority.approvers.map(({ keyid, name, personId, clients, expiresAt }) => ({
      keyid,
      name,
      personId,
      clients: clients === '*' ? '*' : [...clients],
      expiresAt,
    })),
    admissions: admissions.map((row) => ({
      id: row.id,
      keyid: row.key_id,
      publicKey: row.public_key,
      personId: row.person_id,
      personName: row.person_name,
      label: row.label,
      askedAt: row.asked_at,
      admitted: authority.approvers.some((approver) => approver.keyid === row.key_id),
    })),
    stop: viewStop(stops),
  };
}
