/** Servers that forget, fail, forge and are replaced, and keys that two devices have. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signStop } from '@fettle/proof/stop';
import { describe, expect, test } from 'vitest';
import { now } from './clock.ts';
import { readState } from './state/state.ts';
import { liveAuthority, liveIds, liveKeys } from './testing/live.ts';
import { patient, ringFrom, stories } from './testing/story.ts';

const story = stories();

describe('the server', patient, () => {
  test('may lose every second answer', async () => {
    const { live, over } = story();
    let count = 0;
    live.server.fault = () => ((count += 1) % 2 === 0 ? 'lose the answer' : null);
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    await live.until(() => readdirSync(live.folders.journal).length === 0, 'all is confirmed');
    expect(live.logs.filter((line) => line.includes('quarantined'))).toEqual([]);
    expect(new Set(live.server.reports.map(({ instructionId, seq }) => `${instructionId} ${seq}`)).size).toBe(live.server.reports.length);
  });

  test('compares its clock with the device’s at each contact: by that the end of this start can be told at the next', async () => {
    const { live } = story();
    live.start();
    const contact = () => {
      const read = readState(live.folders, now());
      return read.ok ? read.state.contact.get() : null;
    };
    await live.until(() => contact()?.heardAt !== null, 'it is heard');
    expect(Math.abs(contact()?.aheadSeconds ?? Infinity)).toBeLessThan(60);
    expect(contact()?.startedAt).not.toBeNull();
  });

  test('may hand out the same instruction again and again, also after it is over', async () => {
    const { live, over, begun } = story();
    live.server.say.insist = true;
    live.server.say.instructions = [live.order()];
    const first = live.start();
    await over();
    await first.stop();
    live.start();
    const { length } = live.server.checkIns;
    await live.until(() => live.server.checkIns.length > length + 5, 'further check-ins');
    expect(begun()).toEqual(['apply forward begins']);
    expect(live.endOf()).toMatchObject({ status: 'ended' });
  });

  test('may hand out instructions in another order than it made them', async () => {
    const { live, over } = story();
    live.server.say.instructions = [live.order({ id: 'i-9', sequence: 9, verb: 'scan' })];
    live.start();
    await over('i-9');
    live.server.say.instructions = [live.order({ id: 'i-4', sequence: 4, verb: 'scan' })];
    await over('i-4');
    expect(live.endOf('i-4')).toMatchObject({ status: 'ended' });
  });

  test('that does not take a report gets its short form, and the rest is kept', async () => {
    const { live, over } = story();
    live.server.fault = (path, payload) =>
      path.endsWith('report') && JSON.stringify(payload).includes('"step":"get"') ? { status: 400, code: 'agent.envelope' } : null;
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', receipts: [], after: { packages: [{ version: '2' }] } });
    expect(live.installOf().detail).toContain('lies on the device');
    expect(readdirSync(live.folders.aside)).toHaveLength(1);
  });

  test('that fails with one report still gets those of other instructions', async () => {
    const { live, over } = story();
    live.server.fault = (path, payload) =>
      path.endsWith('report') && JSON.stringify(payload).includes('"i-1"') ? { status: 500, code: 'internal' } : null;
    live.server.say.instructions = [live.order({ verb: 'scan' }), live.order({ id: 'i-2', sequence: 2, verb: 'scan' })];
    live.start();
    await over('i-2');
    live.server.fault = () => null;
    await over('i-1');
  });

  test('whose answer is not about the report does not make it forgotten', async () => {
    const { live, says } = story();
    live.server.say.key = liveKeys.stranger;
    live.start();
    await live.until(() => says('check-in: '), 'it does not believe');
    expect(live.server.checkIns.length).toBeGreaterThan(0);
    expect(says('took')).toBe(false);
  });
});

describe('a stolen server', patient, () => {
  test.each([
    ['an instruction without an approver of this authority', { approver: liveKeys.stranger }, 'refused.unknown-approver'],
    ['an instruction with its own approval', { approver: liveKeys.server }, 'refused.unknown-approver'],
    ["another device's instruction", { change: { deviceId: liveIds.other } }, 'refused.other-device'],
    ['a verb of its own', { body: { verb: 'script', text: 'id' } }, 'refused.verb'],
  ])('gets %s refused, once, and the reason is told', async (_, forged, code) => {
    const { live, over } = story();
    live.server.say.insist = true;
    live.server.say.instructions = [live.order(forged as never)];
    live.start();
    await over();
    const { length } = live.server.checkIns;
    await live.until(() => live.server.checkIns.length > length + 3, 'further check-ins');
    expect(live.endOf()).toMatchObject({ status: 'refused', code });
    expect(live.device.done()).toEqual([]);
  });

  test('that signs with another key is not heard at all', async () => {
    const { live, says } = story();
    live.server.say.instructions = [live.order({ signer: liveKeys.stranger })];
    live.start();
    await live.until(() => says('refused an instruction: refused.signature'), 'it is refused');
    expect(live.server.of('i-1')).toEqual([]);
  });
});

describe('trust', patient, () => {
  test('that is over: the agent keeps checking in, does nothing, says why, and takes the renewed authority', async () => {
    const { live, over, says } = story();
    live.server.say.authority = liveAuthority(2, 2);
    live.start();
    await live.until(() => says('took version 2'), 'it took an authority that will end soon');
    await live.until(() => says('Nothing that the server says is followed'), 'it is over');
    const { length } = live.server.checkIns;
    live.server.say.instructions = [live.order()];
    await live.until(() => live.server.checkIns.length > length + 3, 'it keeps checking in');
    expect(live.server.of('i-1')).toEqual([]);
    live.server.say.authority = liveAuthority(3);
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('that moves to another server key with a new authority is followed; without one it is not', async () => {
    const { live, over, says } = story();
    live.start();
    await live.until(() => live.server.checkIns.length > 1, 'in contact');
    live.server.say.key = liveKeys.nextServer;
    await live.until(() => says('check-in: '), 'the new key is not believed by itself');
    live.server.say.authority = liveAuthority(2, 86_400, [liveKeys.nextServer]);
    live.server.say.instructions = [live.order({ signer: liveKeys.nextServer, verb: 'scan' })];
    await over();
  });

  test('does not go back to an older authority', async () => {
    const { live, says } = story();
    live.server.say.authority = liveAuthority(5);
    live.start();
    await live.until(() => says('took version 5'), 'it took the newer one');
    const read = readState(live.folders, now());
    expect(read.ok && read.state.authority.offer(liveAuthority(4), now())).toContain('version 5 is known');
  });

  test('a panic stop by the root is honoured before a start, and outlives a restart of the agent', async () => {
    const { live, over } = story();
    live.server.say.stops = [signStop({ scope: 'all', state: 'stop', version: 1, at: now() }, liveKeys.root)];
    live.server.say.instructions = [live.order()];
    const first = live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.stopped' });
    await first.stop();
    live.server.say.stops = [];
    live.server.say.instructions = [live.order({ id: 'i-2', sequence: 2 })];
    live.start();
    await over('i-2');
    expect(live.endOf('i-2')).toMatchObject({ status: 'refused', code: 'refused.stopped' });
  });
});

describe('two agents with one key', patient, () => {
  test('are quarantined: no instruction is taken, no hold forgotten, and it is said', async () => {
    const { live, says } = story();
    live.server.say.held = [liveIds.deployment];
    const first = live.start();
    await live.until(() => live.server.checkIns.length > 3, 'the first is in contact');
    await first.stop();
    // The clone comes with the same key and an earlier thread.
    const contact = join(live.folders.root, 'contact.json');
    const now1 = readFileSync(contact, 'utf8');
    writeFileSync(contact, JSON.stringify({ counter: 1, ticket: 't0' }));
    live.server.say.instructions = [live.order()];
    live.start();
    await live.until(() => says('quarantined: '), 'the clone is told');
    expect(now1).not.toBe('');
    expect(live.server.of('i-1')).toEqual([]);
    const read = readState(live.folders, now());
    expect(read.ok && read.state.memory.get().held).toEqual([liveIds.deployment]);
    expect(read.ok && read.state.contact.get().quarantinedSince).not.toBeNull();
  });

  test('a change that waits does not start in quarantine, whatever it was allowed', async () => {
    const { live, isAt, over, begun, lines } = story();
    live.server.say.instructions = [live.order({ header: { startOffline: true, rings: [ringFrom(1.5)] } })];
    live.start();
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.say.quarantined = true;
    await live.until(() => lines().some((line) => line.includes('two agents speak')), 'it says what it waits for');
    expect(begun()).toEqual([]);
    live.server.say.quarantined = false;
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });
});
