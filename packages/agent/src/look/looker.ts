/** Looking at this device: a scan now and then, lists refreshed now and then, CVE ids filled in afterwards. One look at a time. */
import type { ListState, ManagerId, ManagerScan, Scan } from '@fettle/core/inventory';
import type { Machine } from '@fettle/managers/machine';
import { readAutomaticUpdates, readRuntime } from '@fettle/managers/runtime';
import { readBootId, readListening, readSystem } from '@fettle/managers/system';
import type { PackageManager, ScanMode } from '@fettle/managers/types';
import { ageSeconds } from '../clock.ts';
import { wellFormed } from '../journal/fitting.ts';
import { writeJson } from '../state/durable.ts';
import { carriedChangelogs, unknownSteps, withChangelogs } from './changelogs.ts';

export type Looker = {
  readonly last: () => Scan | null;
  /** Scans now; refreshes the lists first where they are older than `refreshSeconds`, or where `refresh` says so. */
  readonly look: (options: { readonly refresh: boolean }) => Promise<Scan>;
  /** Looks up CVE ids of offers that are not known yet, a few at a time. True when something was added. */
  readonly readChangelogs: () => Promise<boolean>;
  /** Seconds until the next look is due; 0 or less: now. */
  readonly dueIn: () => number;
};

export type LookSettings = {
  readonly machine: Machine;
  readonly managers: readonly PackageManager[];
  readonly file: string;
  readonly stored: Scan | null;
  readonly mode: () => ScanMode;
  readonly now: () => string;
  readonly refreshSeconds: number;
  readonly scanSeconds: number;
};

const changelogsAtOnce = 8;

/** The managers that this device has. */
export async function presentManagers(managers: readonly PackageManager[], machine: Machine): Promise<PackageManager[]> {
  const found: PackageManager[] = [];
  for (const manager of managers) if (await manager.detect(machine)) found.push(manager);
  return found;
}

export function openLooker(settings: LookSettings): Looker {
  const { machine, managers, now } = settings;
  let last = settings.stored;
  const known = new Map<ManagerId, ListState>(last?.managers.map((one) => [one.manager, one.lists]));
  let turn: Promise<unknown> = Promise.resolve();

  /** Two package managers' questions at once would stand in each other's way (apt's own locks). */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  function keep(scan: Scan): Scan {
    // What a package said about itself is signed later: half a character in it would keep this device from ever checking in again.
    const whole = wellFormed(scan);
    writeJson(settings.file, whole);
    last = whole;
    return whole;
  }

  async function scanManager(manager: PackageManager, mode: ScanMode, refresh: boolean): Promise<ManagerScan> {
    const before = known.get(manager.id);
    if (refresh || ageSeconds(before?.lastAttempt?.at ?? null, now()) > settings.refreshSeconds) {
      const refreshed = await manager.refresh(machine, mode);
      // A failed refresh leaves the lists as old as they were.
      known.set(manager.id, { ...refreshed, refreshedAt: refreshed.refreshedAt ?? before?.refreshedAt ?? null });
    }
    const scan = await manager.scan(machine, mode);
    const lists = known.get(manager.id);
    const withLists =
      lists === undefined
        ? scan
        : { ...scan, lists: { refreshedAt: scan.lists.refreshedAt ?? lists.refreshedAt, lastAttempt: lists.lastAttempt } };
    return withLists.ok ? { ...withLists, changelogs: carriedChangelogs(withLists, last) } : withLists;
  }

  return {
    last: () => last,
    dueIn() {
      const age = ageSeconds(last?.at ?? null, now());
      return Number.isFinite(age) ? settings.scanSeconds - age : 0;
    },
    look: ({ refresh }) =>
      inTurn(async () => {
        const mode = settings.mode();
        const found = await presentManagers(managers, machine);
        const scans: ManagerScan[] = [];
        for (const manager of found) scans.push(await scanManager(manager, mode, refresh));
        const system = await readSystem(machine);
        const listening = await readListening(machine, system.architecture);
        const automaticUpdates = await readAutomaticUpdates(
          machine,
          found.map(({ id }) => id),
        );
        return keep({
          at: now(),
          system,
          runtime: { bootId: await readBootId(machine), ...(await readRuntime(machine, found)), listening, automaticUpdates },
          managers: scans,
        });
      }),
    readChangelogs: () =>
      inTurn(async () => {
        const asked = last === null ? null : unknownSteps(last, changelogsAtOnce);
        if (asked === null) return false;
        const manager = (await presentManagers(managers, machine)).find((one) => one.id === asked.manager);
        if (manager === undefined) return false;
        const wanted = asked.steps.map(({ offer: { sourceName, name, architecture, from, to } }) => ({
          sourceName,
          packageName: name,
          architecture,
          from,
          to,
        }));
        const facts = await manager.changelogs(machine, settings.mode(), wanted);
        if (last !== null) keep(withChangelogs(last, asked, facts));
        return true;
      }),
  };
}
