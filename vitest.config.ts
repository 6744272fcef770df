/**
 * The tests, sorted into projects by file name:
 *
 *   x.test.ts          unit      pure; many files share one worker
 *   x.db.test.ts       database  against a real PostgreSQL: one cluster a run, one database a file
 *   x.browser.test.ts  browser   the console in Chromium, against a real server
 *   x.lab.test.ts      lab       devices that boot; needs root
 *   x.oracle.test.ts   oracles   against reference data that stands beside the checkout
 */
import { configDefaults, defineConfig } from 'vitest/config';

const special = ['db', 'browser', 'lab', 'oracle'];
const ofKind = (kind: string): string[] => [`packages/*/src/**/*.${kind}.test.ts`];
/** Real processes, sockets and devices on a shared machine stumble; most faults of ours fail both times. The summary names each test that needed it: it is to be looked at. Unit tests have one try; those that start a process say so themselves. */
const secondTry = 1;
const databaseSetup = 'packages/server/src/platform/testing/global-setup.ts';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...special.map((kind) => `**/*.${kind}.test.ts`)],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ofKind('db'),
          globalSetup: [databaseSetup],
          maxWorkers: 2,
          retry: secondTry,
          testTimeout: 60_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ofKind('browser'),
          globalSetup: [databaseSetup],
          maxWorkers: 2,
          retry: secondTry,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ofKind('lab'),
          maxWorkers: 1,
          fileParallelism: false,
          retry: secondTry,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'oracles',
          include: ofKind('oracle'),
          isolate: false,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
