/**
 * The situations that every package manager must answer rightly. A manager brings one recording a situation, made on a real machine by
 * `play`; `conformance.test.ts` replays it through the same `play`, so both ask the same questions in the same order.
 */
import type { Simulation, StepReceipt, Wanted } from '@fettle/core/deployment';
import type { ListState, ManagerScan, RuntimeState } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { Outcome, PackageManager, ScanMode } from '../types.ts';

export const situations = [
  'clean',
  'one-security-update',
  'pinned',
  'locked',
  'broken-dependency',
  'mirror-unreachable',
  'restart-needed',
  'half-configured',
] as const;
export type Situation = (typeof situations)[number];

/** Everything that can be asked of a manager without knowing it. `null`: the situation gave no reason to ask. */
export type Answers = {
  readonly detected: boolean;
  readonly refreshed: ListState;
  readonly scan: ManagerScan;
  readonly runtime: Pick<RuntimeState, 'restartPending' | 'staleServices'>;
  readonly simulated: Outcome<Simulation> | null;
  readonly got: StepReceipt | null;
  readonly applied: StepReceipt | null;
  readonly scanAfter: ManagerScan | null;
  readonly wentBack: StepReceipt | null;
  readonly repaired: StepReceipt;
};

/** The folders and the clock of a recording: fixed, so that it replays to the same answers. */
export const playMode: ScanMode = {
  lists: 'system',
  folders: { cache: '/var/lib/fettle/cache', store: '/var/lib/fettle/store' },
  now: () => '2026-11-01T12:00:00.000Z',
};

/** Asks everything: refresh, scan, and a change with its way back for whatever is offered. */
export async function play(manager: PackageManager, machine: Machine): Promise<Answers> {
  const mode = playMode;
  const detected = await manager.detect(machine);
  const refreshed = await manager.refresh(machine, mode);
  const scan = await manager.scan(machine, mode);
  const runtime = await manager.runtime(machine);
  const wanted = scan.ok
    ? scan.offers.map((one): Wanted => ({ manager: manager.id, name: one.name, architecture: one.architecture, version: one.to }))
    : [];
  const simulated = wanted.length === 0 ? null : await manager.simulate(machine, mode, wanted);
  const plan = simulated?.ok ? simulated.value : null;
  const back = plan?.wayBack.kind === 'downgrade' ? plan.wayBack : null;
  const common = { lockTimeoutSeconds: 0, progress: () => undefined };
  const got = plan === null ? null : await manager.get(machine, mode, [...plan.files, ...(back?.files ?? [])]);
  const applied =
    plan === null
      ? null
      : await manager.apply(machine, mode, { ...common, changes: plan.changes, files: plan.files, direction: 'forward' });
  const scanAfter = plan === null ? null : await manager.scan(machine, mode);
  const wentBack =
    back === null || !applied?.ok
      ? null
      : await manager.apply(machine, mode, { ...common, changes: back.changes, files: back.files, direction: 'back' });
  const repaired = await manager.repair(machine, mode);
  return { detected, refreshed, scan, runtime, simulated, got, applied, scanAfter, wentBack, repaired };
}
