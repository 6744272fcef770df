import { describe, expect, it } from 'vitest';
import { apt } from '../apt/index.ts';
import { recordedMachine } from '../machine/index.ts';
import type { PackageManager } from '../types.ts';
import { readRuntime } from './index.ts';

const machine = recordedMachine({ about: 'asked nothing', isRoot: false, commands: [], reads: {} });
const saying = (restartPending: Awaited<ReturnType<PackageManager['runtime']>>['restartPending']): PackageManager => ({
  ...apt,
  runtime: async () => ({ restartPending, staleServices: [] }),
});
const kernel = { kind: 'kernel', detail: 'a newer kernel is installed' } as const;

describe('what several package managers say of a restart', () => {
  it.each([
    ['nobody was asked', [], null],
    ['one says nothing', [saying([])], []],
    ['one could not tell', [saying([]), saying(null)], null],
    ['one knows and one could not tell', [saying(null), saying([kernel])], [kernel]],
    ['both say the same', [saying([kernel]), saying([kernel])], [kernel]],
  ] as const)('is put together when %s', async (_what, managers, restartPending) => {
    expect((await readRuntime(machine, managers)).restartPending).toEqual(restartPending);
  });
});
