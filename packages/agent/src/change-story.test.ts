/** Changes from the instruction to the report: our own code as it runs on a device, over a simulated one. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { now } from './clock.ts';
import { readState } from './state/state.ts';
import { fromNow, liveIds } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { simChange, simFile } from './testing/sim-manager.ts';
import { patient, ringFrom, stories } from './testing/story.ts';

const story = stories();

/** Those of the header, so that a test changes one. */
const ownRules = { restart: 'if-needed', rollback: 'automatic', startOffline: false, checks: [] } as const;

describe('a change', patient, () => {
  test('goes from the instruction to its report, and is done once', async () => {
    const { live, over } = story();
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', code: 'ok', restartDue: false });
    expect(live.device.done()).toEqual([
      'get 2 files',
      'get 1 files',
      'apply forward begins',
      'unpack lab-app 2 forward',
      'apply forward ends',
    ]);
  });

  test('of a drill goes forward, is well, and goes back, whoever decides on going back else', async () => {
    const { live, over, version } = story();
    live.server.say.instructions = [live.order({ header: { drill: true, rollback: 'by-person' } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', code: 'drill.back' });
    expect(live.installOf().receipts.map(({ step }) => step)).toContain('roll-back');
    expect(live.device.done().filter((line) => line.startsWith('unpack'))).toEqual(['unpack lab-app 2 forward', 'unpack lab-app 1 back']);
    expect(version()).toBe('1');
  });

  test('goes back where its package fails', async () => {
    const { live, over, version } = story();
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect(version()).toBe('1');
  });

  test('tells which configuration differs after it went back, by path alone', async () => {
    const { live, over } = story();
    const etc = join(live.device.folder, 'etc');
    mkdirSync(etc);
    writeFileSync(join(etc, 'kept.conf'), 'the secret is 4711\n');
    writeFileSync(join(etc, 'touched.conf'), 'as before\n');
    live.device.set({ broken: ['2'], writes: { 'touched.conf': 'by 2', 'fresh.conf': 'by 2' } });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    const { configuration } = live.installOf();
    expect(configuration).toMatchObject({ files: 3, notLookedAt: 0, kept: null, more: 0 });
    expect(configuration?.before).not.toBe(configuration?.after);
    expect(configuration?.differs).toEqual([
      { path: join(etc, 'fresh.conf'), how: 'new', package: null },
      { path: join(etc, 'touched.conf'), how: 'changed', package: null },
    ]);
    expect(existsSync(live.folders.configuration)).toBe(false);
  });

  test('is left to a person where the way back is his, and what is left is said', async () => {
    const { live, over, begun } = story();
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [live.order({ header: { rollback: 'by-person' } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'apt.package-failed' });
    expect(live.installOf().detail).toContain('Left half done: lab-app 2 is half-configured. The way back waits for a person.');
    expect(begun()).toEqual(['apply forward begins']);
  });

  test('goes by the rules of its own share, not by those of the header', async () => {
    const { live, over, begun } = story();
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [live.order({ share: { rules: { ...ownRules, rollback: 'by-person' } } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'apt.package-failed' });
    expect(live.installOf().detail).toContain('The way back waits for a person.');
    expect(begun()).toEqual(['apply forward begins']);
  });

  test('is not restarted where its own share forbids that', async () => {
    const { live, over } = story();
    live.device.set({ restarting: ['2'] });
    live.server.say.instructions = [live.order({ header: { restart: 'always' }, share: { rules: { ...ownRules, restart: 'never' } } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', restartDue: false });
    expect(live.device.done().filter((line) => line.startsWith('restart'))).toEqual([]);
  });

  test('runs the checks of its own share', async () => {
    const { live, over } = story();
    const url = 'http://127.0.0.1:1/';
    const checks = [{ kind: 'http', name: 'own', url, expectStatus: 200, timeoutSeconds: 1 }] as const;
    live.server.say.instructions = [live.order({ share: { rules: { ...ownRules, checks } } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', checksBefore: [{ name: 'own' }], checksAfter: [{ name: 'own' }] });
  });

  test('is restarted for once, and the boot shows it', async () => {
    const { live, over } = story();
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
    const { live, over } = story();
    live.device.set({ restarting: ['2'], rebootWorks: false });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    const { how, restartDue, bootIdBefore, after, receipts } = live.installOf();
    expect({ how, restartDue, same: after?.bootId === bootIdBefore }).toEqual({ how: 'done', restartDue: true, same: true });
    expect(receipts.find(({ step }) => step === 'restart')).toMatchObject({ ok: false });
  });

  test('does not restart the device where its limits forbid that', async () => {
    const { live, over, lines } = story();
    live.device.set({ restarting: ['2'] });
    live.server.say.instructions = [live.order()];
    live.start({ limits: { ...manageLimits, limits: { ...manageLimits.limits, restarts: 'never' } } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', restartDue: true });
    expect(lines().some((line) => line.includes('forbid restarts'))).toBe(true);
    expect(live.device.done().some((line) => line.startsWith('restart'))).toBe(false);
  });

  test('goes back where a check that passed fails afterwards', async () => {
    const { live, over, version } = story();
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
    const { live, over, begun } = story();
    live.device.set({ simulatesAlso: '6.6' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.differs' });
    expect(begun()).toEqual([]);
  });

  test('ends as missed where another package manager held the lock all the time', async () => {
    const { live, over } = story();
    live.device.set({ applyTrouble: 'apt.lock-held' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'missed', code: 'apt.lock-held' });
    expect(live.installOf().detail).toContain('Nothing was changed');
  });
});

describe('before it starts, a change', patient, () => {
  test('waits for packages that can not be had just now, and says so once', async () => {
    const { live, over, lines } = story();
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
    const { live, over } = story();
    live.device.set({ getTrouble: { code: 'apt.superseded', retry: 'no' } });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.superseded' });
  });

  test('waits for the packages of its way back that were lost since and can not be had just now', async () => {
    const { live, over, lines } = story();
    live.device.set({ lost: [{ version: '1', code: 'apt.unreachable', retry: 'later' }] });
    live.server.say.instructions = [live.order()];
    live.start();
    await live.until(() => lines().some((line) => line.startsWith('Its way back is not there')), 'it says so');
    expect(live.device.done()).not.toContain('apply forward begins');
    live.device.set({ lost: [] });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test.each([
    ['reinstall', [simFile('lab-app', '1')]],
    ['history', []],
  ] as const)('goes back by %s where that was approved, and only where it can right then', async (kind, files) => {
    const { live, over } = story();
    const wayBack = { kind, changes: [simChange('lab-app', '2', '1')], files };
    live.device.set({ broken: ['2'], ownWays: [{ possible: true }] });
    live.server.say.instructions = [live.order({ share: { wayBack } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect(live.device.done()).toContain(`apply back by ${kind} begins`);
  });

  test.each([
    ['reinstall', [simFile('lab-app', '1')]],
    ['history', []],
  ] as const)('of a drill goes back by %s where that was approved', async (kind, files) => {
    const { live, over } = story();
    live.device.set({ ownWays: [{ possible: true }] });
    const wayBack = { kind, changes: [simChange('lab-app', '2', '1')], files };
    live.server.say.instructions = [live.order({ share: { wayBack }, header: { drill: true, rollback: 'by-person' } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done', code: 'drill.back' });
    expect(live.device.done()).toContain(`apply back by ${kind} begins`);
  });

  test.each([
    [{ possible: true } as const, 'done'],
    [{ possible: false, because: 'The change would remove lab-user.' } as const, 'refused'],
  ])('is a roll-back by reinstall where that was approved; where its package manager says %j it is %s', async (look, how) => {
    const { live, over, begun } = story();
    live.device.put('lab-app', { version: '2', condition: 'installed', reinstall: false });
    live.device.set({ ownWays: [look] });
    const share = {
      direction: 'back',
      by: 'reinstall',
      changes: [simChange('lab-app', '2', '1')],
      files: [simFile('lab-app', '1')],
      wayBack: { kind: 'none', because: 'test' },
    } as const;
    live.server.say.instructions = [
      live.order({ verb: 'rollback', share, header: { predecessor: { deploymentId: liveIds.other, kind: 'rollback' } } }),
    ];
    live.start();
    await over();
    if (how === 'done') {
      expect(live.installOf()).toMatchObject({ how: 'done' });
      expect(live.device.done()).toContain('apply back by reinstall begins');
    } else {
      expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.differs' });
      expect(JSON.stringify(live.endOf())).toContain('lab-user');
      expect(begun()).toEqual([]);
    }
  });

  test('does not go back where a person is to build it anew: it says how it failed, and stays as it is', async () => {
    const { live, over } = story();
    const rebuild = { by: 'operations', from: 'share images', minutes: 90, steps: 'Wiki' };
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [
      live.order({ share: { wayBack: { kind: 'rebuild', rebuild, changes: [simChange('lab-app', '2', '1')], files: [] } } }),
    ];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'apt.package-failed' });
    expect(live.device.done().filter((line) => line.startsWith('apply back'))).toEqual([]);
  });

  test('is refused where its package manager can not go its own way back any more', async () => {
    const { live, over, begun } = story();
    const wayBack = { kind: 'reinstall' as const, changes: [simChange('lab-app', '2', '1')], files: [simFile('lab-app', '1')] };
    live.device.set({ ownWays: [{ possible: true }, { possible: false, because: 'The change would remove lab-user.' }] });
    live.server.say.instructions = [live.order({ share: { wayBack } })];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.way-back' });
    expect(JSON.stringify(live.endOf())).toContain('lab-user');
    expect(begun()).toEqual([]);
  });

  test('is refused where the packages of its way back are gone for good, and says what to do', async () => {
    const { live, over } = story();
    live.device.set({ lost: [{ version: '1', code: 'apt.gone', retry: 'no' }] });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.way-back' });
    expect(JSON.stringify(live.endOf())).toContain('Propose again');
    expect(live.device.done()).not.toContain('apply forward begins');
  });

  test('hears a hold that came while it waited, and starts when it is lifted', async () => {
    const { live, isAt, over, begun, lines } = story();
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
    const { live, isAt, begun, lines } = story();
    // Between two check-ins lies an hour; the hold is placed in that hour.
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(1.5)] } })];
    live.start({ patience: { leastCheckIn: 3600, fresh: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.say.held = [liveIds.deployment];
    await live.until(() => lines().some((line) => line.startsWith('The deployment is held')), 'it asked, and heard');
    expect(begun()).toEqual([]);
  });

  test('does not start out of contact, unless the spec lets it', async () => {
    const { live, isAt, over, begun } = story();
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
    const { live, isOver, isAt, over } = story();
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

  test('starts out of contact where its own share lets it', async () => {
    const { live, isAt } = story();
    live.server.say.instructions = [
      live.order({ header: { rings: [ringFrom(1)] }, share: { rules: { ...ownRules, startOffline: true } } }),
    ];
    live.start({ patience: { silence: 0.3, fresh: 0.1, hear: 0.2 } });
    await live.until(() => isAt('waiting for window'), 'it waits');
    live.server.fault = () => 'away';
    await live.until(() => live.device.done().includes('apply forward ends'), 'it is done', 30);
  });

  test('ends as missed, with the reason for which it waited last', async () => {
    const { live, over } = story();
    live.server.say.held = [];
    live.server.say.instructions = [live.order({ header: { rings: [ringFrom(600)] }, change: { notAfter: fromNow(3) } })];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'missed', code: 'missed.window', startedAt: null });
    expect(live.installOf().detail).toContain('Ring 0 may not start before');
  });

  test('does not start while its own journal could not be written', async () => {
    const { live, over, begun, lines } = story();
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
    const { live, isOver, over } = story();
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

describe('the step that changes packages', patient, () => {
  test('runs in a transient unit where there is systemd', async () => {
    const { live, over } = story();
    live.device.set({ systemd: 'works' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(live.device.done()).toContain('unit started');
  });

  test('runs by itself where systemd refuses', async () => {
    const { live, over } = story();
    live.device.set({ systemd: 'refuses' });
    live.server.say.instructions = [live.order()];
    live.start();
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
  });

  test('that never starts leaves everything as it was, and is told', async () => {
    const { live, over, version } = story();
    live.device.set({ systemd: 'silent' });
    live.server.say.instructions = [live.order()];
    live.start({ patience: { unitStart: 0.1 } });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'agent.step-not-started', startedAt: null });
    expect(version()).toBe('1');
  });

  test('goes on when the agent is asked to end, and the next life joins it', async () => {
    const { live, over, begun } = story();
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
    const { live, over, begun } = story();
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

describe('a device without a package manager', patient, () => {
  test('checks in, and answers what it is told with the trouble', async () => {
    const { live, over } = story();
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
