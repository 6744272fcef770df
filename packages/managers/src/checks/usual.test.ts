import type { Usual } from '@fettle/core/baselines';
import type { HealthCheck } from '@fettle/core/deployment';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { recordedMachine } from '../machine/index.ts';
import type { Machine } from '../machine/index.ts';
import { busyPercent, readCpuTimes, readMemoryPercent } from '../system/usage.ts';
import { runHealthChecks } from './index.ts';

const pace = { everyMs: 20, samples: 3 };
/** Goes on by what is slept, and by what an answer is said to take: no test waits, and none hangs on how busy its machine is. */
let ms = 0;
const clock = {
  now: () => ms,
  sleep: async (pause: number) => {
    ms += pause;
  },
};
const cpu = { kind: 'cpu', name: 'cpu', mostPercentOver: 50, timeoutSeconds: 1 } as const;
const memory = { kind: 'memory', name: 'memory', mostPercentOver: 20, timeoutSeconds: 1 } as const;

/** A device whose processors are busy for so many percent between one look and the next; then as the last. */
function device({ busy = [], memory: used = 50 }: { readonly busy?: readonly number[]; readonly memory?: number }): Machine {
  let looks = 0;
  let [work, idle] = [1_000, 1_000];
  const machine = recordedMachine({ about: 'a device', isRoot: true, commands: [], reads: { file: {} } });
  return {
    ...machine,
    async readFile(path) {
      if (path === '/proc/meminfo') return `MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:   ${1000 - used * 10} kB\n`;
      if (path !== '/proc/stat') return null;
      const percent = looks === 0 ? 0 : (busy[Math.min(looks - 1, busy.length - 1)] ?? 0);
      looks += 1;
      work += percent;
      idle += 100 - percent;
      return `cpu  ${work} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 1 2 3 4\n`;
    },
  };
}

async function answer(machine: Machine, checks: readonly HealthCheck[], usual: Usual = { known: true, value: 10, days: 9 }) {
  const answers = await runHealthChecks(machine, checks, null, { usualOf: () => ({ usual, hour: 0 }), pace, clock });
  return answers.at(-1);
}

describe('what is usual on a device', () => {
  it('is kept to: the middle of several samples counts, and one that is out of line does not', async () => {
    expect(await answer(device({ busy: [12, 99, 12] }), [cpu])).toMatchObject({
      answer: 'passed',
      detail: expect.stringContaining('busy for 12 % (the middle of 3 samples)'),
    });
    expect(await answer(device({ memory: 12 }), [memory])).toMatchObject({ answer: 'passed' });
  });

  it('is come back to after a restart: it goes on measuring until its time is up', async () => {
    expect(await answer(device({ busy: [90, 90, 90, 90, 90, 11] }), [cpu])).toMatchObject({ answer: 'passed' });
  });

  it('is exceeded: the check fails, with both numbers', async () => {
    const failed = await answer(device({ memory: 80 }), [memory]);
    expect(failed).toMatchObject({
      answer: 'failed',
      detail: expect.stringMatching(/in use for 80 %.*usual on .* is 10 % \(9 days\), and at most 15 % may be/),
    });
    expect(failed?.durationMs).toBeGreaterThan(900);
  });

  it('is not known: then nothing is claimed, and nothing is waited for', async () => {
    const unknown = await answer(device({ memory: 80 }), [memory], { known: false, because: 'No day has it' });
    expect(unknown).toMatchObject({ answer: 'could-not-measure', detail: expect.stringContaining('No day has it') });
    expect(unknown?.durationMs).toBeLessThan(500);
    const [bare] = await runHealthChecks(device({}), [memory]);
    expect(bare).toMatchObject({ answer: 'could-not-measure' });
  });

  it('of an answer is its time; what does not answer has none', async () => {
    let delay = 0;
    const server = createServer((_, response) => {
      ms += delay;
      response.end('well');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const page = { kind: 'http', name: 'page', url: `http://127.0.0.1:${port}/`, expectStatus: 200, timeoutSeconds: 1 } as const;
    const slower = { kind: 'slower', name: 'as fast', of: 'page', mostTimesSlower: 2, timeoutSeconds: 1 } as const;
    expect(await answer(device({}), [page, slower])).toMatchObject({ answer: 'passed' });
    delay = 200;
    expect(await answer(device({}), [page, slower])).toMatchObject({
      answer: 'failed',
      detail: expect.stringContaining('at most 110 ms may be'),
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await answer(device({}), [page, slower])).toMatchObject({ answer: 'could-not-measure' });
    expect(await answer(device({}), [{ ...slower, of: 'nothing' }])).toMatchObject({ answer: 'could-not-measure' });
  });

  it('is not read from what the kernel does not say', async () => {
    const none = recordedMachine({ about: 'a device', isRoot: true, commands: [], reads: { file: {} } });
    const silent: Machine = { ...none, readFile: async () => null };
    expect([await readCpuTimes(silent), await readMemoryPercent(silent)]).toEqual([null, null]);
    // Counters that began anew, or did not move.
    expect(busyPercent({ busy: 10, all: 20 }, { busy: 5, all: 30 })).toBe(null);
    expect(busyPercent({ busy: 10, all: 20 }, { busy: 10, all: 20 })).toBe(null);
  });
});
