/** @typedef {import('../setup/debian-packages.mjs').Need} Need */

/**
 * One step of npm test.
 * @typedef {{
 *   name: string,
 *   title: string,
 *   minutes: number,
 *   run: string[],
 *   project?: string,
 *   needs?: Need[],
 *   cluster?: true,
 *   beside?: string,
 *   room: string,
 * }} Step
 * name: to run it alone (npm test -- NAME). minutes: its time limit. run: arguments of the packaged Node.
 * project: it is a run of Vitest on this project, and counts its tests; every other step counts as one test.
 * needs: Debian packages. cluster: gets a private PostgreSQL of Debian's. beside: the step with which it starts, where both are
 * run: it mostly waits, and what it prints is shown when its turn comes. room: the file or folder that the step is
 * about, from the checkout's root; only where that does not exist is the step left out, and said to be.
 */

const bin = 'node_modules';
const vitest = (/** @type {string} */ project) => [`${bin}/vitest/vitest.mjs`, 'run', '--project', project];

/** Every step, cheap ones first; the histories keep both cores busy while devices of the lab, which takes longest, wait. The limits are for a machine of two cores under load; the sum with set-up stays below CI's. @type {ReadonlyArray<Step>} */
export const steps = [
  { name: 'format', title: 'format', minutes: 1, run: [`${bin}/oxfmt/bin/oxfmt`, '--check', '.'], room: 'tools' },
  { name: 'lint', title: 'lint', minutes: 3, run: [`${bin}/oxlint/bin/oxlint`, '--type-aware', '--deny-warnings'], room: 'tools' },
  { name: 'types', title: 'types', minutes: 3, run: ['tools/types.ts'], room: 'tools' },
  { name: 'imports', title: 'who imports whom', minutes: 1, run: ['tools/check-imports.ts'], room: 'tools' },
  { name: 'generated', title: 'generated files', minutes: 1, run: ['tools/generate.ts', '--check'], room: 'docs/reference' },
  { name: 'console', title: 'console build', minutes: 2, run: ['tools/test/build-console.mjs'], room: 'packages/console/vite.config.ts' },
  { name: 'unit', title: 'unit tests', minutes: 4, run: vitest('unit'), project: 'unit', needs: ['archive'], room: 'packages' },
  {
    name: 'database',
    title: 'database tests, embedded PostgreSQL',
    minutes: 10,
    run: vitest('database'),
    project: 'database',
    needs: ['archive', 'report'],
    room: 'packages/server/src',
  },
  {
    name: 'database-15',
    title: "database tests, Debian's PostgreSQL",
    minutes: 10,
    // Every route that writes and its statements are walked by these, and all that asks something of PostgreSQL itself: row security, migrations, locks, arrays,
    // notifications, what is counted. What the product makes of the answers is no different on another version, and is tried on one.
    run: [
      ...vitest('database'),
      ...'audit-trail migrate row-security platform/database/database open wake array-literal links deployments check-in counts feeds judging vulnerabilities'
        .split(' ')
        .map((name) => `${name}.db.test.ts`),
    ],
    project: 'database',
    needs: ['archive', 'report', 'database-15'],
    cluster: true,
    room: 'packages/server/src',
  },
  {
    name: 'browser',
    title: 'browser tests',
    minutes: 15,
    run: vitest('browser'),
    project: 'browser',
    needs: ['browser'],
    room: 'packages/console/src/main.tsx',
  },
  {
    name: 'histories',
    title: 'a hundred thousand histories of the engine',
    minutes: 10,
    run: ['tools/play-histories.ts'],
    room: 'packages/core/src',
  },
  {
    name: 'lab',
    title: 'lab: devices that boot',
    minutes: 25,
    run: vitest('lab'),
    project: 'lab',
    beside: 'database',
    needs: ['archive', 'report', 'lab'],
    room: 'packages/lab/src',
  },
  {
    name: 'oracles',
    title: 'oracles: answers of other tools',
    minutes: 3,
    run: vitest('oracles'),
    project: 'oracles',
    room: '../shared/data',
  },
];

/** All of npm test, set-up included, is ended after this: far more than it takes on two idle cores, so that only what hangs is cut off. */
export const totalMinutes = 60;
