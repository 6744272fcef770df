import type { InstalledPackage, Scan } from '@fettle/core/inventory';
import type { LastEnd } from '@fettle/managers/system';
import type { CheckIn } from '@fettle/protocol/agent';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { now } from '../clock.ts';
import { readState } from '../state/state.ts';
import type { State } from '../state/state.ts';
import { liveKeys, openLive } from '../testing/live.ts';
import type { Live } from '../testing/live.ts';
import { checkIn } from './check-in.ts';
import { openSentBook } from './sent.ts';
import type { SentBook } from './sent.ts';

let live: Live;
let state: State;
let sent: SentBook;
beforeEach(async () => {
  live = await openLive();
  const read = readState(live.folders, now());
  if (!read.ok) throw new Error(read.sentence);
  ({ state } = read);
  sent = openSentBook(live.folders.sent);
});
afterEach(() => live.close());

const item = (name: string, version: string): InstalledPackage => ({
  name,
  version,
  architecture: 'all',
  sourceName: name,
  sourceVersion: version,
  condition: 'installed',
  pinned: false,
});
const scanOf = (...installed: InstalledPackage[]): Scan => ({
  at: now(),
  system: {
    hostname: 'device',
    machineId: null,
    os: { id: 'debian', versionId: '12', prettyName: 'Debian' },
    kernel: '6.1',
    architecture: 'x86_64',
    virtualisation: null,
    cpus: 1,
    memoryBytes: 1,
    addresses: [],
    timeZone: null,
  },
  runtime: { bootId: 'b', restartPending: [], staleServices: [] },
  managers: [
    {
      manager: 'apt',
      ok: true,
      installed,
      offers: [],
      changelogs: [],
      lists: { refreshedAt: null, lastAttempt: null },
      problems: [],
    },
  ],
});
const meet = (scan: Scan | null, bootId = 'b', lastEnd: LastEnd | null = null) =>
  checkIn(state, sent, { scan, bootId, agentVersion: 'test', mode: 'observe', now, upSeconds: 600.5, lastEnd });
const installedOf = (message: CheckIn | undefined) => message?.sections?.['apt.installed'];

describe('the inventory', () => {
  test('goes whole first, then as a difference, then not at all', async () => {
    live.server.say.wantsSections = true;
    expect(await meet(scanOf(item('a', '1'), item('b', '1')))).toMatchObject({ ok: true, sectionTrouble: null });
    expect(installedOf(live.server.checkIns.at(-1))).toMatchObject({ base: null, added: [{ name: 'a' }, { name: 'b' }], removed: [] });
    await meet(scanOf(item('a', '2'), item('b', '1')));
    expect(installedOf(live.server.checkIns.at(-1))).toMatchObject({ added: [{ version: '2' }], removed: [{ version: '1' }] });
    const { length } = live.server.checkIns;
    await meet(scanOf(item('a', '2'), item('b', '1')));
    expect(live.server.checkIns).toHaveLength(length + 1);
    expect(live.server.checkIns.at(-1)?.sections).toBeUndefined();
  });

  test('goes as a difference also after a restart of the agent', async () => {
    live.server.say.wantsSections = true;
    await meet(scanOf(item('a', '1'), item('b', '1')));
    sent = openSentBook(live.folders.sent);
    await meet(scanOf(item('a', '2'), item('b', '1')));
    expect(installedOf(live.server.checkIns.at(-1))?.added).toHaveLength(1);
  });

  test('that is refused does not take what the first answer said with it', async () => {
    live.server.say.wantsSections = true;
    live.server.say.held = ['0195f000-0000-7000-8000-0000000000d1'];
    live.server.fault = (_, payload) =>
      JSON.stringify(payload).includes('"sections"') ? { status: 413, code: 'agent.inventory-too-large' } : null;
    expect(await meet(scanOf(item('a', '1')))).toMatchObject({
      ok: true,
      sectionTrouble: 'agent.inventory-too-large',
      reply: { held: ['0195f000-0000-7000-8000-0000000000d1'] },
    });
  });
});

describe('an answer is not taken', () => {
  test('that another key signed, and the failure is remembered for status', async () => {
    live.server.say.key = liveKeys.stranger;
    expect(await meet(null)).toMatchObject({ ok: false, code: 'envelope.unknown-key' });
    await meet(null);
    expect(state.contact.get().trouble).toContain('not known for this');
  });

  test('that answers an earlier check-in', async () => {
    live.server.say.counterOff = 1;
    expect(await meet(null)).toMatchObject({ ok: false, code: 'reply.not-for-this' });
  });
});

test('a counter that may have been on the wire is never used again, whatever was lost', async () => {
  live.server.fault = () => 'lose the answer';
  await meet(null);
  live.server.fault = () => null;
  await meet(null);
  await meet(null);
  const counters = live.server.checkIns.map(({ counter }) => counter);
  expect(counters).toEqual([...new Set(counters)].toSorted((a, b) => a - b));
  expect(live.logs).toEqual([]);
});

describe('when it was on', () => {
  const told = () => live.server.checkIns.at(-1);
  const again = () => {
    const read = readState(live.folders, now());
    if (!read.ok) throw new Error(read.sentence);
    ({ state } = read);
  };

  /** As after a reply that was believed: the clock is the server's. */
  const compared = () => state.contact.set({ ...state.contact.get(), aheadSeconds: 0 });

  test('the end of the start before goes with every message of this one, heard or not', async () => {
    await meet(null, 'first');
    expect(told()?.power).toEqual({ upSeconds: 600, aliveBefore: null });
    compared();
    const end = state.contact.get().sentAt ?? '';
    live.server.say.key = liveKeys.stranger;
    again();
    expect(await meet(null, 'second', { at: end, bootId: 'first' })).toMatchObject({ ok: false });
    live.server.say.key = liveKeys.server;
    await meet(null, 'second');
    expect(told()?.power?.aliveBefore).toBe(end);
    again();
    await meet(null, 'second');
    expect(told()?.power?.aliveBefore).toBe(end);
  });

  test('is not said of an agent that was stopped: only what the device wrote down counts', async () => {
    await meet(null, 'first');
    compared();
    again();
    await meet(null, 'second');
    expect(told()?.power?.aliveBefore).toBeNull();
  });
});
