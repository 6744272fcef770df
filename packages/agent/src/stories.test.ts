/** Stories of an agent with a server: our own code as it runs on a device, over a simulated one. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { signStop } from '@fettle/proof/stop';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { now } from './clock.ts';
import { stateFormat } from './state/identity.ts';
import { readState } from './state/state.ts';
import { simAgentCommand } from './testing/bundled.ts';
import { fromNow, liveAuthority, liveIds, liveKeys, openLive } from './testing/live.ts';
import type { Live } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { simChange, simFile } from './testing/sim-manager.ts';

let live: Live;
beforeEach(async () => {
  live = await openLive(await simAgentCommand());
});
afterEach(() => live.close());

const isOver = (id = 'i-1') => live.server.of(id).some(({ body }) => body.status === 'ended' || body.status === 'refused');
const isAt = (phase: string, id = 'i-1') => live.server.of(id).some(({ body }) => body.status === 'progress' && body.phase === phase);
const over = (id = 'i-1') => live.until(() => isOver(id), `${id} is over`, 60);
const says = (words: string) => live.logs.some((line) => line.includes(words));
const begun = () => live.device.done().filter((line) => line.endsWith('begins'));
const lines = (id = 'i-1') => live.server.of(id).flatMap(({ body }) => (body.status === 'progress' ? [body.line] : []));
const version = () => live.device.packages()['lab-app']?.version;

describe('a change', { timeout: 90_000 }, () => {
  test('goes from the instruction to its report, and is done once', async () => {
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', code: 'ok', restartDue: false });
    expect(live.device.done()).toEqual(['get 2 files', 'apply forward begins', 'unpack lab-app 2 forward', 'apply forward ends']);
  });

  test('goes back where its package fails', async () => {
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect(version()).toBe('1');
  });

  test('is left to a person where the way back is his, and what is left is said', async () => {
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [live.order({ header: { rollback: 'by-person' } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'apt.package-failed' });
    expect(live.installOf().detail).toContain('Left half done: lab-app 2 is half-configured. The way back waits for a person.');
    expect(begun()).toEqual(['apply forward begins']);
  });

  test('is restarted for once, and the boot shows it', async () => {
    live.device.set({ restarting: ['2'] });
    live.server.say.instructions = [live.order()];
    await live.start().ended;
    live.start();
    await over();
    const { how, restartDue, bootIdBefore, after } = live.installOf();
    expect({ how, restartDue }).toEqual({ how: 'done', restartDue: true });
    expect(after?.bootId).toBe(live.device.bootId());
    expect(after?.bootId).not.toBe(bootIdBefore);
    expect(live.device.done().filter((line) => line.startsWith('restart'))).toHaveLength(1);
  });

  test('is not called in effect where the restart does not come', async () => {
    live.device.set({ restarting: ['2'], rebootWorks: false });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    const { how, restartDue, bootIdBefore, after, receipts } = live.installOf();
    expect({ how, restartDue, same: after?.bootId === bootIdBefore }).toEqual({ how: 'done', restartDue: true, same: true });
    expect(receipts.find(({ step }) => step === 'restart')).toMatchObject({ ok: false });
  });

  test('does not restart the device where its limits forbid that', async () => {
    live.device.set({ restarting: ['2'] });
    live.server.say.instructions = [live.order()];
    live.start({ limits: { ...manageLimits, limits: { ...manageLimits.limits, restarts: 'never' } } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', restartDue: true });
    expect(lines().some((line) => line.includes('forbid restarts'))).toBe(true);
    expect(live.device.done().some((line) => line.startsWith('restart'))).toBe(false);
  });

  test('goes back where a check that passed fails afterwards', async () => {
    const web = createServer((_, response) => response.writeHead(version() === '2' ? 500 : 200).end());
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/`;
    live.server.say.instructions = [
      live.order({ header: { checks: [{ kind: 'http', name: 'web', url, expectStatus: 200, timeoutSeconds: 1 }] } }),
    ];
    live.start();
    await over();
    web.close();
    expect(live.installOf()).toMatchObject({
      how: 'rolled back',
      code: 'checks.failed',
      checksBefore: [{ answer: 'passed' }],
      checksAfter: [{ answer: 'failed' }],
      checksRolledBack: [{ answer: 'passed' }],
    });
  });

  test('is refused where the device simulates something else', async () => {
    live.device.set({ simulatesAlso: '6.6' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.differs' });
    expect(begun()).toEqual([]);
  });

  test('ends as missed where another package manager held the lock all the time', async () => {
    live.device.set({ applyTrouble: 'apt.lock-held' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'missed', code: 'apt.lock-held' });
    expect(live.installOf().detail).toContain('Nothing was changed');
  });
});

describe('before it starts, a change', { timeout: 90_000 }, () => {
  test('waits for packages that can not be had just now, and says so once', async () => {
    live.device.set({ getTrouble: { code: 'apt.unreachable', retry: 'later' } });
    live.server.say.instructions = [live.order()];
    live.start();
    await live.until(() => live.device.done().length > 2, 'tried again');
    live.device.set({ getTrouble: null });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(lines().filter((line) => line.startsWith('not yet'))).toHaveLength(1);
  });

  test('is refused where its version was superseded and not secured', async () => {
    live.device.set({ getTrouble: { code: 'apt.superseded', retry: 'no' } });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.superseded' });
  });

  test('hears a hold that came while it waited, and starts when it is lifted', async () => {
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(2)] } })];
    live.start();
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.say.held = [liveIds.deployment];
    await live.until(() => lines().some((line) => line.startsWith('The deployment is held')), 'it heard the hold');
    expect(begun()).toEqual([]);
    live.server.say.held = [];
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('asks the server right before the start, and a hold that it then hears for the first time binds', async () => {
    // Between two check-ins lies an hour; the hold is placed in that hour.
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(1.5)] } })];
    live.start({ patience: { leastCheckIn: 3600, fresh: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.say.held = [liveIds.deployment];
    await live.until(() => lines().some((line) => line.startsWith('The deployment is held')), 'it asked, and heard');
    expect(begun()).toEqual([]);
  });

  test('does not start out of contact, unless the spec lets it', async () => {
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(1.5)] } })];
    const patience = { silence: 0.3, fresh: 0.1, hear: 0.3 };
    live.start({ patience });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.fault = () => 'away';
    const notBegun = async () => {
      const read = readState(live.folders, now());
      return read.ok && read.state.journal.read('i-1')?.waitingFor?.code === 'waiting.contact';
    };
    for (let looks = 0; !(await notBegun()) && looks < 500; looks += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await notBegun()).toBe(true);
    expect(begun()).toEqual([]);
    live.server.fault = () => null;
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('starts out of contact where the spec lets it, and its report waits for the server', async () => {
    live.server.say.instructions = [live.order({ header: { startOffline: true, rings: [ringFrom(1)] } })];
    live.start({ patience: { silence: 0.3, fresh: 0.1, hear: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.fault = () => 'away';
    await live.until(() => live.device.done().includes('apply forward ends'), 'it is done', 30);
    expect(isOver()).toBe(false);
    live.server.fault = () => null;
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('ends as missed, with the reason for which it waited last', async () => {
    live.server.say.held = [];
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(600)] }, change: { notAfter: fromNow(3) } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'missed', code: 'missed.window', startedAt: null });
    expect(live.installOf().detail).toContain('Ring 0 may not start before');
  });

  test('does not start while its own journal could not be written', async () => {
    live.device.set({ freeBytes: 4096 });
    live.server.say.instructions = [live.order()];
    live.start();
    await live.until(() => lines().some((line) => line.includes('Make room')), 'it says that the disk is full');
    expect(begun()).toEqual([]);
    live.device.set({ freeBytes: 1e9 });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('does not keep another one waiting whose time has come, nor tasks', async () => {
    const later = live.order({ header: { rings: [ringFrom(600)] } });
    live.device.put('lab-two', { version: '1', condition: 'installed', reinstall: false });
    const now2 = live.order({
      id: 'i-2',
      sequence: 2,
      share: {
        changes: [simChange('lab-two', '1', '2')],
        files: [simFile('lab-two', '2')],
        wayBack: { kind: 'none', because: 'test' },
      },
      header: { deploymentId: liveIds.other },
    });
    live.server.say.instructions = [later, now2, live.order({ id: 'i-3', sequence: 3, verb: 'simulate' })];
    live.start();
    await over('i-2');
    await over('i-3');
    expect(live.installOf('i-2')).toMatchObject({ how: 'done' });
    expect(isOver('i-1')).toBe(false);
  });
});

describe('the step that changes packages', { timeout: 90_000 }, () => {
  test('runs in a transient unit where there is systemd', async () => {
    live.device.set({ systemd: 'works' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(live.device.done()).toContain('unit started');
  });

  test('runs by itself where systemd refuses', async () => {
    live.device.set({ systemd: 'refuses' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('that never starts leaves everything as it was, and is told', async () => {
    live.device.set({ systemd: 'silent' });
    live.server.say.instructions = [live.order()];
    live.start({ patience: { unitStart: 0.1 } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'agent.step-not-started', startedAt: null });
    expect(version()).toBe('1');
  });

  test('goes on when the agent is asked to end, and the next life joins it', async () => {
    live.device.set({ slowMs: 1500, systemd: 'works' });
    live.server.say.instructions = [live.order()];
    const first = live.start();
    await live.until(() => live.device.done().includes('unpack lab-app 2 forward'), 'it is changing');
    await first.stop();
    expect(live.device.done()).not.toContain('apply forward ends');
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(begun()).toEqual(['apply forward begins']);
  });

  test('of an earlier life that had not begun is taken back, and the window asked for anew', async () => {
    live.device.set({ systemd: 'silent' });
    live.server.say.instructions = [live.order()];
    const first = live.start();
    await live.until(() => live.device.done().includes('unit started'), 'it is ordered');
    await first.stop();
    live.device.set({ systemd: 'works' });
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(begun()).toEqual(['apply forward begins']);
  });
});

describe('the server', { timeout: 90_000 }, () => {
  test('may lose every second answer', async () => {
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

  test('may hand out the same instruction again and again, also after it is over', async () => {
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
    live.server.say.instructions = [live.order({ id: 'i-9', sequence: 9, verb: 'scan' })];
    live.start();
    await over('i-9');
    live.server.say.instructions = [live.order({ id: 'i-4', sequence: 4, verb: 'scan' })];
    await over('i-4');
    expect(live.endOf('i-4')).toMatchObject({ status: 'ended' });
  });

  test('that does not take a report gets its short form, and the rest is kept', async () => {
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
    live.server.fault = (path, payload) =>
      path.endsWith('report') && JSON.stringify(payload).includes('"i-1"') ? { status: 500, code: 'internal' } : null;
    live.server.say.instructions = [live.order({ verb: 'scan' }), live.order({ id: 'i-2', sequence: 2, verb: 'scan' })];
    live.start();
    await over('i-2');
    live.server.fault = () => null;
    await over('i-1');
  });

  test('whose answer is not about the report does not make it forgotten', async () => {
    live.server.say.key = liveKeys.stranger;
    live.start();
    await live.until(() => says('check-in: '), 'it does not believe');
    expect(live.server.checkIns.length).toBeGreaterThan(0);
    expect(says('took')).toBe(false);
  });
});

describe('a stolen server', { timeout: 90_000 }, () => {
  test.each([
    ['an instruction without an approver of this authority', { approver: liveKeys.stranger }, 'refused.unknown-approver'],
    ['an instruction with its own approval', { approver: liveKeys.server }, 'refused.unknown-approver'],
    ["another device's instruction", { change: { deviceId: liveIds.other } }, 'refused.other-device'],
    ['a verb of its own', { body: { verb: 'script', text: 'id' } }, 'refused.verb'],
  ])('gets %s refused, once, and the reason is told', async (_, forged, code) => {
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
    live.server.say.instructions = [live.order({ signer: liveKeys.stranger })];
    live.start();
    await live.until(() => says('refused an instruction: refused.signature'), 'it is refused');
    expect(live.server.of('i-1')).toEqual([]);
  });
});

describe('trust', { timeout: 90_000 }, () => {
  test('that is over: the agent keeps checking in, does nothing, says why, and takes the renewed authority', async () => {
    await live.close();
    live = await openLive(await simAgentCommand());
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
    live.start();
    await live.until(() => live.server.checkIns.length > 1, 'in contact');
    live.server.say.key = liveKeys.nextServer;
    await live.until(() => says('check-in: '), 'the new key is not believed by itself');
    live.server.say.authority = liveAuthority(2, 86_400, [liveKeys.nextServer]);
    live.server.say.instructions = [live.order({ signer: liveKeys.nextServer, verb: 'scan' })];
    await over();
  });

  test('does not go back to an older authority', async () => {
    live.server.say.authority = liveAuthority(5);
    live.start();
    await live.until(() => says('took version 5'), 'it took the newer one');
    const read = readState(live.folders, now());
    expect(read.ok && read.state.authority.offer(liveAuthority(4), now())).toContain('version 5 is known');
  });

  test('a panic stop by the root is honoured before a start, and outlives a restart of the agent', async () => {
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

describe('two agents with one key', { timeout: 90_000 }, () => {
  test('are quarantined: no instruction is taken, no hold forgotten, and it is said', async () => {
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

describe('a device without a package manager', { timeout: 90_000 }, () => {
  test('checks in, and answers what it is told with the trouble', async () => {
    live.device.set({ hasManager: false });
    live.server.say.instructions = [
      live.order({ verb: 'simulate' }),
      live.order({ id: 'i-2', sequence: 2, verb: 'scan' }),
      live.order({ id: 'i-3', sequence: 3, verb: 'get' }),
      live.order({ id: 'i-4', sequence: 4 }),
      live.order({ id: 'i-5', sequence: 5, verb: 'check' }),
    ];
    live.start();
    for (const id of ['i-1', 'i-2', 'i-3', 'i-4', 'i-5']) await over(id);
    const trouble = { code: 'agent.no-manager' };
    expect(live.endOf('i-1')).toMatchObject({ result: { verb: 'simulate', simulation: null, trouble } });
    expect(live.endOf('i-2')).toMatchObject({ result: { verb: 'scan', ok: false, trouble } });
    expect(live.endOf('i-3')).toMatchObject({ result: { verb: 'get', ok: false, trouble } });
    expect(live.installOf('i-4')).toMatchObject({ how: 'failed', code: 'agent.no-manager', startedAt: null });
    expect(live.endOf('i-5')).toMatchObject({ result: { verb: 'check', answers: [] } });
  });
});

describe('state that can not be read', { timeout: 90_000 }, () => {
  test.each(['identity.json', 'device.key', 'authority.json', 'contact.json', 'memory.json', 'stops.json'])(
    'an empty or half %s is explained, and left as it is',
    (name) => {
      for (const text of ['', '{"coun']) {
        writeFileSync(join(live.folders.root, name), text);
        const read = readState(live.folders, now());
        expect(read).toMatchObject({ ok: false, why: 'damaged' });
        expect(!read.ok && read.sentence).toContain(join(live.folders.root, name));
        expect(readFileSync(join(live.folders.root, name), 'utf8')).toBe(text);
      }
    },
  );

  test('of a newer agent is left alone', () => {
    const path = join(live.folders.root, 'identity.json');
    const identity = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...identity, format: stateFormat + 1 }));
    expect(readState(live.folders, now())).toMatchObject({ ok: false, why: 'damaged' });
  });

  test('a journal entry of another version is put aside, the server is told, and others go on', async () => {
    const [hash] = ['0123456789abcdef0123456789abcdef'];
    mkdirSync(live.folders.journal, { recursive: true });
    const old = { instruction: { id: 'i-7', body: { verb: 'install' } }, phase: 'of old', seq: 3 };
    writeFileSync(join(live.folders.journal, `${hash}.json`), JSON.stringify(old));
    writeFileSync(join(live.folders.journal, `${hash.replace('0', 'f')}.json`), '');
    live.server.say.instructions = [live.order({ verb: 'scan' })];
    live.start();
    await over('i-1');
    await over('i-7');
    expect(live.installOf('i-7')).toMatchObject({ how: 'failed', code: 'agent.journal-damaged', after: null });
    expect(readdirSync(live.folders.aside)).toHaveLength(2);
    expect(live.logs.filter((line) => line.includes('It is kept as'))).toHaveLength(2);
  });

  test('a scan of another version is taken anew', async () => {
    writeFileSync(live.folders.scan, '{"at":"yesterday"}');
    live.start();
    await live.until(() => says('looked at anew') && existsSync(live.folders.scan), 'it looked');
    await live.until(() => live.server.checkIns.some(({ scannedAt }) => scannedAt !== null), 'the new scan is told');
  });
});

function ringFrom(seconds: number) {
  return { name: 'test', earliest: fromNow(seconds), gate: { minVerified: 1, minRate: 1, soak: 'PT0S' } };
}
