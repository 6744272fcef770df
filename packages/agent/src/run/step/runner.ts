/**
 * Orders the step that changes packages, and waits for it; joins it where an earlier life of the agent ordered it. Whether a step has begun is
 * decided in one place, by whose claim is there first: the step's own, or the agent's that takes the order back.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagerId } from '@fettle/core/inventory';
import type { ApplyRequest } from '@fettle/managers/types';
import type { Machine } from '@fettle/managers/machine';
import { readBootId } from '@fettle/managers/system';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry } from '../../journal/entry.ts';
import type { Patience } from '../../patience.ts';
import { createOnce, removeDurably, writeJson } from '../../state/durable.ts';
import { fileNameOf } from '../../state/folders.ts';
import type { Folders } from '../../state/folders.ts';
import { startOf } from '../../state/process.ts';
import { readAs } from '../../state/read-file.ts';
import { Claim, stepFiles, StepReceiptRead } from './files.ts';
import type { StepName, StepOrder } from './files.ts';
import { launch } from './launch.ts';
import type { SelfCommand } from './launch.ts';

type Receipt = JournalEntry['receipts'][number];

/** `died`: it began, and nobody can say how far it came. `left`: the agent stops; the next life joins. */
export type StepEnd = { readonly how: 'ended'; readonly receipt: Receipt } | { readonly how: 'died' } | { readonly how: 'left' };

export type StepRunner = {
  /** Whether this order was taken by the step. Once true it stays true. */
  readonly hasBegun: (name: StepName) => boolean;
  /** Orders the step. It has begun when this says so; else it never will. */
  readonly begin: (
    name: StepName,
    manager: ManagerId,
    request: Omit<ApplyRequest, 'progress'>,
  ) => Promise<{ begun: true } | { begun: false; because: string }>;
  /** Takes an order back. False: the step was faster. */
  readonly revoke: (name: StepName, because: string) => boolean;
  /** Waits for the end of a step that has begun. `still` is called now and then while it runs. */
  readonly join: (name: StepName, still: (minutes: number) => void) => Promise<StepEnd>;
  readonly forget: (id: string) => void;
  /** Removes files of steps whose instruction is closed. */
  readonly tidy: (openIds: readonly string[]) => void;
};

export type StepRunnerParts = {
  readonly machine: Machine;
  readonly folders: Folders;
  readonly self: SelfCommand;
  readonly patience: Patience;
  readonly stopping: () => boolean;
};

export function openStepRunner({ machine, folders, self, patience, stopping }: StepRunnerParts): StepRunner {
  const files = (name: StepName) => stepFiles(folders, name);

  function claimOf(name: StepName): Claim | null {
    const read = readAs(files(name).claim, Claim);
    // Made whole or not at all: one that can not be read is a broken disk, and then nobody knows what has begun.
    if (!read.ok) throw new Error(read.sentence);
    return read.value;
  }
  function receiptOf(name: StepName): Receipt | null {
    const read = readAs(files(name).receipt, StepReceiptRead);
    return read.ok ? read.value : null;
  }
  async function isRunning(name: StepName): Promise<boolean> {
    const claim = claimOf(name);
    return claim?.by === 'step' && claim.bootId === (await readBootId(machine)) && startOf(claim.pid) === claim.start;
  }
  const pause = () => sleep(patience.poll * 1000);

  function revoke(name: StepName, because: string): boolean {
    if (claimOf(name)?.by === 'step') return false;
    if (claimOf(name) === null) createOnce(files(name).claim, { by: 'agent', because } satisfies Claim);
    return claimOf(name)?.by === 'agent';
  }

  return {
    hasBegun: (name) => claimOf(name)?.by === 'step',
    revoke,
    async begin(name, manager, request) {
      const { base, order, claim } = files(name);
      const written: StepOrder = {
        format: 1,
        root: folders.root,
        manager,
        // Copies: the schema's types are mutable, core's are not.
        request: { ...request, changes: request.changes.map((one) => ({ ...one })), files: request.files.map((one) => ({ ...one })) },
      };
      writeJson(order, written);
      const unit = `fettle-change-${base.slice(base.lastIndexOf('/') + 1).replaceAll('.', '-')}.service`;
      const launched = await launch(machine, [...self, 'perform', '--step', base], unit);
      if (!launched.ok) return revoke(name, launched.because) ? { begun: false, because: launched.because } : { begun: true };
      let ended = false;
      for (let waited = 0; !stopping() && !ended && !existsSync(claim) && waited < patience.unitStart; waited += patience.poll) {
        await pause();
        ended = await launched.hasEnded(waited);
      }
      const because = ended ? 'the step ended before it began' : 'the step did not start in time';
      return revoke(name, because) ? { begun: false, because } : { begun: true };
    },
    async join(name, still) {
      let told = 0;
      for (let waited = 0; ; waited += patience.poll) {
        const running = await isRunning(name);
        // After the look at the process: a receipt is written before its process ends.
        const receipt = receiptOf(name);
        if (receipt !== null) return { how: 'ended', receipt };
        if (!running) return { how: 'died' };
        if (stopping()) return { how: 'left' };
        if (waited - told >= patience.stillChanging) {
          told = waited;
          still(Math.round(waited / 60));
        }
        await pause();
      }
    },
    forget: (id) => removeFiles((name) => name === fileNameOf(id)),
    tidy(openIds) {
      const open = new Set(openIds.map((id) => fileNameOf(id)));
      removeFiles((name) => !open.has(name));
    },
  };

  /** Half-written ones, too: the step is over. */
  function removeFiles(isOver: (name: string) => boolean): void {
    for (const file of readdirSync(folders.journal)) {
      const [, name = ''] = /^([0-9a-f]{32})\.[a-z]+\.\d+\.(?:order|claim|receipt)\.json/.exec(file) ?? [];
      if (name !== '' && isOver(name)) removeDurably(join(folders.journal, file));
    }
  }
}
