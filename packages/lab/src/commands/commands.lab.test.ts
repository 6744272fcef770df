import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOfficeAt } from '../scenario/drive.ts';
import type { Office } from '../scenario/drive.ts';
import { childrenOf, commandOf, isRunning, nameProcess } from '../world/process.ts';
import type { ProcessName } from '../world/process.ts';
import { must, run } from '../world/run.ts';
import type { Ran } from '../world/run.ts';
import { readStates } from '../world/state.ts';
import type { WorldState } from '../world/state.ts';
import { waitFor } from '../world/wait.ts';

const PROGRAM = join(import.meta.dirname, '../main.ts');
const CHECKOUT = resolve(import.meta.dirname, '../../../..');
// `npm run lab` sees to it before it starts the program.
await must([process.execPath, join(CHECKOUT, 'tools/test/build-console.mjs')], { timeout: 120_000 });
const keeper = spawn(process.execPath, [PROGRAM, 'up'], { stdio: ['ignore', 'pipe', 'pipe'] });
const keeperEnded = once(keeper, 'exit');
let said = '';

function lab(...words: string[]): Promise<Ran> {
  return run([process.execPath, PROGRAM, ...words], { timeout: 120_000 });
}

/** What stands behind a word in what `up` printed. */
function printed(before: RegExp): string {
  const [, found] = before.exec(said) ?? [];
  if (found === undefined) throw new Error(`up did not print ${String(before)}:\n${said}`);
  return found;
}

const consoleUrl = (): string => printed(/^console: (\S+)$/m);
const linkIn = (text: string): string => /^the first person enters by (\S+) /m.exec(text)?.[1] ?? '';
const office = (): Promise<Office> => openOfficeAt(consoleUrl(), printed(/^ +export FETTLE_KEYS="(.+)"$/m));

beforeAll(async () => {
  for (const stream of [keeper.stdout, keeper.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
  await waitFor('the world to be up', () => (said.includes('the world is up') || keeper.exitCode !== null ? true : null), {
    timeout: 270_000,
  });
});

afterAll(async () => {
  if (keeper.exitCode === null && keeper.signalCode === null) keeper.kill('SIGTERM');
  await keeperEnded;
});

test('up brings six devices of two clients in two time zones, and status shows them with what the server knows', async () => {
  expect(said).toContain('the world is up');
  const shown = (await lab('status')).stdout;
  expect(shown.match(/Europe\/London +on +enrolled, misses \d+/g)).toHaveLength(3);
  expect(shown.match(/America\/Chicago +on +enrolled, misses \d+/g)).toHaveLength(3);
  expect(shown).toContain(`the server answers at ${consoleUrl()}`);
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

test('at the printed address every device is enrolled and scanned, and each client has a contact and a policy', async () => {
  const { api } = await office();
  const { items } = await api('listDevices', { query: { limit: 100 } });
  const told = items.map(({ name, clientName, zone }) => `${name} of ${clientName} in ${zone}`);
  expect(told.toSorted()).toEqual([
    'harbour-files of Harbour Dental in Europe/London',
    'harbour-test of Harbour Dental in Europe/London',
    'harbour-web of Harbour Dental in Europe/London',
    'prairie-app of Prairie Freight in America/Chicago',
    'prairie-edge of Prairie Freight in America/Chicago',
    'prairie-test of Prairie Freight in America/Chicago',
  ]);
  for (const device of items) {
    expect(device.scannedAt).not.toBeNull();
    expect(device.missingSecurity).toBeGreaterThan(0);
  }
  for (const id of new Set(items.map(({ clientId }) => clientId))) {
    expect((await api('getClient', { params: { id } })).contacts).toHaveLength(1);
    const policies = await api('listPolicies', { query: { clientId: id } });
    expect(policies.items.map(({ name }) => name)).toEqual(['Test device first']);
  }
});

test('the console is there, and the printed link lets the first person in', async () => {
  const page = await fetch(consoleUrl());
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="')]);
  expect(await opens(linkIn(said))).toBe(200);
});

/** What the server says to the one-time link; looking does not use it up. */
async function opens(link: string): Promise<number> {
  const { hash, origin } = new URL(link);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${origin}/api/v1/welcome`, { method: 'POST', headers, body: JSON.stringify({ token }) })).status;
}

test('the printed lines of the command line, as they stand, plan an update and approve it with the key file', async () => {
  expect((await stat(printed(/the key file is (.+):$/m))).mode & 0o777).toBe(0o600);
  const lines = said.split('\n').filter((line) => line.startsWith('  '));
  expect(lines).toHaveLength(5);
  // Nobody is there to type how many devices it is, or to watch to the end.
  const typed = lines.map(
    (line) => line + (line.includes(' approve ') ? ' --yes 3' : '') + (line.includes(' watch ') ? ' --until approved' : ''),
  );
  const ran = await run(['sh', '-e', '-c', typed.join('\n')], { cwd: CHECKOUT, timeout: 200_000 });
  expect(ran.stderr + ran.stdout).toContain('Approved: 3 devices.');
  expect(ran.status).toBe(0);
});

test('what is published is on offer as soon as the devices have looked', async () => {
  const { api } = await office();
  expect((await lab('publish', 'lab-app=1.2-1')).status).toBe(0);
  expect((await lab('look')).stdout).toContain('prairie-edge');
  const offered = async (): Promise<true | null> => {
    const { items } = await api('listUpdates', { query: { text: 'lab-app', limit: 100 } });
    return items.some(({ version, devices }) => version === '1.2-1' && devices === 6) ? true : null;
  };
  await waitFor('lab-app 1.2-1 to be offered to all', offered, { timeout: 120_000, every: 500 });
});

test('a server that was killed is missed, and goes on when it is started again', async () => {
  expect((await lab('server', 'kill')).stdout).toContain('the server is dead');
  await expect(fetch(consoleUrl())).rejects.toThrow();
  expect((await lab('status')).stdout).toContain('the server does not answer');
  const again = (await lab('server', 'start')).stdout;
  expect(again).toContain(`console: ${consoleUrl()}`);
  expect(linkIn(again)).not.toBe(linkIn(said));
  expect(await opens(linkIn(again))).toBe(200);
  expect((await lab('status')).stdout).toContain(linkIn(again));
  const { items } = await (await office()).api('listDevices', { query: { limit: 100 } });
  expect(items).toHaveLength(6);
  expect((await lab('server', 'stop')).stdout).toContain('has stopped');
  expect((await lab('server', 'start')).status).toBe(0);
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
  [['server', 'start'], 1, 'runs already'],
  [['server', 'log'], 0, 'console '],
  [['server', 'sideways'], 1, 'not "sideways"'],
  [['dance'], 2, 'does not know "dance"'],
] as const)('%j', async ([words, status, sentence]) => {
  const ran = await lab(...words);
  expect(ran.stdout + ran.stderr).toContain(sentence);
  expect(ran.status).toBe(status);
});

test('down ends it with server and database, and leaves nothing', async () => {
  const [state] = (await readStates()).filter((one) => one.purpose === 'command');
  if (state === undefined) throw new Error('no world is open');
  const all = [...(await everyProcess(state.owner.pid)), ...(await everyProcess(state.holder.outer.pid))];
  const commands = await Promise.all(all.map(({ pid }) => commandOf(pid)));
  expect(commands).toEqual(expect.arrayContaining(['postgres', 'systemd']));
  expect((await lab('down')).stdout).toContain('is closed');
  await keeperEnded;
  expect((await lab('status')).stdout).toContain('no world is open');
  expect(await whatIsLeft(state, all)).toEqual([]);
  await expect(fetch(consoleUrl())).rejects.toThrow();
});

async function everyProcess(pid: number): Promise<readonly ProcessName[]> {
  const [name, children] = await Promise.all([nameProcess(pid), childrenOf(pid)]);
  const below = await Promise.all(children.map(everyProcess));
  return [...(name === null ? [] : [name]), ...below.flat()];
}

async function whatIsLeft(state: WorldState, processes: readonly ProcessName[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const name of processes) if (await isRunning(name)) left.push(`process ${name.pid}, ${await commandOf(name.pid)}`);
  for (const path of [state.dir, ...state.cgroups]) if ((await stat(path).catch(() => null)) !== null) left.push(path);
  if ((await readStates()).some((one) => one.id === state.id)) left.push('its state');
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return [...left, ...mounts.filter((line) => line.includes(state.dir))];
}
