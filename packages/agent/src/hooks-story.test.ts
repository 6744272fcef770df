/** Signed commands around a change and as checks, from the instruction to the report: our own code and real scripts, over a simulated device. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hooks } from '@fettle/core/deployment';
import { documentOf, signCommand } from '@fettle/proof/signed-command';
import { describe, expect, test } from 'vitest';
import { liveIds, liveKeys } from './testing/live.ts';
import type { Live } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { simChange } from './testing/sim-manager.ts';
import { patient, stories } from './testing/story.ts';

const story = stories();
const limits = { ...manageLimits, limits: { ...manageLimits.limits, scripts: 'signed' as const } };
const user = readFileSync('/etc/passwd', 'utf8')
  .split('\n')
  .find((line) => line.split(':')[2] === String(process.getuid?.()))
  ?.split(':')[0];

type Purpose = 'probe' | 'check' | 'before-change' | 'after-change' | 'way-back';
function signed(name: string, purpose: Purpose, text: string, expiresAt = '2099-01-01T00:00:00Z') {
  const script = new TextEncoder().encode(text);
  const fields = {
    name,
    purpose,
    interpreter: ['/bin/sh', '-eu'],
    arguments: [],
    clients: '*',
    mostSeconds: 20,
    runAs: user ?? 'root',
  } as const;
  const envelope = signCommand({ ...fields, issuedAt: '2026-01-01T00:00:00Z', expiresAt }, script, liveKeys.root);
  const ref = { name, document: documentOf(envelope) ?? '' };
  return { ref, carried: { envelope, script: Buffer.from(script).toString('base64') } };
}

type Signed = ReturnType<typeof signed>;

/** An approved change with these around it; what each writes stands in one file, in its order. */
function order(live: Live, before: readonly Signed[], after: readonly Signed[], carried = [...before, ...after]): unknown {
  const hooks: Hooks = { beforeChange: before.map(({ ref }) => ref), afterChange: after.map(({ ref }) => ref) };
  return live.order({ header: { hooks }, body: { commands: carried.map((one) => one.carried) } });
}

function notes(live: Live) {
  const file = join(live.folders.root, '..', 'notes');
  const note = (word: string) => `echo ${word} >> ${file}`;
  return { file, note, read: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []) };
}

function readMemory(live: Live): { held: string[] } {
  return JSON.parse(readFileSync(live.folders.memory, 'utf8')) as { held: string[] };
}

describe('commands around a change', patient, () => {
  test('are run before and after it, in their order, and stand among its receipts', async () => {
    const { live, over } = story();
    const { note, read } = notes(live);
    const before = [
      signed('stop the shop', 'before-change', note('stop')),
      signed('back up', 'before-change', `${note('backup')}; echo 12 files`),
    ];
    live.server.say.instructions = [order(live, before, [signed('start the shop', 'after-change', note('start'))])];
    live.start({ limits });
    await over();
    const install = live.installOf();
    expect(install).toMatchObject({ how: 'done', code: 'ok', detail: 'The approved changes are in.' });
    expect(read()).toEqual(['stop', 'backup', 'start']);
    expect(install.receipts.map(({ step, ok }) => [step, ok]).filter(([step]) => String(step).endsWith('-change'))).toEqual([
      ['before-change', true],
      ['before-change', true],
      ['after-change', true],
    ]);
    expect(install.receipts.filter(({ step }) => step === 'before-change')[1]?.detail).toContain(
      'ended with exit code 0. It wrote: 12 files',
    );
  });

  test('hold it back as long as one before it fails, and let it begin once it ends well', async () => {
    const { live, over, begun } = story();
    const { file, note, read } = notes(live);
    const backup = signed('back up', 'before-change', `echo the disk is full; test -e ${file}.room`);
    live.server.say.instructions = [order(live, [backup], [signed('start', 'after-change', note('start'))])];
    live.start({ limits });
    const told = () => live.server.of('i-1').find(({ body }) => body.status === 'progress' && body.line.includes('the disk is full'));
    await live.until(() => told() !== undefined, 'the failed command was told');
    expect(begun()).toEqual([]);
    // What it had stopped is started, though nothing was changed.
    await live.until(() => read().length > 0, 'the command after it was run');
    writeFileSync(`${file}.room`, '');
    await over();
    expect(live.installOf()).toMatchObject({ how: 'done' });
    expect(begun()).toEqual(['apply forward begins']);
  });

  test('that fail after it are told, and are not blamed on it', async () => {
    const { live, over, version } = story();
    live.server.say.instructions = [order(live, [], [signed('start the shop', 'after-change', 'echo no such shop; exit 4')])];
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({
      how: 'done',
      code: 'ok',
      detail: expect.stringContaining('ended with exit code 4. It wrote: no such shop'),
    });
    expect(version()).toBe('2');
  });

  test('are run after a change that failed, too', async () => {
    const { live, over } = story();
    const { note, read } = notes(live);
    live.device.set({ broken: ['2'] });
    live.server.say.instructions = [order(live, [], [signed('start', 'after-change', note('start'))])];
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back' });
    expect(read()).toEqual(['start']);
  });

  test('are not begun where one after them would not be run: nothing is stopped that nothing starts', async () => {
    const { live, begun } = story();
    const { note, read } = notes(live);
    const stop = signed('stop the shop', 'before-change', note('stop'));
    const start = signed('start the shop', 'after-change', note('start'));
    live.server.say.instructions = [order(live, [stop], [start], [stop])];
    live.start({ limits });
    const told = () => live.server.of('i-1').find(({ body }) => body.status === 'progress' && body.line.includes('did not send'));
    await live.until(() => told() !== undefined, 'the refusal was told');
    expect([begun(), read()]).toEqual([[], []]);
  });

  test('are not run again and again by a hold that comes and goes', async () => {
    const { live, lines } = story();
    const { file, note, read } = notes(live);
    const stop = signed('stop the shop', 'before-change', `${note('stop')}; while ! test -e ${file}.held; do sleep 0.02; done`);
    live.server.say.instructions = [order(live, [stop], [signed('start the shop', 'after-change', note('start'))])];
    live.start({ limits, patience: { hookRetry: 600 } });
    await live.until(() => read().includes('stop'), 'the command before it runs');
    live.server.say.held = [liveIds.deployment];
    await live.until(() => readMemory(live).held.length === 1, 'the hold was heard');
    writeFileSync(`${file}.held`, '');
    await live.until(() => read().includes('start'), 'the command after it was run');
    live.server.say.held = [];
    await live.until(() => lines().some((line) => line.includes('are not run again at once')), 'it is said that they wait');
    expect(read()).toEqual(['stop', 'start']);
  });

  test('are run to their end where the agent ends between them, and the device then refuses the change', async () => {
    const { live, over } = story();
    const { file, note, read } = notes(live);
    const stop = signed('stop the shop', 'before-change', `${note('stop')}; while ! test -e ${file}.go; do sleep 0.02; done`);
    live.server.say.instructions = [order(live, [stop], [signed('start the shop', 'after-change', note('start'))])];
    const first = live.start({ limits });
    await live.until(() => read().includes('stop'), 'the command before it runs');
    const ended = first.stop();
    writeFileSync(`${file}.go`, '');
    await ended;
    live.start({ limits: { ...limits, limits: { ...limits.limits, neverChange: ['lab-*'] } } });
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.limits' });
    expect(read()).toEqual(['stop', 'start']);
  });

  test('are not run where the limits of the device say never: the change waits, and says so', async () => {
    const { live, begun } = story();
    const { note, read } = notes(live);
    live.server.say.instructions = [order(live, [signed('back up', 'before-change', note('backup'))], [])];
    live.start({ limits: manageLimits });
    const told = () => live.server.of('i-1').find(({ body }) => body.status === 'progress' && body.line.includes('scripts is never'));
    await live.until(() => told() !== undefined, 'the refusal was told');
    expect([begun(), read()]).toEqual([[], []]);
  });

  test('are not run where a stolen server exchanges the script', async () => {
    const { live, begun } = story();
    const { note, read } = notes(live);
    const backup = signed('back up', 'before-change', 'true');
    const forged = { ...backup, carried: { ...backup.carried, script: Buffer.from(note('forged')).toString('base64') } };
    live.server.say.instructions = [order(live, [backup], [], [forged])];
    live.start({ limits });
    const told = () => live.server.of('i-1').find(({ body }) => body.status === 'progress' && body.line.includes('has the hash'));
    await live.until(() => told() !== undefined, 'the refusal was told');
    expect([begun(), read()]).toEqual([[], []]);
  });
});

test('a check by a signed command passes, fails, and says where it could not measure', patient, async () => {
  const { live, over } = story();
  const checks = [
    ['well', 'echo fine'],
    ['ill', 'echo out of order; exit 3'],
    ['unsure', 'exit 75'],
  ] as const;
  const all = checks.map(([name, text]) => signed(name, 'check', text));
  live.server.say.instructions = [
    live.order({
      verb: 'check',
      body: {
        checks: all.map(({ ref }) => ({ kind: 'command', name: ref.name, timeoutSeconds: 10, command: ref })),
        commands: all.map(({ carried }) => carried),
      },
    }),
  ];
  live.start({ limits });
  await over();
  const body = live.endOf();
  const answers = body.status === 'ended' && body.result.verb === 'check' ? body.result.answers : [];
  expect(answers.map(({ name, answer }) => [name, answer])).toEqual([
    ['well', 'passed'],
    ['ill', 'failed'],
    ['unsure', 'could-not-measure'],
  ]);
  expect(answers[1]?.detail).toContain('It wrote: out of order');
});

test(
  'a check by a signed command is run so often in an hour and no more, whoever asks, and however often the agent starts',
  patient,
  async () => {
    const { live, over } = story();
    const { note, read } = notes(live);
    const { ref, carried } = signed('count', 'check', note('run'));
    const asked = (id: string, sequence: number) =>
      live.order({
        id,
        sequence,
        verb: 'check',
        body: {
          checks: Array.from({ length: 8 }, (_, at) => ({ kind: 'command', name: `${ref.name} ${at}`, timeoutSeconds: 10, command: ref })),
          commands: [carried],
        },
      });
    live.server.say.instructions = [asked('i-1', 1)];
    const first = live.start({ limits });
    await over();
    await first.stop();
    live.server.say.instructions = [asked('i-2', 2)];
    live.start({ limits });
    await over('i-2');
    expect(read()).toHaveLength(12);
    const body = live.endOf('i-2');
    const answers = body.status === 'ended' && body.result.verb === 'check' ? body.result.answers : [];
    const refused = answers.filter(({ answer }) => answer === 'could-not-measure');
    expect(refused).toHaveLength(4);
    expect(refused[0]?.detail).toContain('(command.too-often)');
  },
);

describe('a way back by a signed command', patient, () => {
  const old = JSON.stringify({ 'lab-app': { version: '1', condition: 'installed', reinstall: false } });
  /** A change whose package fails, with this way back. */
  function failing(live: Live, text: string, carry = true, expiresAt?: string): Signed {
    const way = signed('put it back', 'way-back', text, expiresAt);
    live.device.set({ broken: ['2'] });
    const wayBack = { kind: 'command' as const, command: way.ref, changes: [simChange('lab-app', '2', '1')], files: [] };
    live.server.say.instructions = [live.order({ share: { wayBack }, body: { commands: carry ? [way.carried] : [] } })];
    return way;
  }

  test('brings the old versions back, and that is looked at', async () => {
    const { live, over } = story();
    failing(live, `printf '%s' '${old}' > ${join(live.device.folder, 'packages')}\n`);
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'rolled back', code: 'apt.package-failed' });
    expect(live.installOf().receipts.find(({ step }) => step === 'roll-back')).toMatchObject({ ok: true, commands: [{ exitCode: 0 }] });
    expect(live.device.done()).not.toContain('apply back begins');
  });

  test('that ends well and brings nothing back is not believed', async () => {
    const { live, over } = story();
    failing(live, 'exit 0\n');
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('it ended well, and the old versions are not in');
  });

  test('that fails is told with what it wrote', async () => {
    const { live, over } = story();
    failing(live, 'echo no room >&2\nexit 3\n');
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({ how: 'failed', code: 'roll-back.failed' });
    expect(live.installOf().detail).toContain('no room');
  });

  test.each([
    ['are in by then is believed', true, 'rolled back'],
    ['are not in is not begun a fourth time', false, 'failed'],
  ] as const)('that was cut off three times and whose old versions %s', async (_, brings, how) => {
    const { live, over } = story();
    const runs = join(live.device.folder, 'runs');
    const text = `echo run >> ${runs}\n${brings ? `printf '%s' '${old}' > ${join(live.device.folder, 'packages')}\n` : ''}sleep 15\n`;
    failing(live, text);
    const count = () => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n').length : 0);
    for (const times of [1, 2, 3]) {
      const life = live.start({ limits, patience: { stop: 0.2 } });
      await live.until(() => count() === times, `run ${times}`);
      await life.stop();
    }
    live.start({ limits });
    await over();
    expect(live.installOf()).toMatchObject({ how });
    expect(live.installOf().receipts.findLast(({ step }) => step === 'roll-back')?.detail).toContain('cut off each time');
    expect(count()).toBe(3);
  });

  test('that its limits do not let run keeps the change waiting: its owner may mend that', async () => {
    const { live } = story();
    failing(live, 'exit 0\n');
    live.start({ limits: manageLimits });
    const told = () =>
      live.server.of('i-1').find(({ body }) => body.status === 'progress' && body.line.startsWith('Its way back is not there'));
    await live.until(() => told() !== undefined, 'it says that its way back is not there');
    expect(live.logs.join('\n')).toContain('command.scripts-never');
    expect(live.device.done()).not.toContain('apply forward begins');
  });

  test.each([
    ['did not come along', false, undefined, 'did not send the command “put it back” along'],
    ['ends while the change may still be under way', true, 30, 'could be run until'],
  ])('that %s has the change refused', async (_, carry, minutes, because) => {
    const { live, over } = story();
    const end = minutes === undefined ? undefined : Temporal.Now.instant().add({ minutes }).round('second').toString();
    failing(live, 'exit 0\n', carry, end);
    live.start({ limits });
    await over();
    expect(live.endOf()).toMatchObject({ status: 'refused', code: 'refused.way-back' });
    expect(JSON.stringify(live.endOf())).toContain(because);
    expect(live.device.done()).not.toContain('apply forward begins');
  });
});

describe('a probe of backups', patient, () => {
  const order = (live: Live, { ref, carried }: Signed, id = 'i-1', sequence = 1) =>
    live.order({ id, sequence, verb: 'probe', body: { command: ref, commands: [carried] } });
  const resultOf = (live: Live, id = 'i-1') => {
    const body = live.endOf(id);
    return body.status === 'ended' && body.result.verb === 'probe' ? body.result : null;
  };

  test('is run, and what it wrote is told as it is', async () => {
    const { live, over } = story();
    live.server.say.instructions = [order(live, signed('last backup', 'probe', `echo '{"backups":[]}'`))];
    live.start({ limits });
    await over();
    expect(resultOf(live)).toMatchObject({ ok: true, code: 'ok', output: '{"backups":[]}' });
  });

  test.each([
    ['was signed for something else', 'check', limits, 'command.other-purpose'],
    ['meets limits that let no command run', 'probe', manageLimits, 'command.scripts-never'],
  ] as const)('that %s is not run, and says why', async (_, purpose, given, code) => {
    const { live, over } = story();
    const { note, read } = notes(live);
    live.server.say.instructions = [order(live, signed('last backup', purpose, note('ran')))];
    live.start({ limits: given });
    await over();
    expect(resultOf(live)).toMatchObject({ ok: false, code, output: '' });
    expect(read()).toEqual([]);
  });

  test('is run so often in an hour and no more, and one that fails is told with what it wrote', async () => {
    const { live, over } = story();
    const { note, read } = notes(live);
    const probe = signed('last backup', 'probe', `${note('ran')}\necho gone\nexit 4\n`);
    const ids = Array.from({ length: 14 }, (_, at) => `i-${at + 1}`);
    live.server.say.instructions = ids.map((id, at) => order(live, probe, id, at + 1));
    live.start({ limits });
    for (const id of ids) await over(id);
    expect(read()).toHaveLength(12);
    expect(resultOf(live)).toMatchObject({ ok: false, code: 'probe.failed', detail: expect.stringContaining('gone') as string });
    expect(resultOf(live, 'i-14')).toMatchObject({ ok: false, code: 'command.too-often' });
  });
});
