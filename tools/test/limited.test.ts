import { describe, expect, it } from 'vitest';
import { runLimited } from './limited.mjs';
import { processesMarked } from './marked.mjs';

const options = { env: process.env, limitMs: 60_000, graceMs: 300, onInterrupt: () => {} };

/** Runs a line of shell as a step; everything that it starts carries `mark`, so that we can look for it ourselves. */
async function run(line: string, mark: string, limitMs = options.limitMs): Promise<{ code: number; timedOut: boolean }> {
  return runLimited('/bin/sh', ['-c', line], { ...options, limitMs, env: { ...process.env, FETTLE_TEST_OF_LIMITS: mark } });
}

describe.runIf(process.platform === 'linux')('a step', () => {
  it('gives back its status', async () => {
    expect(await run('exit 3', 'status')).toEqual({ code: 3, timedOut: false });
    expect(await runLimited('/nowhere/at/all', [], options)).toEqual({ code: 127, timedOut: false });
  });

  it('that takes too long is stopped, with everything it started', async () => {
    expect(await run('sleep 600 & sleep 600', 'slow', 200)).toMatchObject({ timedOut: true });
    expect(processesMarked('FETTLE_TEST_OF_LIMITS=slow')).toEqual([]);
  });

  it('that will not hear of stopping is killed', async () => {
    expect(await run("trap '' TERM; sleep 600 & wait; wait; sleep 600", 'deaf', 200)).toMatchObject({ timedOut: true });
    expect(processesMarked('FETTLE_TEST_OF_LIMITS=deaf')).toEqual([]);
  });

  it('leaves nothing running, not even what has gone into a session of its own', async () => {
    expect(await run('setsid sleep 600 >/dev/null 2>&1 & exit 0', 'gone')).toMatchObject({ code: 0 });
    expect(processesMarked('FETTLE_TEST_OF_LIMITS=gone')).toEqual([]);
  });
});
