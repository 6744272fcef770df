/** Bringing the agent's state along from the root that was left: whole or not at all, wherever the power goes. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realMachine } from '@fettle/managers/machine';
import type { Machine, RunResult } from '@fettle/managers/machine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOver, leaveCarryNote } from './carry-over.ts';
import { foldersIn } from './folders.ts';
import type { Folders } from './folders.ts';

const key = 'a'.repeat(32);
const top = '/run/fettle-agent-top';
const other = `${top}/.fettle-snapshots/other-${key}`;
const ran: RunResult = { exitCode: 0, signal: null, stdout: '', stderr: '', timedOut: false, truncated: false, notStarted: null };

let device: string;
let folders: Folders;
let limits: string;
beforeEach(async () => {
  device = mkdtempSync(join(tmpdir(), 'fettle-carry-'));
  folders = foldersIn(join(device, 'state'));
  limits = join(device, 'owner', 'limits.json');
  put(folders.identity, 'of the snapshot');
  put(folders.lock, 'held by this life');
  put(limits, 'wide');
  put(real(`${other}${folders.identity}`), 'of the end');
  put(real(`${other}${folders.lock}`), 'held by the life before');
  put(real(`${other}${limits}`), 'narrow');
  const note = { filesystem: 'btrfs' as const, subvolume: '/@rootfs', source: '/dev/vda2', key, at: '2026-01-01T00:00:00Z' };
  await leaveCarryNote(machine(), '', folders, note);
});
afterEach(() => rmSync(device, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** The new root is the one that runs; the one that was left lies in a folder beside. */
function real(path: string): string {
  const named = `${top}/@rootfs`;
  if (path.startsWith(`${named}/`)) return path.slice(named.length);
  return path.startsWith(top) ? join(device, 'top', path.slice(top.length)) : path;
}

/** `dies`: the power goes right before the so-many-th thing that it does. `does`: how often it did something. */
function machine(dies = Infinity, source = '/dev/vda2'): Machine & { readonly does: () => number } {
  const disk = realMachine();
  let done = 0;
  const step = () => {
    done += 1;
    if (done > dies) throw new Error('the power is gone');
  };
  const mountinfo = `24 1 0:22 /@rootfs / rw - btrfs ${source} rw,subvol=/@rootfs\n`;
  return {
    ...disk,
    does: () => done,
    exists: (path) => disk.exists(real(path)),
    readFile: (path) => Promise.resolve(path.endsWith('/mountinfo') ? mountinfo : null),
    makeFolder: async (path) => (step(), disk.makeFolder(real(path))),
    writeFile: async (path, text) => (step(), disk.writeFile(real(path), text)),
    move: async (from, to) => (step(), disk.move(real(from), real(to))),
    remove: async (path) => (step(), disk.remove(real(path))),
    async run(argv, options) {
      const [program] = argv;
      if (program === 'readlink') return { ...ran, stdout: `${argv.at(-1)}\n` };
      step();
      if (program === 'mount' && argv.at(-2) !== '/dev/vda2') return { ...ran, exitCode: 32, stderr: 'can not find it' };
      if (program === 'uname') return { ...ran, stdout: 'x86_64\n' };
      if (program === '/usr/bin/perl') exchange(argv.at(-2) ?? '', argv.at(-1) ?? '');
      return program === 'cp' ? disk.run(argv.map(real), options) : ran;
    },
  };
}

/** In one step, as far as a test can tell. */
function exchange(one: string, another: string): void {
  renameSync(one, `${one}.between`);
  renameSync(another, one);
  renameSync(`${one}.between`, another);
}

function expectCarried(): void {
  expect([read(folders.identity), read(limits)]).toEqual(['of the end', 'narrow']);
  expect([folders.carry, folders.lock, `${folders.root}.carried`].filter(existsSync)).toEqual([]);
}

describe('state that is carried over', () => {
  test('is that of the very end, with the limits of the owner wherever they lie, and without its lock', async () => {
    expect(await carryOver(machine(), folders, limits)).toEqual({ ok: true, carried: true });
    expectCarried();
    expect(await carryOver(machine(), folders, limits)).toEqual({ ok: true, carried: false });
  });

  test('comes to the same wherever the power goes, and is never half of it', async () => {
    let at = 0;
    for (let all = Infinity; at < all; at += 1) {
      rmSync(device, { recursive: true, force: true });
      mkdirSync(device);
      put(folders.identity, 'of the snapshot');
      put(limits, 'wide');
      put(real(`${other}${folders.identity}`), 'of the end');
      put(real(`${other}${limits}`), 'narrow');
      await leaveCarryNote(machine(), '', folders, {
        filesystem: 'btrfs' as const,
        subvolume: '/@rootfs',
        source: '/dev/vda2',
        key,
        at: '2026-01-01T00:00:00Z',
      });
      const dying = machine(at);
      const cut = await carryOver(dying, folders, limits).catch(() => null);
      // With the state of before there is a note that has it begun anew.
      expect([read(folders.identity), existsSync(folders.carry)]).toEqual(
        read(folders.identity) === 'of the end' ? ['of the end', false] : ['of the snapshot', true],
      );
      if (cut?.ok === true && cut.carried) all = at;
      expect((await carryOver(machine(), folders, limits)).ok).toBe(true);
      expectCarried();
    }
    expect(at).toBeGreaterThan(10);
  });

  test('is brought along by a note of an earlier agent, which named no file system', async () => {
    writeFileSync(folders.carry, JSON.stringify({ subvolume: '/@rootfs', source: '/dev/vda2', key, at: '2026-01-01T00:00:00Z' }));
    expect(await carryOver(machine(), folders, limits)).toEqual({ ok: true, carried: true });
    expectCarried();
  });

  test('takes away limits that the owner took away', async () => {
    rmSync(real(`${other}${limits}`));
    expect(await carryOver(machine(), folders, limits)).toMatchObject({ ok: true });
    expect(read(limits)).toBeNull();
  });

  test('is found where the disk has another name since the restart', async () => {
    await leaveCarryNote(machine(), '', folders, {
      filesystem: 'btrfs' as const,
      subvolume: '/@rootfs',
      source: '/dev/vdb2',
      key,
      at: '2026-01-01T00:00:00Z',
    });
    expect(await carryOver(machine(), folders, limits)).toEqual({ ok: true, carried: true });
  });

  test.each([
    ['the disk can not be read', () => machine(Infinity, '/dev/vdc2'), 'can not find it'],
    ['the root that was left is gone', () => (rmSync(real(other), { recursive: true }), machine()), 'has no state of an agent'],
  ])('is not begun without where %s, and says where it lies', async (_, given, why) => {
    const carried = await carryOver(given(), folders, limits);
    expect(carried).toMatchObject({ ok: false, sentence: expect.stringContaining(why) as string });
    expect(JSON.stringify(carried)).toContain(`${folders.root} of the root that was left: .fettle-snapshots/other-${key}, from the top`);
    // Each start says it again.
    expect(existsSync(folders.carry)).toBe(true);
  });
});
