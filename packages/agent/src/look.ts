/** Looking at this device: a scan now and then, lists refreshed now and then, CVE ids filled in afterwards. The last scan is kept on disk. */
import type { ChangelogFacts, ListState, Offer, ManagerScan, Scan } from '@fettle/core/inventory';
import { managers } from '@fettle/managers/list';
import type { Machine } from '@fettle/managers/machine';
import { readBootId, readSystem } from '@fettle/managers/system';
import type { PackageManager, ScanMode } from '@fettle/managers/types';
import { readJson, writeJson } from './durable.ts';
import type { Folders } from './folders.ts';

export type Looker = {
  readonly last: () => Scan | null;
  /** Scans now; refreshes the lists first where they are older than `refreshSeconds`, or where `refresh` says so. */
  readonly look: (options: { readonly refresh: boolean }) => Promise<Scan>;
  /** Looks up CVE ids of offers that are not known yet, a few at a time. True when something was added. */
  readonly readChangelogs: () => Promise<boolean>;
  readonly dueIn: () => number;
};

export type LookSettings = {
  readonly machine: Machine;
  readonly folders: Folders;
  readonly mode: ScanMode;
  readonly now: () => string;
  readonly refreshSeconds: number;
  readonly scanSeconds: number;
};

/** The managers that this device has. */
export async function presentManagers(machine: Machine): Promise<PackageManager[]> {
  const found: PackageManager[] = [];
  for (const manager of managers) if (await manager.detect(machine)) found.push(manager);
  return found;
}

export function looker(settings: LookSettings): Looker {
  const { machine, folders, mode, now } = settings;
  let last = readJson(folders.scan) as Scan | null;
  let lists: ListState | null = last?.managers[0]?.lists ?? null;

  async function scanManager(manager: PackageManager, refresh: boolean): Promise<ManagerScan> {
    if (refresh || ageSeconds(lists?.lastAttempt?.at ?? null, now()) > settings.refreshSeconds) {
      const before = lists;
      lists = await manager.refresh(machine, mode);
      // A failed refresh leaves the lists as old as they were.
      if (lists.refreshedAt === null && before !== null) lists = { ...lists, refreshedAt: before.refreshedAt };
    }
    const scan = await manager.scan(machine, mode);
    const withLists =
      lists === null
        ? scan
        : { ...scan, lists: { refreshedAt: scan.lists.refreshedAt ?? lists.refreshedAt, lastAttempt: lists.lastAttempt } };
    return withLists.ok ? { ...withLists, changelogs: knownChangelogs(withLists, last) } : withLists;
  }

  function keep(scan: Scan): Scan {
    last = scan;
    writeJson(folders.scan, scan);
    return scan;
  }

  return {
    last: () => last,
    dueIn: () => (last === null ? 0 : settings.scanSeconds - ageSeconds(last.at, now())),
    async look({ refresh }) {
      const found = await presentManagers(machine);
      const scans: ManagerScan[] = [];
      for (const manager of found) scans.push(await scanManager(manager, refresh));
      const runtime = (await found[0]?.runtime(machine)) ?? { restartPending: null, staleServices: null };
      return keep({
        at: now(),
        system: await readSystem(machine),
        runtime: { bootId: await readBootId(machine), ...runtime },
        managers: scans,
      });
    },
    async readChangelogs() {
      const scan = last;
      const apt = scan?.managers.find((one) => one.manager === 'apt');
      if (scan === null || apt?.ok !== true) return false;
      const known = new Set(apt.changelogs.map(keyOf));
      const wanted = stepsOf(apt)
        .filter((step) => !known.has(keyOf(step)))
        .slice(0, 8);
      const manager = (await presentManagers(machine)).find((one) => one.id === 'apt');
      if (wanted.length === 0 || manager === undefined) return false;
      const facts = await manager.changelogs(
        machine,
        mode,
        wanted.map(({ offer }) => ({
          sourceName: offer.sourceName,
          packageName: offer.name,
          architecture: offer.architecture,
          from: offer.from,
          to: offer.to,
        })),
      );
      // What it could not read is `null`: told as unknown, and not asked again for the same versions.
      const found = wanted.map(({ sourceName, from, to, offer }) => ({
        sourceName,
        from,
        to,
        cves: facts.find((fact) => keyOf(fact) === keyOf(offer))?.cves ?? null,
      }));
      keep({
        ...scan,
        managers: scan.managers.map((one) =>
          one.manager === 'apt' && one.ok ? { ...one, changelogs: [...one.changelogs, ...found] } : one,
        ),
      });
      return true;
    },
  };
}

/** A step of a source package: `from` and `to` are source versions, as changelogs count; `offer` is a package that takes it. */
type Step = { readonly sourceName: string; readonly from: string; readonly to: string; readonly offer: Offer };

/** The steps of source packages that the offers stand for, each once. */
function stepsOf(scan: Extract<ManagerScan, { ok: true }>): Step[] {
  const sources = new Map(scan.installed.map((item) => [`${item.name} ${item.architecture} ${item.version}`, item.sourceVersion]));
  // What a security pocket offers is looked up first: that is what people wait for.
  const offers = scan.offers.toSorted((a, b) => Number(b.class === 'security') - Number(a.class === 'security'));
  const steps = offers.map((offer) => ({
    sourceName: offer.sourceName,
    from: sources.get(`${offer.name} ${offer.architecture} ${offer.from}`) ?? offer.from,
    to: offer.sourceVersion,
    offer,
  }));
  return [...new Map(steps.map((step) => [keyOf(step), step])).values()];
}

/** What was read before for offers that still stand. */
function knownChangelogs(scan: Extract<ManagerScan, { ok: true }>, last: Scan | null): ChangelogFacts[] {
  const before = last?.managers.find((manager) => manager.manager === scan.manager);
  const offered = new Set(stepsOf(scan).map(keyOf));
  return before?.ok === true ? before.changelogs.filter((fact) => offered.has(keyOf(fact))) : [];
}

function keyOf(item: { sourceName: string; from: string; to: string }): string {
  return `${item.sourceName} ${item.from} ${item.to}`;
}

function ageSeconds(at: string | null, now: string): number {
  return at === null ? Infinity : Temporal.Instant.from(at).until(Temporal.Instant.from(now)).total('seconds');
}
