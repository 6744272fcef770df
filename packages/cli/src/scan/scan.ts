/** Looks at this machine by the managers of the agent, with lists of its own: nothing of the system is changed, and no right of root is needed. */
import type { ManagerScan, Scan } from '@fettle/core/inventory';
import { managers } from '@fettle/managers/list';
import type { Machine } from '@fettle/managers/machine';
import { readRuntime } from '@fettle/managers/runtime';
import { readBootId, readListening, readSystem } from '@fettle/managers/system';
import type { PackageManager, ScanMode } from '@fettle/managers/types';
import { changelogSteps } from './steps.ts';
import type { GoodScan } from './steps.ts';

export type ScanWish = {
  readonly machine: Machine;
  readonly mode: ScanMode;
  /** Fetch the lists where they are older than this; Infinity: never. */
  readonly refreshSeconds: number;
  readonly say: (line: string) => void;
};

/** The managers that this machine has. */
export async function presentManagers(machine: Machine): Promise<PackageManager[]> {
  const found: PackageManager[] = [];
  for (const manager of managers) if (await manager.detect(machine)) found.push(manager);
  return found;
}

/** One look, without CVE ids: those take downloads. */
export async function scanMachine({ machine, mode, refreshSeconds, say }: ScanWish, present: readonly PackageManager[]): Promise<Scan> {
  const scans: ManagerScan[] = [];
  for (const manager of present) {
    say(`Asking ${manager.displayName}`);
    const before = await manager.scan(machine, mode);
    if (!isDue(before, refreshSeconds, mode.now())) {
      scans.push(before);
      continue;
    }
    say(`Fetching the lists of ${manager.displayName}`);
    const lists = await manager.refresh(machine, mode);
    say(`Asking ${manager.displayName}`);
    scans.push({ ...(await manager.scan(machine, mode)), lists });
  }
  const system = await readSystem(machine);
  const listening = await readListening(machine, system.architecture);
  return {
    at: mode.now(),
    system,
    runtime: { bootId: await readBootId(machine), ...(await readRuntime(machine, present)), listening },
    managers: scans,
  };
}

/** The same scan with the CVE ids that changelogs name; a few packages at a time, so that somebody can be told how far it is. */
export async function addChangelogs(
  { machine, mode, say }: Pick<ScanWish, 'machine' | 'mode' | 'say'>,
  manager: PackageManager,
  scan: GoodScan,
): Promise<GoodScan> {
  const steps = changelogSteps(scan);
  const atOnce = 4;
  let withFacts = scan;
  for (let at = 0; at < steps.length; at += atOnce) {
    say(`Reading changelogs: ${at} of ${steps.length}`);
    const facts = await manager.changelogs(machine, mode, steps.slice(at, at + atOnce));
    withFacts = { ...withFacts, changelogs: [...withFacts.changelogs, ...facts] };
  }
  return withFacts;
}

/** A list that could not be asked is as good as too old. */
function isDue(scan: ManagerScan, refreshSeconds: number, now: string): boolean {
  if (refreshSeconds === Number.POSITIVE_INFINITY) return false;
  const { refreshedAt } = scan.lists;
  if (refreshedAt === null) return true;
  return Temporal.Instant.from(refreshedAt).until(Temporal.Instant.from(now)).total('seconds') >= refreshSeconds;
}
