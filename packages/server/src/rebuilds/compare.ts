/** Looks at devices that are said to be built anew, and holds them against how they were before their change: packages, and checks. */
import type { CheckAnswer, Share } from '@fettle/core/deployment';
import { otherThanBefore } from '@fettle/core/verification';
import type { WentBack } from '@fettle/core/verification';
import { sql } from 'kysely';
import { appendAudit, engine } from '../audit/index.ts';
import { latestScans, readShares } from '../deployments/index.ts';
import { inClients, notify, allClientIds } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { noteRebuildTrial } from '../rollback/index.ts';
import { answerWithin } from './ask.ts';
import { addWord, answersTo, clientsReported, isReported, lastReports, readRebuilds } from './store.ts';
import type { RebuildRow, WordRow } from './store.ts';

const mostAtOnce = 200;

/** One round over all clients; how many were compared. */
export async function compareRebuilds(context: Context, signal?: AbortSignal): Promise<number> {
  const clients = await inClients(context.db, await allClientIds(context.db), (tx) => clientsReported(tx));
  let compared = 0;
  for (const clientId of clients) {
    if (signal?.aborted === true) break;
    compared += await inClients(context.db, [clientId], (tx) => compareClient(tx, context, clientId));
  }
  return compared;
}

type Reported = { readonly row: RebuildRow; readonly word: WordRow & { readonly nowDeviceId: string }; readonly share: Share };

async function compareClient(tx: Tx, context: Context, clientId: string): Promise<number> {
  const reported: Reported[] = [];
  for (const [deploymentId, rows] of Map.groupBy(
    await readRebuilds(tx, sql`r.client_id = ${clientId} and ${isReported}`, mostAtOnce),
    (row) => row.deployment_id,
  )) {
    const shares = await readShares(
      tx,
      clientId,
      deploymentId,
      rows.map((row) => row.device_id),
    );
    for (const row of rows) {
      const word = row.words.at(-1);
      const nowDeviceId = word?.nowDeviceId ?? null;
      const share = shares.find(({ deviceId }) => deviceId === row.device_id);
      if (word !== undefined && nowDeviceId !== null && share !== undefined) reported.push({ row, word: { ...word, nowDeviceId }, share });
    }
  }
  const scans = await latestScans(
    tx,
    clientId,
    reported.map(({ word, share }) => ({ deviceId: word.nowDeviceId, changes: share.changes })),
  );
  const answers = await answersTo(
    tx,
    clientId,
    reported.flatMap(({ word }) => word.instructionId ?? []),
  );
  const before = await lastReports(
    tx,
    clientId,
    reported.map(({ row }) => ({ deploymentId: row.deployment_id, deviceId: row.device_id })),
  );
  let compared = 0;
  for (const one of reported) {
    const { row, word, share } = one;
    const scan = scans.get(word.nowDeviceId);
    if (scan === undefined || Temporal.Instant.compare(scan.at, word.at) <= 0) continue;
    const asked = word.instructionId !== null;
    const answered = word.instructionId === null ? [] : (answers.get(word.instructionId) ?? null);
    if (answered === null && Temporal.Instant.compare(context.now(), Temporal.Instant.from(word.at).add(answerWithin)) < 0) continue;
    const own = before.find((report) => report.deployment_id === row.deployment_id && report.device_id === row.device_id);
    const names = new Set(share.changes.map(({ name }) => name));
    const found = foundOf({
      changes: share.changes,
      packages: scan.installed?.filter(({ name }) => names.has(name)) ?? null,
      checksBefore: own?.checks_before ?? [],
      checksRolledBack: asked ? answered : [],
    });
    if (await settle(tx, context, clientId, one, found)) compared += 1;
  }
  return compared;
}

type Found = { readonly passed: boolean; readonly differs: readonly string[]; readonly notKnown: readonly string[] };

/** The notes of how its configuration stood were on the disk that was built anew: that alone is no reason to call it other than before. */
function foundOf(given: Omit<WentBack, 'configuration'>): Found {
  const { differs, notKnown } = otherThanBefore({ ...given, configuration: undefined });
  const { packages, checksBefore, checksRolledBack } = given;
  const unknown = (checksRolledBack ?? []).filter(({ name, answer }) => answer === 'failed' && !isKnown(checksBefore, name));
  const measured = checksRolledBack !== null && checksRolledBack.every(({ answer }) => answer !== 'could-not-measure');
  return {
    passed: differs.length === 0 && packages !== null && measured && unknown.length === 0,
    differs,
    notKnown: [...notKnown, ...unknown.map(({ name }) => `The check “${name}” fails, and what it said before the change is not known.`)],
  };
}

function isKnown(answers: readonly CheckAnswer[], name: string): boolean {
  return answers.some((one) => one.name === name);
}

async function settle(tx: Tx, context: Context, clientId: string, { row, word }: Reported, found: Found): Promise<boolean> {
  const at = context.now();
  const note = found.passed ? 'Its packages and checks are as before the change.' : [...found.differs, ...found.notKnown].join(' ');
  if (!(await addWord(tx, clientId, row.id, word.n, { what: 'compared', note, by: engine.id, at, found }))) return false;
  const seconds = Math.round(Temporal.Instant.from(row.since).until(word.at).total('seconds'));
  await noteRebuildTrial(tx, context, {
    clientId,
    deviceId: row.device_id,
    deploymentId: row.deployment_id,
    attempt: word.n,
    passed: found.passed,
    detail: note.slice(0, 2000),
    seconds: Math.max(0, seconds),
    at,
  });
  await notify(tx, 'changed', JSON.stringify({ clientId, what: 'deployment', id: row.deployment_id }));
  await appendAudit(tx, clientId, {
    action: 'rebuild.compared',
    actor: engine,
    subject: `deployment:${row.deployment_id}`,
    body: { rebuildId: row.id, deviceId: row.device_id, nowDeviceId: word.nowDeviceId, passed: found.passed, differs: found.differs },
    at,
  });
  return true;
}
