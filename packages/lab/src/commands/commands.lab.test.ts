import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../world/run.ts';
import type { Ran } from '../world/run.ts';
import { waitFor } from '../world/wait.ts';

const PROGRAM = join(import.meta.dirname, '../main.ts');
const keeper = spawn(process.execPath, [PROGRAM, 'up'], { stdio: ['ignore', 'pipe', 'pipe'] });
const keeperEnded = once(keeper, 'exit');
let said = '';

function lab(...words: string[]): Promise<Ran> {
  return run([process.execPath, PROGRAM, ...words], { timeout: 120_000 });
}

beforeAll(async () => {
  for (const stream of [keeper.stdout, keeper.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  await waitFor('the world to be up', () => (said.includes('the world is up') || keeper.exitCode !== null ? true : null), {
    timeout: 240_000,
  });
});

afterAll(async () => {
  if (keeper.exitCode === null && keeper.signalCode === null) keeper.kill('SIGTERM');
  await keeperEnded;
});

test('up brings six devices of two clients in two time zones, and status shows them', async () => {
  expect(said).toContain('the world is up');
  const shown = (await lab('status')).stdout;
  expect(shown.match(/Europe\/London +on/g)).toHaveLength(3);
  expect(shown.match(/America\/Chicago +on/g)).toHaveLength(3);
});

test('every device has the agent, old packages, and newer ones on offer', async () => {
  for (const name of ['harbour-web', 'prairie-edge']) {
    expect((await lab('exec', name, 'fettle-agent', '--version')).stdout).toMatch(/^\d/);
    expect((await lab('exec', name, 'apt-get', 'update', '-qq')).status).toBe(0);
    const offered = (await lab('exec', name, 'apt-get', '-s', 'dist-upgrade')).stdout;
    expect(offered).toContain('Inst lab-web [2.0-1] (2.1-1 Lab-Security:lab-security');
    expect(offered).toContain('Debian-Security:');
  }
});

test('exec gives the status of what it ran', async () => {
  expect((await lab('exec', 'harbour-test', 'sh', '-c', 'exit 3')).status).toBe(3);
});

test('a second world is refused while one is up', async () => {
  const ran = await lab('up');
  expect([ran.status, ran.stderr]).toEqual([1, expect.stringContaining('open already')]);
});

test.for([
  [['kill', 'prairie-app'], 0, 'prairie-app lost its power'],
  [['on', 'prairie-app'], 0, 'prairie-app is starting'],
  [['publish', 'lab-web=2.2-1'], 0, 'lab-web=2.2-1'],
  [['publish', 'lab-web=9'], 1, 'the lab has no package lab-web=9'],
  [['archive', 'away'], 0, 'the archive is away'],
  [['archive', 'sideways'], 1, 'not "sideways"'],
  [['reboot', 'nobody'], 1, 'there is no device "nobody"'],
  [['dance'], 2, 'does not know "dance"'],
] as const)('%j', async ([words, status, sentence]) => {
  const ran = await lab(...words);
  expect(ran.stdout + ran.stderr).toContain(sentence);
  expect(ran.status).toBe(status);
});

test('down ends it', async () => {
  expect((await lab('down')).stdout).toContain('is closed');
  await keeperEnded;
  expect((await lab('status')).stdout).toContain('no world is open');
});
