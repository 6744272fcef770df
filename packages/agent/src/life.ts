/** What all parts of a running agent share: who it is, what it stands on, how it tells, how it is woken. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Authority } from '@fettle/proof/authority';
import type { SigningKey } from '@fettle/proof/keys';
import type { Report } from '@fettle/protocol/agent';
import type { Folders } from './folders.ts';
import { readAuthority } from './identity.ts';
import type { Identity } from './identity.ts';
import { openJournal } from './journal.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { readLimits } from './limits.ts';
import type { LimitsRead } from './limits.ts';
import type { Looker } from './look.ts';
import { changedToday, readMemory } from './memory.ts';
import type { Self, Standing } from './obey.ts';
import type { SelfCommand } from './run/unit.ts';
import { spoolReport } from './spool.ts';
import { readStops } from './stops.ts';

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

export type Life = {
  readonly settings: AgentSettings;
  readonly self: Self;
  readonly journal: Journal;
  readonly look: Looker;
  readonly now: () => string;
  readonly log: (line: string) => void;
  readonly limits: () => LimitsRead;
  readonly authority: () => Authority | null;
  readonly stops: () => { readonly stopped: boolean; readonly version: number };
  readonly standing: () => Standing;
  /** Spools a report and notes its sequence in the journal; wakes the contact, so that it leaves soon. */
  readonly tell: (entry: JournalEntry, body: Report['body']) => JournalEntry;
  /** Ends the current pause of the contact. */
  readonly wake: () => void;
  readonly pause: (seconds: number) => Promise<void>;
  readonly stopping: () => boolean;
};

export function beginLife(settings: AgentSettings, look: Looker, now: () => string): Life {
  const { folders, identity, key, signal } = settings;
  const journal = openJournal(folders);
  let wakeUp: () => void = () => undefined;
  let woken = false;
  const limits = () => readLimits(settings.limitsFile, settings.observe);
  const authority = () => readAuthority(folders, identity.rootKeyId, now());
  const stops = () => readStops(folders, identity.clientId);
  const life: Life = {
    settings,
    look,
    now,
    journal,
    limits,
    authority,
    stops,
    self: { deviceId: identity.deviceId, clientId: identity.clientId, keyid: key.keyid },
    log: settings.log,
    standing() {
      const memory = readMemory(folders);
      return {
        authority: authority(),
        limits: limits(),
        held: new Set(memory.held),
        stopped: stops().stopped,
        changedToday: changedToday(memory, now()),
        now: now(),
      };
    },
    tell(entry, body) {
      const seq = spoolReport(folders, key, identity.deviceId, entry.instruction.id, entry.seq, body, now());
      const next = journal.write({ ...entry, seq });
      life.wake();
      return next;
    },
    wake() {
      woken = true;
      wakeUp();
    },
    async pause(seconds) {
      // A wake that came while nobody paused shortens the next pause to a breath.
      const cut = new AbortController();
      wakeUp = () => cut.abort();
      if (woken) cut.abort();
      await sleep(seconds * 1000, undefined, { signal: AbortSignal.any([cut.signal, signal]) }).catch(() => undefined);
      woken = false;
      await sleep(150, undefined, { signal }).catch(() => undefined);
    },
    stopping: () => signal.aborted,
  };
  return life;
}
