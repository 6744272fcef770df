/** The second address: a panic stop reaches an agent that can not reach its server. Two real servers on loopback: the provider's, which goes away, and a plain one with a file. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signStop } from '@fettle/proof/stop';
import { afterEach, describe, expect, test } from 'vitest';
import { now } from './clock.ts';
import { refuseStopAddress } from './contact/stop-watch.ts';
import { liveKeys } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { patient, ringFrom, stories } from './testing/story.ts';

const story = stories();
const files: Server[] = [];
afterEach(async () => {
  for (const file of files.splice(0)) await new Promise((done) => file.close(done));
});

/** Serves what `says` gives, at an address. */
async function secondAddress(says: () => unknown): Promise<string> {
  const file = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(says()));
  });
  files.push(file);
  await new Promise<void>((done) => file.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(file.address() as AddressInfo).port}/stop.json`;
}

const limitsWith = (stopAddress: string) => ({ ...manageLimits, limits: { ...manageLimits.limits, stopAddress } });
const fileOf = (stops: readonly unknown[]) => ({ format: 'fettle-stops/1', authority: null, stops });

describe('where the server is away', patient, () => {
  test('a stop at the second address keeps a change from starting that the device had taken and may start by itself', async () => {
    let stops: unknown[] = [];
    const address = await secondAddress(() => fileOf(stops));
    const { live, begun, isAt, says } = story();
    live.server.say.instructions = [live.order({ header: { startOffline: true, rings: [ringFrom(2)] } })];
    live.start({ limits: limitsWith(address), patience: { silence: 0.3, fresh: 0.1, hear: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.fault = () => 'away';
    stops = [signStop({ scope: 'all', state: 'stop', version: 1, at: now() }, liveKeys.approver)];
    await live.until(() => says('panic stop: stop for all, by the second address'), 'the stop is heard');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(begun()).toEqual([]);
    // It was the stop that kept it: the end of it, by the same way, lets it begin while the server is still away.
    stops = [signStop({ scope: 'all', state: 'go', version: 2, at: now() }, liveKeys.root)];
    await live.until(() => live.device.done().includes('apply forward ends'), 'it is done', 30);
  });

  test('a stop that the disk does not take holds all the same, and the agent lives on', async () => {
    let stops: unknown[] = [];
    const address = await secondAddress(() => fileOf(stops));
    const { live, begun, isAt, says } = story();
    live.server.say.instructions = [live.order({ header: { startOffline: true, rings: [ringFrom(2)] } })];
    live.start({ limits: limitsWith(address), patience: { silence: 0.3, fresh: 0.1, hear: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.fault = () => 'away';
    // In the way of every write of this file.
    mkdirSync(`${live.folders.stops}.new`);
    stops = [signStop({ scope: 'all', state: 'stop', version: 1, at: now() }, liveKeys.approver)];
    await live.until(() => says('the second address: a fault of ours'), 'it is said');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(begun()).toEqual([]);
    rmdirSync(`${live.folders.stops}.new`);
    stops = [signStop({ scope: 'all', state: 'go', version: 2, at: now() }, liveKeys.root)];
    await live.until(() => live.device.done().includes('apply forward ends'), 'it is done', 30);
    // Said once while it lasted; what comes again after it was well is said again.
    const faults = () => live.logs.filter((line) => line.includes('the second address: a fault of ours'));
    expect(faults()).toHaveLength(1);
    mkdirSync(`${live.folders.stops}.new`);
    stops = [signStop({ scope: 'all', state: 'stop', version: 3, at: now() }, liveKeys.approver)];
    await live.until(() => faults().length === 2, 'it is said again');
  });

  test('what is not signed by somebody who may, and what is older, stops nothing', async () => {
    const at = now();
    const forged = signStop({ scope: 'all', state: 'stop', version: 9, at }, liveKeys.stranger);
    const byServer = signStop({ scope: 'all', state: 'stop', version: 9, at }, liveKeys.server);
    const go = signStop({ scope: 'all', state: 'go', version: 2, at }, liveKeys.root);
    const older = signStop({ scope: 'all', state: 'stop', version: 1, at }, liveKeys.root);
    const address = await secondAddress(() => fileOf([forged, byServer, go, older, 'nothing']));
    const { live, over, says } = story();
    live.start({ limits: limitsWith(address) });
    await live.until(() => says('panic stop: go for all'), 'the file is read');
    live.server.say.instructions = [live.order()];
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });
});

test.each([
  ['https://stops.example/fettle.json', true],
  ['http://127.0.0.1:8080/stop.json', true],
  ['http://stops.example/fettle.json', false],
  ['https://name:word@stops.example/', false],
  ['stops.example', false],
])('%s may be used: %s', (address, may) => {
  expect(refuseStopAddress(address) === null).toBe(may);
});
