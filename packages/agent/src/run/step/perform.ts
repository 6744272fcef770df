/** The step that changes packages, in a process of its own: takes the order, does it, writes what it did. Nobody needs to be waiting. */
import type { StepReceipt } from '@fettle/core/deployment';
import type { Machine } from '@fettle/managers/machine';
import { readBootId } from '@fettle/managers/system';
import type { PackageManager } from '@fettle/managers/types';
import { now } from '../../clock.ts';
import { agentTrouble, withReceipt } from '../../journal/fitting.ts';
import { createOnce, writeJson } from '../../state/durable.ts';
import { foldersIn } from '../../state/folders.ts';
import { startOf } from '../../state/process.ts';
import { readAs } from '../../state/read-file.ts';
import { stopPoint } from '../../stop-point.ts';
import { StepOrder } from './files.ts';
import type { Claim } from './files.ts';

export type StepWorld = { readonly machine: Machine; readonly managers: readonly PackageManager[] };

/** `base` names the order's files. Exit code 0: the receipt is written, whatever it says, or somebody else has taken the order. */
export async function performStep(world: StepWorld, base: string): Promise<number> {
  const read = readAs(`${base}.order.json`, StepOrder);
  if (!read.ok || read.value === null) {
    process.stderr.write(`${read.ok ? `There is no order at ${base}.order.json.` : read.sentence}\n`);
    return 1;
  }
  const order = read.value;
  const { machine } = world;
  const claim: Claim = { by: 'step', pid: process.pid, start: startOf(process.pid) ?? '?', bootId: await readBootId(machine) };
  // The one moment at which the change begins. Whoever comes second does nothing.
  if (!createOnce(`${base}.claim.json`, claim)) return 0;
  stopPoint('perform:begin');
  const receipt = await apply(world, order);
  writeJson(`${base}.receipt.json`, withReceipt([], receipt)[0]);
  return 0;
}

async function apply({ machine, managers }: StepWorld, order: StepOrder): Promise<StepReceipt> {
  const folders = foldersIn(order.root);
  const startedAt = now();
  const manager = managers.find((one) => one.id === order.manager);
  try {
    if (manager === undefined) throw new Error(`this agent has no package manager ${order.manager}`);
    return await manager.apply(
      machine,
      { lists: 'system', folders: { cache: folders.cache, store: folders.store }, now },
      {
        ...order.request,
        progress: (line) => {
          process.stdout.write(`${line}\n`);
          stopPoint(`perform:${line}`);
        },
      },
    );
  } catch (error) {
    const cause = `The step ended with a fault of the agent: ${error instanceof Error ? error.message : String(error)}`;
    const step = order.request.direction === 'back' ? 'roll-back' : 'apply';
    return { step, startedAt, endedAt: now(), ok: false, commands: [], trouble: agentTrouble('agent.fault', cause), detail: cause };
  }
}
