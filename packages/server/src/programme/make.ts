/** Makes a version of the document where the records say something else than the newest one. */
import type { Programme } from '@fettle/core/programme';
import { digestOf } from '@fettle/proof/hash';
import { appendAudit } from '../audit/index.ts';
import type { AuditActor } from '../audit/index.ts';
import { notify } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { gatherProgramme } from './gather.ts';
import { addVersion, lockProgramme, noteLook, readVersions } from './store.ts';

/** True: there is a new version. Null: there is no such client. Last in the transaction: it ends with the audit entry. */
export async function makeVersion(
  tx: Tx,
  context: Context,
  clientId: string,
  by: { readonly id: string; readonly actor: AuditActor },
): Promise<boolean | null> {
  await lockProgramme(tx, clientId);
  const at = context.now();
  const content = await gatherProgramme(tx, context, clientId);
  if (content === null) return null;
  await noteLook(tx, clientId, { at, trouble: null });
  const digest = programmeDigest(content);
  const [before] = await readVersions(tx, clientId, 1);
  if (before?.digest === digest) return false;
  const version = (before?.version ?? 0) + 1;
  await addVersion(tx, clientId, { version, at, by: by.id, content, digest });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'programme', id: null }));
  await appendAudit(tx, clientId, {
    action: 'programme.made',
    actor: by.actor,
    subject: `programme:${version}`,
    body: { version, digest },
    at,
  });
  return true;
}

/** Hex SHA-256 of its canonical form (RFC 8785), as the audit trail binds it. */
export function programmeDigest(content: Programme): string {
  return digestOf(content);
}
