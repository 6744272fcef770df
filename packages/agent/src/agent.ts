/**
 * The agent's life: look, check in, take what it is told, do it, tell. One change at a time; contact goes on while a change runs, so that a hold or a panic stop is
 * heard. What was in the journal when the agent died is gone on with before anything new is taken.
 */
import { openEnvelope } from '@fettle/proof/envelope';
import type { SigningKey } from '@fettle/proof/keys';
import { realMachine } from '@fettle/managers/machine';
import { readBootId } from '@fettle/managers/system';
import type { ScanMode } from '@fettle/managers/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkIn, serverKeyOf } from './check-in.ts';
import type { Folders } from './folders.ts';
import { offerAuthority, readAuthority } from './identity.ts';
import type { Identity } from './identity.ts';
import { newEntry, openJournal } from './journal.ts';
import type { JournalEntry } from './journal.ts';
import { readLimits } from './limits.ts';
import { looker, presentManagers } from './look.ts';
import { changedToday, readMemory, rememberChanges, rememberHolds, rememberInstruction } from './memory.ts';
import { obey, stillAllowed } from './obey.ts';
import type { Standing } from './obey.ts';
import { continueRun } from './run/install.ts';
import type { RunContext } from './run/context.ts';
import { unitRunner } from './run/unit.ts';
import type { SelfCommand } from './run/unit.ts';
import { readStops, takeStop } from './stops.ts';
import { drainSpool, spooled, spoolReport } from './spool.ts';
import { doTask } from './tasks.ts';
import { now } from './now.ts';
import { agentVersion } from './version.ts';

export type AgentSettings = {
  readonly folders: Folders;
  readonly identity: Identity;
  readonly key: SigningKey;
  readonly limitsFile: string;
  readonly observe: boolean;
  readonly self: SelfCommand;
  readonly refreshSeconds: number;
  readonly scanSeconds: number;
  readonly once: boolean;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
};

export async function runAgent(settings: AgentSettings): Promise<void> {
  const { folders, identity, key, log, signal } = settings;
  const machine = realMachine();
  const self = { deviceId: identity.deviceId, clientId: identity.clientId, keyid: key.keyid };
  const readHere = () => readLimits(settings.limitsFile, settings.observe);
  const manages = readHere().limits.mode === 'manage';
  const mode: ScanMode = { lists: manages ? 'system' : 'own', folders: { cache: folders.cache, store: folders.store }, now };
  const look = looker({ machine, folders, mode, now, refreshSeconds: settings.refreshSeconds, scanSeconds: settings.scanSeconds });
  const journal = openJournal(folders);
  const manager = (await presentManagers(machine))[0];
  let lastContact: string | null = null;
  let wake: () => void = () => undefined;
  const pause = (seconds: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      sleep(seconds * 1000, undefined, { signal }).then(resolve, resolve);
    });

  const authority = () => readAuthority(folders, identity.rootKeyId, now());
  const stop = () => readStops(folders, identity.clientId);
  const standing = (): Standing => {
    const memory = readMemory(folders);
    return {
      authority: authority(),
      limits: readHere(),
      held: new Set(memory.held),
      stopped: stop().stopped,
      changedToday: changedToday(memory, now()),
      now: now(),
    };
  };
  const tell: RunContext['tell'] = (entry, body) => {
    const seq = spoolReport(folders, key, identity.deviceId, entry.instruction.id, entry.seq, body, now());
    const next = journal.write({ ...entry, seq });
    wake();
    return next;
  };
  const context: RunContext | null =
    manager === undefined
      ? null
      : {
          machine,
          manager,
          mode,
          journal,
          units: unitRunner(machine, folders, settings.self),
          now,
          standing,
          stillAllowed: (instruction) => stillAllowed(instruction, self, standing()),
          tell,
          bootId: () => readBootId(machine),
          secondsSinceContact: () =>
            lastContact === null ? null : Temporal.Instant.from(lastContact).until(Temporal.Instant.from(now())).total('seconds'),
          log,
          changed: (packages) => rememberChanges(folders, packages, now()),
          pause: (seconds) =>
            sleep(seconds * 1000, undefined, { signal }).then(
              () => undefined,
              () => undefined,
            ),
          stopping: () => signal.aborted,
        };

  const at = { work: null as Promise<void> | null, changelogs: null as Promise<void> | null };
  function work(): void {
    if (at.work !== null || context === null) return;
    at.work = workThrough(context)
      .catch((error: unknown) =>
        log(`a run stopped with a fault of ours: ${String(error instanceof Error ? (error.stack ?? error) : error)}`),
      )
      .finally(() => {
        at.work = null;
        wake();
      });
  }
  /** Tasks first, they are short; then the one change that is under way or next. */
  async function workThrough(run: RunContext): Promise<void> {
    for (let open = pending(journal.open()); open.length > 0 && !signal.aborted; open = pending(journal.open())) {
      const [entry] = open;
      if (entry === undefined) return;
      if (entry.instruction.body.verb === 'install' || entry.instruction.body.verb === 'rollback') {
        const ended = await continueWithTasks(run, entry);
        if (ended.phase !== 'ended') return;
        await look.look({ refresh: false });
        wake();
      } else await doTask(run, look, entry);
    }
  }
  async function continueWithTasks(run: RunContext, entry: JournalEntry): Promise<JournalEntry> {
    // While a run waits for its window, tasks that arrive are done in between.
    const between = {
      ...run,
      pause: async (seconds: number) => {
        for (const task of journal.open().filter((one) => one.phase !== 'ended' && !isChange(one))) await doTask(run, look, task);
        await run.pause(Math.min(seconds, 2));
      },
    };
    return continueRun(between, entry);
  }

  function take(envelope: unknown): void {
    const memory = readMemory(folders);
    const verdict = obey(envelope, self, standing(), { highest: memory.highest, ids: new Set(memory.ids) });
    if (verdict.ok) {
      const entry = newEntry(verdict.instruction, now());
      rememberInstruction(folders, entry.instruction.id, entry.instruction.sequence);
      tell(journal.write(entry), { status: 'accepted' });
      return;
    }
    // What is in the journal is the same instruction handed out again: no news.
    if (verdict.id !== null && memory.ids.includes(verdict.id)) return;
    log(`refused ${verdict.id ?? 'an instruction'}: ${verdict.code} ${verdict.detail}`);
    if (verdict.id === null) return;
    spoolReport(
      folders,
      key,
      identity.deviceId,
      verdict.id,
      0,
      { status: 'refused', code: verdict.code, detail: verdict.detail.slice(0, 2000) },
      now(),
    );
    if (verdict.code !== 'refused.replayed' && verdict.code !== 'refused.malformed' && verdict.code !== 'refused.other-device') {
      const opened = openEnvelope(envelope, 'application/vnd.fettle.instruction+json', serverKeyOf(authority()), {
        maxPayloadBytes: 32 * 1024 * 1024,
      });
      const sequence = opened.ok ? (opened.payload as { sequence: number }).sequence : 0;
      rememberInstruction(folders, verdict.id, sequence);
    }
  }

  /** Ended entries stay until their last report has left the spool. */
  function closeTold(): void {
    if (spooled(folders) > 0) return;
    for (const entry of journal.open()) {
      if (entry.phase !== 'ended') continue;
      context?.units.forget(entry.instruction.id);
      journal.close(entry.instruction.id);
    }
  }

  work();
  let seconds = 5;
  while (!signal.aborted) {
    if (look.dueIn() <= 0 && at.work === null)
      await look.look({ refresh: false }).catch((error: unknown) => log(`could not look: ${String(error)}`));
    const findKey = serverKeyOf(authority());
    const drained = await drainSpool(folders, identity.server, findKey);
    if (drained.trouble !== null) log(`reports wait: ${drained.trouble}`);
    closeTold();
    const checked = await checkIn(folders, {
      identity,
      key,
      authority: authority(),
      scan: look.last(),
      bootId: await readBootId(machine),
      agentVersion,
      mode: readHere().limits.mode,
      stopVersion: stop().version,
      inFlight: journal
        .open()
        .filter((entry) => entry.phase !== 'ended')
        .map((entry) => entry.instruction.id),
      spooled: spooled(folders),
      now,
    });
    if (checked.ok) {
      lastContact = now();
      const { reply } = checked;
      if (reply.authority !== null) {
        const refusedAuthority = offerAuthority(folders, identity.rootKeyId, authority(), reply.authority, now());
        if (refusedAuthority !== null) log(`the authority that came was refused: ${refusedAuthority}`);
      }
      for (const envelope of reply.stops) takeStop(folders, authority(), envelope, now(), log);
      rememberHolds(folders, reply.held, now());
      for (const envelope of reply.instructions) take(envelope);
      seconds = reply.nextCheckInSeconds;
      work();
    } else log(`check-in: ${checked.detail}`);
    if (at.changelogs === null && at.work === null && checked.ok) {
      at.changelogs = look
        .readChangelogs()
        .then(
          (more) => (more ? wake() : undefined),
          (error: unknown) => log(`changelogs: ${String(error)}`),
        )
        .finally(() => (at.changelogs = null));
    }
    if (settings.once) break;
    // Jitter keeps a fleet that was started at once from asking at once.
    await pause(checked.ok ? seconds * (0.9 + Math.random() * 0.2) : Math.min(60, seconds * 2));
  }
  await at.work;
}

function isChange(entry: JournalEntry): boolean {
  return entry.instruction.body.verb === 'install' || entry.instruction.body.verb === 'rollback';
}

/** Tasks before changes; of changes, the one that has begun. */
function pending(entries: readonly JournalEntry[]): JournalEntry[] {
  const rank = (entry: JournalEntry) =>
    isChange(entry) ? (['accepted', 'getting', 'waiting for window'].includes(entry.phase) ? 2 : 0) : 1;
  return entries
    .filter((entry) => entry.phase !== 'ended')
    .toSorted((a, b) => rank(a) - rank(b) || a.instruction.sequence - b.instruction.sequence);
}
