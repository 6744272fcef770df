/** Asks devices for their backups by the probe that their policy names, each when its turn has come. */
import { ruleFor } from '@fettle/core/rollback';
import type { BackupProbe } from '@fettle/core/rollback';
import { issueInstruction } from '../instructions/index.ts';
import { allClientIds, inClients, inNoClient, tryLock } from '../platform/database/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import { devicePolicies } from '../policies/index.ts';
import { carryCommands, hasCommandsFor, readCommandTroubles } from '../trust/index.ts';
import { askedProbes, clientsWithProbes, noteProbeAnswered, noteProbeAsked } from './probe-store.ts';
import type { AskedProbe } from './probe-store.ts';
import { activeDevices } from './store.ts';

const mostAtOnce = 500;
/** A device that is away answers when it is back; after that it is asked anew. */
const answerWithinHours = 24;

/** One round over all clients; how many devices were asked. */
export async function askProbes(context: Context, signal?: AbortSignal): Promise<number> {
  if (!(await inNoClient(context.db, (tx) => hasCommandsFor(tx, 'probe')))) return 0;
  const all = await allClientIds(context.db);
  let asked = 0;
  for (const clientId of await inClients(context.db, all, clientsWithProbes)) {
    if (signal?.aborted === true) break;
    asked += await askSafely(context, clientId);
  }
  return asked;
}

/** One server at a time asks a client's devices; one client's trouble keeps no other from being asked. */
async function askSafely(context: Context, clientId: string): Promise<number> {
  try {
    return await inClients(context.db, [clientId], async (tx) =>
      (await tryLock(tx, `backup probes of ${clientId}`)) ? askClient(tx, context, clientId) : 0,
    );
  } catch (error) {
    context.log.error({ err: error, clientId }, 'devices of a client could not be asked for their backups; it is tried again');
    return 0;
  }
}

async function askClient(tx: Tx, context: Context, clientId: string): Promise<number> {
  const devices = await activeDevices(tx, clientId);
  const policies = await devicePolicies(
    tx,
    clientId,
    devices.map(({ id }) => id),
  );
  const named = devices.flatMap(({ id, tier }) => {
    const probe = ruleFor(policies.get(id)?.settings?.backup ?? [], tier)?.probe;
    return probe === undefined ? [] : [{ deviceId: id, probe }];
  });
  if (named.length === 0) return 0;
  const now = context.now();
  const known = await askedProbes(tx, clientId);
  const due = named.filter(({ deviceId, probe }) => isDue(probe, known.get(deviceId), now)).slice(0, mostAtOnce);
  const rulesOf = ({ command }: BackupProbe) => ({ checks: [], hooks: undefined, probe: command });
  const carry = await carryCommands(
    tx,
    clientId,
    due.map(({ probe }) => rulesOf(probe)),
  );
  const troubleOf = await readCommandTroubles(tx, clientId, now);
  let count = 0;
  for (const { deviceId, probe } of due) {
    const instructionId = `probe:${deviceId}:${now}`;
    const trouble = troubleOf({ ...probe.command, purpose: 'probe' });
    const asked = { clientId, deviceId, document: probe.command.document, instructionId, at: now };
    if (trouble !== null) {
      await noteProbeAsked(tx, asked);
      await noteProbeAnswered(tx, { clientId, deviceId, instructionId, at: now, because: trouble });
      continue;
    }
    const hours = Math.min(answerWithinHours, probe.everyHours);
    const body = { verb: 'probe', command: probe.command, ...carry(rulesOf(probe)) } as const;
    const notAfter = context.clock.now().add({ hours }).toString({ smallestUnit: 'millisecond' });
    const issue = { clientId, deviceId, id: instructionId, deploymentId: null, attempt: null, notBefore: now, notAfter, body };
    if (!(await issueInstruction(tx, context, issue))) continue;
    await noteProbeAsked(tx, asked);
    count += 1;
  }
  return count;
}

/** Another command than the one that was asked last has its turn at once. */
function isDue({ command, everyHours }: BackupProbe, last: AskedProbe | undefined, now: string): boolean {
  if (last === undefined || last.document !== command.document) return true;
  return Temporal.Instant.from(last.asked_at).until(now).total('hours') >= everyHours;
}
