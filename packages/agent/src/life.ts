/** What all parts of a running agent share: who it is, what it stands on, how it is woken. */
import type { CheckClock } from '@fettle/managers/checks';
import type { Machine } from '@fettle/managers/machine';
import type { PackageManager } from '@fettle/managers/types';
import { now } from './clock.ts';
import { openLine } from './contact/line.ts';
import type { Line } from './contact/line.ts';
import type { SeenOfDevice } from '@fettle/core/windows';
import type { LimitsRead } from './limits.ts';
import type { Looker } from './look/looker.ts';
import { openNap } from './nap.ts';
import type { Nap } from './nap.ts';
import type { Self, Standing } from './obey/types.ts';
import type { Patience } from './patience.ts';
import type { SelfCommand } from './run/step/launch.ts';
import { begunTimes, changedToday, withoutChange } from './state/memory.ts';
import type { State } from './state/state.ts';
import { openUsual } from './usual/book.ts';
import type { UsualBook } from './usual/book.ts';
import { isStopped } from './state/stops.ts';

export type AgentSettings = {
  readonly state: State;
  readonly machine: Machine;
  /** Those that this program speaks; which of them the device has is looked up. */
  readonly managers: readonly PackageManager[];
  readonly limits: () => LimitsRead;
  /** How this program is started again for the step that changes packages. */
  readonly self: SelfCommand;
  readonly refreshSeconds: number;
  readonly scanSeconds: number;
  readonly once: boolean;
  readonly patience: Patience;
  /** By what checks measure time; in tests only one of their own. */
  readonly checkClock?: CheckClock;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
};

export type Life = {
  readonly settings: AgentSettings;
  readonly state: State;
  readonly self: Self;
  readonly look: Looker;
  readonly line: Line;
  /** What is usual on this device. */
  readonly usual: UsualBook;
  readonly now: () => string;
  readonly log: (line: string) => void;
  /** Logs a line about a topic only where its key differs from the last one's. `null`: the topic is settled. */
  readonly logOnce: (topic: string, line: string | null, key?: string) => void;
  readonly standing: () => Standing;
  /** Notes its power and load, by which `standing` then goes. */
  readonly noteSeen: (seen: SeenOfDevice) => void;
  /** The contact's and the worker's pauses, and what ends them. */
  readonly contactNap: Nap;
  readonly workerNap: Nap;
  readonly wakeContact: () => void;
  readonly wakeWorker: () => void;
  readonly stopping: () => boolean;
};

export function beginLife(settings: AgentSettings, look: Looker): Life {
  const { state, signal, log } = settings;
  const { identity, key, memory, stops, contact } = state;
  const contactNap = openNap(signal);
  const workerNap = openNap(signal);
  const said = new Map<string, string>();
  const usual = openUsual(state.folders.usual, Temporal.Now.timeZoneId());
  if (usual.notice !== null) log(usual.notice);
  let seen: SeenOfDevice = { onMains: null, loadPercent: null };
  return {
    settings,
    state,
    look,
    usual: usual.book,
    line: openLine(() => contactNap.wake(), signal),
    now,
    log,
    logOnce(topic, line, key = line ?? '') {
      if (line !== null && said.get(topic) !== key) log(line);
      if (line === null) said.delete(topic);
      else said.set(topic, key);
    },
    self: { deviceId: identity.deviceId, clientId: identity.clientId, keyid: key.keyid },
    noteSeen(now) {
      seen = now;
    },
    standing() {
      const at = now();
      const system = look.last()?.system;
      return {
        authority: state.authority.inForce(at),
        limits: settings.limits(),
        clientId: identity.clientId,
        held: new Set(memory.get().held),
        stopped: isStopped(stops.get(), identity.clientId),
        quarantined: contact.get().quarantinedSince !== null,
        changedToday: (exceptId) => changedToday(withoutChange(memory.get(), exceptId), at),
        begunTimes: (deploymentId, exceptId) => begunTimes(withoutChange(memory.get(), exceptId), deploymentId),
        ownHosts: system === undefined ? [] : [system.hostname, ...system.addresses],
        seen,
        rolledAt: memory.get().rolledAt,
        now: at,
      };
    },
    contactNap,
    workerNap,
    wakeContact: () => contactNap.wake(),
    wakeWorker: () => workerNap.wake(),
    stopping: () => signal.aborted,
  };
}
