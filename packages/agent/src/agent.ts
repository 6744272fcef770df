/**
 * The agent's life: look, check in, take what it is told, do it, tell. One change at a time; contact goes on while a change runs, so that a hold or a panic stop is
 * heard. What was in the journal when the agent died is gone on with before anything new is taken.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { realMachine } from '@fettle/managers/machine';
import type { Machine } from '@fettle/managers/machine';
import { readBootId } from '@fettle/managers/system';
import type { ScanMode } from '@fettle/managers/types';
import { checkIn, serverKeyOf } from './check-in.ts';
import { beginLife } from './life.ts';
import type { AgentSettings, Life } from './life.ts';
import { readLimits } from './limits.ts';
import { looker, presentManagers } from './look.ts';
import { rememberChanges } from './memory.ts';
import { now } from './now.ts';
import { stillAllowed } from './obey.ts';
import type { RunContext } from './run/context.ts';
import { unitRunner } from './run/unit.ts';
import { drainSpool, spooled } from './spool.ts';
import { takeReply } from './take.ts';
import { agentVersion } from './version.ts';
import { openWorker } from './worker.ts';
import type { Worker } from './worker.ts';

export type { AgentSettings } from './life.ts';

/** Lives until the signal, or for one round. */
export async function runAgent(settings: AgentSettings): Promise<void> {
  const machine = realMachine();
  const { folders } = settings;
  // The limits at the start say whose lists are used; whether something may be changed is looked up each time.
  const manages = readLimits(settings.limitsFile, settings.observe).limits.mode === 'manage';
  const mode: ScanMode = { lists: manages ? 'system' : 'own', folders: { cache: folders.cache, store: folders.store }, now };
  const look = looker({ machine, folders, mode, now, refreshSeconds: settings.refreshSeconds, scanSeconds: settings.scanSeconds });
  const life = beginLife(settings, look, now);
  const contact = { last: null as string | null };
  const worker = await workerOf(life, machine, mode, contact);
  worker?.kick();
  const changelogs = { reading: null as Promise<void> | null };
  for (let seconds = 5; !life.stopping();) {
    if (look.dueIn() <= 0 && worker?.isWorking() !== true)
      await look.look({ refresh: false }).catch((error: unknown) => life.log(`could not look: ${String(error)}`));
    const heard = await exchange(life, machine);
    if (heard !== null) {
      contact.last = now();
      seconds = heard;
      worker?.kick();
      changelogs.reading ??= worker?.isWorking() === true ? null : readChangelogs(life).finally(() => (changelogs.reading = null));
    }
    if (settings.once) break;
    // Jitter keeps a fleet that was started at once from asking at once.
    await life.pause(heard === null ? Math.min(60, seconds * 2) : seconds * (0.9 + Math.random() * 0.2));
  }
  await worker?.ended();
}

/** One round of contact: what waits in the spool, then the check-in. Seconds until the next one, or null where nobody answered. */
async function exchange(life: Life, machine: Machine): Promise<number | null> {
  const { folders, identity, key } = life.settings;
  const drained = await drainSpool(folders, identity.server, serverKeyOf(life.authority()));
  if (drained.trouble !== null) life.log(`reports wait: ${drained.trouble}`);
  closeTold(life, machine);
  const checked = await checkIn(folders, {
    identity,
    key,
    authority: life.authority(),
    scan: life.look.last(),
    bootId: await readBootId(machine),
    agentVersion,
    mode: life.limits().limits.mode,
    stopVersion: life.stops().version,
    inFlight: life.journal
      .open()
      .filter((entry) => entry.phase !== 'ended')
      .map((entry) => entry.instruction.id),
    spooled: spooled(folders),
    now,
  });
  if (!checked.ok) {
    life.log(`check-in: ${checked.detail}`);
    return null;
  }
  takeReply(life, checked.reply);
  return checked.reply.nextCheckInSeconds;
}

/** Ended entries stay until their last report has left the spool. */
function closeTold(life: Life, machine: Machine): void {
  const { folders } = life.settings;
  if (spooled(folders) > 0) return;
  const units = unitRunner(machine, folders, life.settings.self);
  for (const entry of life.journal.open()) {
    if (entry.phase !== 'ended') continue;
    units.forget(entry.instruction.id);
    life.journal.close(entry.instruction.id);
  }
}

async function readChangelogs(life: Life): Promise<void> {
  try {
    if (await life.look.readChangelogs()) life.wake();
  } catch (error) {
    life.log(`changelogs: ${String(error)}`);
  }
}

async function workerOf(life: Life, machine: Machine, mode: ScanMode, contact: { readonly last: string | null }): Promise<Worker | null> {
  const [manager] = await presentManagers(machine);
  if (manager === undefined) return null;
  const { folders, self, signal } = life.settings;
  const context: RunContext = {
    machine,
    manager,
    mode,
    journal: life.journal,
    units: unitRunner(machine, folders, self),
    now,
    standing: life.standing,
    tell: life.tell,
    log: life.log,
    stopping: life.stopping,
    stillAllowed: (instruction) => stillAllowed(instruction, life.self, life.standing()),
    bootId: () => readBootId(machine),
    secondsSinceContact: () =>
      contact.last === null ? null : Temporal.Instant.from(contact.last).until(Temporal.Instant.from(now())).total('seconds'),
    changed: (packages) => rememberChanges(folders, packages, now()),
    pause: (seconds) =>
      sleep(seconds * 1000, undefined, { signal }).then(
        () => undefined,
        () => undefined,
      ),
  };
  return openWorker(life, context);
}
