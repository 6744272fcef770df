/** The state of trust as screens and the CLI show it. */
import { existsSync } from 'node:fs';
import { openAuthority } from '@fettle/proof/authority';
import type { Authority } from '@fettle/proof/authority';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import type { CallOutput } from '@fettle/protocol/client';
import { inNoClient } from '../platform/database/index.ts';
import type { Context } from '../platform/feature.ts';
import { claimedRoot } from './first-start.ts';
import { rootKeyFile } from './key-files.ts';
import { listAdmissions, readInstallation } from './store.ts';

export type InForce = {
  readonly envelope: Envelope;
  readonly authority: Authority;
  readonly rootKeyId: string;
  readonly stop: { readonly envelope: Envelope; readonly version: number } | null;
  readonly providerName: string;
};

/** Authority and panic stop in force. Throws where the installation has none: a start without one does not happen. */
export async function readTrust(context: Context): Promise<InForce> {
  const row = await inNoClient(context.db, (tx) => readInstallation(tx));
  const rootKeyId = claimedRoot(row?.authority);
  if (row === undefined || rootKeyId === null) throw new Error('this installation has no readable authority');
  const opened = openAuthority(row.authority, rootKeyId);
  if (!opened.ok) throw new Error(`the stored authority does not verify: ${opened.detail}`);
  return {
    envelope: row.authority as Envelope,
    authority: opened.authority,
    rootKeyId,
    stop: row.stop === null ? null : { envelope: row.stop as Envelope, version: row.stop_version },
    providerName: row.provider_name,
  };
}

export async function viewTrust(context: Context): Promise<CallOutput<'getTrust'>> {
  const { authority, rootKeyId, stop } = await readTrust(context);
  const admissions = await inNoClient(context.db, (tx) => listAdmissions(tx));
  const stopPayload =
    stop === null
      ? null
      : (JSON.parse(Buffer.from(stop.envelope.payload, 'base64').toString('utf8')) as {
          version: number;
          state: 'stop' | 'go';
          at: string;
        });
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
    stop: stopPayload === null ? null : { version: stopPayload.version, state: stopPayload.state, at: stopPayload.at },
  };
}
