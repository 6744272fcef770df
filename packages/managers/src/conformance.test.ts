/** What every package manager is held to, over the same recorded situations. A manager brings `<id>/fixtures/<situation>.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { managers } from './list.ts';
import { recordedMachine } from './machine/index.ts';
import type { Machine, Recording, RunResult } from './machine/index.ts';
import { play, playMode, situations } from './testing/situations.ts';
import type { Answers, Situation } from './testing/situations.ts';
import type { PackageManager } from './types.ts';

function recordingOf(manager: PackageManager, situation: Situation): Recording {
  // The file is written by the recorder, in this very form.
  return JSON.parse(readFileSync(join(import.meta.dirname, manager.id, 'fixtures', `${situation}.json`), 'utf8')) as Recording;
}

/** The same machine, but every program answers this. */
function babbling(manager: PackageManager, answer: Partial<RunResult>): Machine {
  const said: RunResult = {
    exitCode: 0,
    signal: null,
    stdout: '',
    stderr: '',
    timedOut: false,
    truncated: false,
    notStarted: null,
    ...answer,
  };
  return { ...recordedMachine(recordingOf(manager, 'one-security-update')), run: async () => said, pipe: async () => said };
}

const good = { ok: true };
const onlyOffer = (answers: Answers) => (answers.scan.ok ? answers.scan.offers : []);

const expected: Record<Situation, (answers: Answers) => void> = {
  clean(answers) {
    expect(answers.refreshed).toEqual({ refreshedAt: playMode.now(), lastAttempt: { at: playMode.now(), ok: true, trouble: null } });
    expect(answers.scan).toMatchObject({ ok: true, offers: [], problems: [], lists: answers.refreshed });
    expect(answers.scan.ok && answers.scan.installed.length).toBeGreaterThan(0);
    expect(answers.runtime).toEqual({ restartPending: [], staleServices: [] });
    expect(answers.repaired).toMatchObject({ step: 'repair', ok: true, commands: [] });
  },
  'one-security-update'(answers) {
    expect(onlyOffer(answers)).toMatchObject([{ class: 'security', withheld: null }]);
    const [offer] = onlyOffer(answers);
    expect(offer?.bytes).toBeGreaterThan(0);
    expect(answers.simulated).toMatchObject({
      ok: true,
      value: {
        changes: [{ name: offer?.name, from: offer?.from, to: offer?.to }],
        wayBack: { kind: 'downgrade', changes: [{ from: offer?.to, to: offer?.from }] },
      },
    });
    if (answers.simulated?.ok) for (const file of answers.simulated.value.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(answers.got).toMatchObject({ step: 'get', ...good });
    expect(answers.applied).toMatchObject({ step: 'apply', ...good, trouble: null });
    expect(answers.applied?.commands.length).toBeGreaterThan(0);
    expect(answers.scanAfter).toMatchObject({ ok: true, offers: [] });
    expect(answers.wentBack).toMatchObject({ step: 'roll-back', ...good });
  },
  pinned(answers) {
    expect(onlyOffer(answers)).toMatchObject([{ withheld: 'pinned' }]);
    expect(answers.simulated).toMatchObject({ ok: false, trouble: { retry: 'no' } });
  },
  locked(answers) {
    expect(answers.simulated?.ok === false ? answers.simulated.trouble : answers.applied?.trouble).toMatchObject({ retry: 'later' });
    expect(answers.applied?.ok ?? false).toBe(false);
    expect(answers.repaired).toMatchObject({ ok: false, commands: [], trouble: { retry: 'later' } });
  },
  'broken-dependency'(answers) {
    expect(onlyOffer(answers)).toMatchObject([{ withheld: 'kept-back' }]);
    expect(answers.simulated).toMatchObject({ ok: false });
  },
  'mirror-unreachable'(answers) {
    expect(answers.refreshed).toMatchObject({ lastAttempt: { ok: false, trouble: { retry: 'later' } } });
    // What is known from before still counts, with its age.
    expect(onlyOffer(answers)).toHaveLength(1);
    expect(answers.scan.lists).toEqual(answers.refreshed);
    expect(answers.got).toMatchObject({ ok: false, trouble: { retry: 'later' } });
    expect(answers.applied).toMatchObject({ ok: false });
  },
  'restart-needed'(answers) {
    expect(answers.runtime.restartPending).toHaveLength(1);
  },
  'half-configured'(answers) {
    expect(answers.scan).toMatchObject({ ok: true, problems: [{ retry: 'after-repair' }] });
    expect(answers.repaired).toMatchObject({ step: 'repair', ok: false });
    expect(answers.repaired.commands.length).toBeGreaterThan(0);
  },
};

describe.each(managers.map((manager) => [manager.id, manager] as const))('the package manager %s', (_id, manager) => {
  it.each(situations)('answers rightly when it is %s', async (situation) => {
    const answers = await play(manager, recordedMachine(recordingOf(manager, situation)));
    expect(answers.detected).toBe(true);
    expected[situation](answers);
  });

  it('needs no restart in a container, whatever asks for one, and still names the services on old code', async () => {
    const recording = recordingOf(manager, 'restart-needed');
    const isVirt = ({ argv }: { argv: readonly string[] }): boolean => argv[0] === 'systemd-detect-virt';
    const commands = recording.commands.map((one) => (isVirt(one) ? { ...one, exitCode: 0, stdout: 'lxc\n' } : one));
    const onMachine = await manager.runtime(recordedMachine(recording));
    expect(onMachine.restartPending).not.toEqual([]);
    expect(await manager.runtime(recordedMachine({ ...recording, commands }))).toEqual({ ...onMachine, restartPending: [] });
  });

  it.each([
    ['says nothing', { stdout: '' }],
    ['says something else', { stdout: 'Welcome to the jungle: 42 [x] (y)\nInst ??? broken\n' }],
    ['speaks binary', { stdout: '\u0000\ufffd\u0001'.repeat(50) }],
    ['fails without a word', { exitCode: 1 }],
    ['is not there', { exitCode: null, notStarted: 'spawn ENOENT' }],
    ['never ends', { exitCode: null, signal: 'SIGKILL', timedOut: true }],
    ['is cut short', { stdout: 'x', truncated: true }],
  ] as const)('takes a program that %s as “could not ask”, never as “nothing to do”', async (_what, answer) => {
    const machine = babbling(manager, answer);
    expect(await manager.scan(machine, playMode)).toMatchObject({ ok: false });
    const wanted = { manager: manager.id, name: 'lab-app', architecture: 'all', version: '1.1-1' };
    expect(await manager.simulate(machine, playMode, [wanted])).toMatchObject({ ok: false });
    const change = { manager: manager.id, name: 'lab-app', architecture: 'all', from: '1.0-1', to: '1.1-1' };
    expect(
      await manager.apply(machine, playMode, {
        changes: [change],
        files: [],
        direction: 'forward',
        lockTimeoutSeconds: 0,
        progress: () => undefined,
      }),
    ).toMatchObject({ ok: false });
    expect(await manager.repair(machine, playMode)).toMatchObject({ ok: false });
    expect(
      await manager.changelogs(machine, playMode, [
        { sourceName: 'lab-app', packageName: 'lab-app', architecture: 'all', from: '1.0-1', to: '1.1-1' },
      ]),
    ).toEqual([{ sourceName: 'lab-app', from: '1.0-1', to: '1.1-1', cves: null }]);
  });

  it('is not detected where its program is missing', async () => {
    expect(await manager.detect(babbling(manager, { exitCode: null, notStarted: 'spawn ENOENT' }))).toBe(false);
  });

  it('fills every trouble with a cause and a next step', async () => {
    for (const situation of situations) {
      const { refreshed, scan, simulated, got, applied, repaired } = await play(manager, recordedMachine(recordingOf(manager, situation)));
      const troubles = [
        refreshed.lastAttempt?.trouble,
        ...(scan.ok ? scan.problems : [scan.trouble]),
        simulated?.ok === false ? simulated.trouble : null,
        got?.trouble,
        applied?.trouble,
        repaired.trouble,
      ];
      for (const trouble of troubles.filter((one) => one !== null && one !== undefined)) {
        expect(trouble.code).toMatch(new RegExp(`^${manager.id}\\.[a-z-]+$`));
        expect(trouble.code).not.toBe(`${manager.id}.unknown`);
        expect(trouble.cause).not.toMatch(/[{}]|undefined|\bsomething$/);
        expect(trouble.nextStep.length).toBeGreaterThan(10);
      }
    }
  });
});
