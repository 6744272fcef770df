import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { now } from '../clock.ts';
import { simAgentCommand } from '../testing/bundled.ts';
import { fromNow, liveIds, openLive } from '../testing/live.ts';
import type { Live } from '../testing/live.ts';
import { statusText } from './status-text.ts';
import { readStatus } from './status.ts';
import type { Status } from './status.ts';

let live: Live;
beforeEach(async () => {
  live = await openLive(await simAgentCommand());
});
afterEach(() => live.close());

function status(state = live.folders.root): Status {
  const read = readStatus({ state, limits: '/nowhere/limits.json', observe: false }, now());
  if (!read.ok) throw new Error(read.sentence);
  return read.status;
}

test('a device that is not enrolled says so, and nothing is made', () => {
  const nowhere = join(live.folders.root, 'nowhere');
  expect(statusText(status(nowhere))).toContain('not enrolled');
  expect(status(nowhere)).toMatchObject({ enrolled: null, key: null, running: null, problems: [] });
});

test('an enrolled one says who it is, what it does and what it waits for', async () => {
  live.server.say.held = [liveIds.deployment];
  const rings = [{ name: 'test', earliest: fromNow(600), gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } }];
  live.server.say.instructions = [live.order({ header: { rings, deploymentId: liveIds.other, title: 'Fix openssl' } })];
  const agent = live.start();
  await live.until(() => status().instructions[0]?.waitingFor !== null && status().instructions.length === 1, 'it waits');
  await live.until(() => status().held?.length === 1, 'it heard the hold');
  const text = statusText(status());
  expect(text).toContain('device      0195f000-0000-7000-8000-000000000001 of Client, Site');
  expect(text).toContain('doing       install "Fix openssl", waiting for window: The ring\'s signed earliest time has not come.');
  expect(text).toContain(`held        deployments: ${liveIds.deployment}`);
  expect(status()).toMatchObject({ authority: { version: 1, over: false }, quarantinedSince: null, stopped: false });
  await agent.stop();
});

test('what can not be read is named, and the rest is told all the same', () => {
  writeFileSync(live.folders.memory, '');
  const text = statusText(status());
  expect(text).toContain(`problem     ${live.folders.memory} can not be read: it is empty.`);
  expect(text).toContain('server      http://127.0.0.1:');
});
