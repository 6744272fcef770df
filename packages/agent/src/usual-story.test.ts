/** A change that makes a device slower than it usually is at these hours: our own code, over a simulated device and a real listener. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hourAt } from '@fettle/core/baselines';
import { expect, test } from 'vitest';
import { now } from './clock.ts';
import { writeJson } from './state/durable.ts';
import { patient, stories } from './testing/story.ts';

const story = stories();

test('a change after which the device answers more slowly than usual is taken back', patient, async () => {
  const { live, over, version } = story();
  // What answers slowly moves the clock on instead of keeping everybody waiting.
  let ms = 0;
  const checkClock = {
    now: () => ms,
    sleep: async (pause: number) => {
      ms += pause;
    },
  };
  const server = createServer((_, response) => {
    ms += version() === '2' ? 300 : 10;
    response.end('well');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const page = { kind: 'http', name: 'page', url, expectStatus: 200, timeoutSeconds: 2 } as const;
  const hour = hourAt(now(), Temporal.Now.timeZoneId());
  // Every day, so that there are enough of the same kind whatever day it is, and whatever hour the test ends in.
  const cells = Array.from({ length: 27 }, (_, day) => [hour - (day + 1) * 24, hour + 1 - (day + 1) * 24].map((at) => [at, 12, 50])).flat();
  writeJson(live.folders.usual, {
    format: 1,
    measures: { [`http ${url}`]: cells },
    watched: { [`http ${url}`]: { check: page, namedAt: now() } },
  });
  const checks = [page, { kind: 'slower', name: 'as fast as usual', of: 'page', mostTimesSlower: 5, timeoutSeconds: 3 }] as const;
  live.server.say.instructions = [live.order({ header: { checks } })];
  live.start({ patience: { sample: 0.1 }, checkClock });
  await over();
  const install = live.installOf();
  expect(install).toMatchObject({ how: 'rolled back', code: 'checks.failed' });
  expect(install.detail).toContain('usual on');
  expect(install.checksBefore.map(({ answer }) => answer)).toEqual(['passed', 'passed']);
  expect(version()).toBe('1');
  // Meanwhile it noted what it saw, of this address too, since a check goes by it.
  const noted = () => JSON.parse(readFileSync(live.folders.usual, 'utf8')) as { measures: Record<string, unknown[]>; watched: object };
  await live.until(() => Object.keys(noted().measures).toSorted().join(' ') === `cpu http ${url} memory`, 'it noted all three');
  expect(Object.keys(noted().watched)).toEqual([`http ${url}`]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
