/** Restarts with their own rule, and windows that were missed: our own code as it runs on a device, over a simulated one. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answersFolder, closeAnswers, leaveAnswer, openAnswers, takeAnswers } from './run/answers.ts';
import { readState } from './state/state.ts';
import { fromNow } from './testing/live.ts';
import { manageLimits } from './testing/quick.ts';
import { patient, ringFrom, stories } from './testing/story.ts';
import { now } from './clock.ts';

const story = stories();
const ask = { kind: 'ask', postpones: 2, minutes: 5, deadlineMinutes: 30, atEnd: 'force', mayEndAfterWindow: false } as const;
const restarts = (done: readonly string[]) => done.filter((line) => line.startsWith('restart'));

test('one that is asked waits, is put off, and takes place when somebody agrees; all of it is told', patient, async () => {
  const { live, over } = story();
  live.device.set({ restarting: ['2'], people: ['ada'] });
  live.server.say.instructions = [live.order({ header: { restartWhen: ask } })];
  const first = live.start();
  await live.until(() => live.device.done().some((line) => line.startsWith('wall')), 'it was shown');
  const answers = answersFolder(live.folders.root);
  leaveAnswer(answers, 'postpone', now());
  await live.until(() => live.device.done().filter((line) => line.startsWith('wall')).length === 2, 'it was put off');
  // The agent dies while it waits, and goes on.
  await first.stop();
  expect(restarts(live.device.done())).toEqual([]);
  const second = live.start();
  leaveAnswer(answers, 'restart', now());
  await second.ended;
  live.start();
  await over();
  const { people = [], receipts, restartDue, how } = live.installOf();
  expect({ how, restartDue }).toEqual({ how: 'done', restartDue: true });
  expect(people.map(({ what, way, session }) => [what, way, session])).toEqual([
    ['shown', 'terminal', 'pts/0'],
    ['postponed', 'command', null],
    ['shown', 'terminal', 'pts/0'],
    ['agreed', 'command', null],
  ]);
  expect(restarts(live.device.done())).toHaveLength(1);
  expect(receipts.find(({ step }) => step === 'restart')).toMatchObject({ ok: true });
  const lines = live.server.of('i-1').flatMap(({ body }) => (body.status === 'progress' && body.phase === 'restarting' ? [body.line] : []));
  expect(lines.join('\n')).toContain('shown to ada (pts/0, terminal)');
});

test('an answer from before anybody was asked restarts nothing, and none is taken when it is over', patient, async () => {
  const { live, over } = story();
  live.device.set({ restarting: ['2'], people: ['ada'] });
  const answers = answersFolder(live.folders.root);
  openAnswers(answers);
  leaveAnswer(answers, 'restart', now());
  live.server.say.instructions = [live.order({ header: { restartWhen: ask } })];
  const life = live.start();
  await live.until(() => live.device.done().some((line) => line.startsWith('wall')), 'it was shown');
  expect(restarts(live.device.done())).toEqual([]);
  live.device.set({ people: [] });
  await life.ended;
  live.start();
  await over();
  expect(live.installOf().people?.some(({ what }) => what === 'agreed')).toBe(false);
  expect(existsSync(answers)).toBe(false);
  expect(() => leaveAnswer(answers, 'restart', now())).toThrow('ENOENT');
});

test('one that waits until nobody is signed in takes place then', patient, async () => {
  const { live, over } = story();
  live.device.set({ restarting: ['2'], people: ['ada'] });
  live.server.say.instructions = [live.order({ header: { restartWhen: { kind: 'signed-out' } } })];
  const life = live.start();
  await live.until(() => live.server.of('i-1').some(({ body }) => body.status === 'progress' && body.phase === 'restarting'), 'it waits');
  expect(restarts(live.device.done())).toEqual([]);
  live.device.set({ people: [] });
  await life.ended;
  live.start();
  await over();
  expect(live.installOf()).toMatchObject({ how: 'done', restartDue: true });
  expect(restarts(live.device.done())).toHaveLength(1);
});

test('where nobody knows who is signed in, nobody is taken to be gone', patient, async () => {
  const { live } = story();
  live.device.set({ restarting: ['2'], people: null });
  live.server.say.instructions = [live.order({ header: { restartWhen: { kind: 'signed-out' } } })];
  const life = live.start();
  await live.until(() => live.server.of('i-1').some(({ body }) => body.status === 'progress' && body.phase === 'restarting'), 'it waits');
  await life.stop();
  expect(restarts(live.device.done())).toEqual([]);
});

test('an asked restart does not leave the window of the device’s own limits, whatever the spec says', patient, async () => {
  const { live, over } = story();
  live.device.set({ restarting: ['2'], people: ['ada'] });
  const closed = { zone: 'UTC', rule: 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1', start: '00:00', durationMinutes: 1 };
  live.server.say.instructions = [live.order({ header: { restartWhen: { ...ask, mayEndAfterWindow: true } } })];
  const first = live.start();
  await live.until(() => live.device.done().some((line) => line.startsWith('wall')), 'it was shown');
  await first.stop();
  live.start({ limits: { ...manageLimits, limits: { ...manageLimits.limits, windows: [closed] } } });
  await over();
  expect(live.installOf()).toMatchObject({ how: 'done', restartDue: true });
  expect(live.installOf().receipts.find(({ step }) => step === 'restart')?.detail).toContain('the windows of this device have closed');
  expect(restarts(live.device.done())).toEqual([]);
});

const yesterday = () => Temporal.Now.zonedDateTimeISO('UTC').subtract({ hours: 30 });
/** It opened some 30 hours ago for an hour, and opens again in a year. */
function missedWindow() {
  const at = yesterday();
  return {
    zone: 'UTC',
    rule: `FREQ=YEARLY;BYMONTH=${at.month};BYMONTHDAY=${at.day}`,
    start: at.toPlainTime().toString({ smallestUnit: 'minute' }),
    durationMinutes: 60,
  };
}
const catchUp = { kind: 'catch-up', onMains: true, maxLoadPercent: 400, notDuring: null } as const;

test('a device that missed its window catches up where its conditions hold, and not before', patient, async () => {
  const { live, over, begun } = story();
  live.device.set({ onMains: false });
  const header = { rings: [ringFrom(-3 * 86_400)], missed: catchUp };
  live.server.say.instructions = [live.order({ header, share: { window: missedWindow() } })];
  live.start();
  await live.until(() => live.logs.some((line) => line.includes('not on mains power')), 'it says what it waits for');
  expect(begun()).toEqual([]);
  live.device.set({ onMains: true });
  await over();
  expect(live.installOf()).toMatchObject({ how: 'done' });
});

test('without such a rule, or where no window was missed, it waits', patient, async () => {
  const { live, begun } = story();
  const window = missedWindow();
  live.server.say.instructions = [live.order({ header: { rings: [ringFrom(-3600)], missed: catchUp }, share: { window } })];
  live.start();
  await live.until(() => live.logs.some((line) => line.includes('no window was missed')), 'it says that it waits');
  expect(begun()).toEqual([]);
});

test('a rolling window is used once and remembered', patient, async () => {
  const { live, over } = story();
  const rolling = { ...catchUp, kind: 'rolling', hours: 4, days: 7 } as const;
  live.server.say.instructions = [live.order({ header: { missed: rolling }, share: { window: missedWindow() } })];
  const life = live.start();
  await over();
  expect(live.installOf()).toMatchObject({ how: 'done' });
  await life.stop();
  const read = readState(live.folders, now());
  expect(read.ok && read.state.memory.get().rolledAt).not.toBeNull();
});

test('an answer is one word in a file of its owner’s, and nothing else', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'fettle-answers-')), 'answers');
  openAnswers(folder);
  expect(statSync(folder).mode & 0o7777).toBe(0o1733);
  leaveAnswer(folder, 'postpone', fromNow(0));
  writeFileSync(join(folder, 'x-word'), 'reboot');
  writeFileSync(join(folder, 'x-long'), `restart${' '.repeat(50)}`);
  writeFileSync(join(folder, 'z-target'), 'restart');
  symlinkSync(join(folder, 'z-target'), join(folder, 'a-link'));
  mkdirSync(join(folder, '0-empty'));
  mkdirSync(join(folder, '0-full', 'below'), { recursive: true });
  // Of one owner one answer; of what he made beside it nothing is entered.
  expect(takeAnswers(folder)).toEqual([{ uid: process.getuid?.(), word: 'postpone' }]);
  expect(readdirSync(folder)).toEqual(['0-full']);
  expect(takeAnswers(folder)).toEqual([]);
  leaveAnswer(folder, 'restart', fromNow(0));
  await new Promise((resolve) => setTimeout(resolve, 30));
  // Asked only now.
  rmSync(`${folder}.since`);
  openAnswers(folder);
  expect(takeAnswers(folder)).toEqual([]);
  closeAnswers(folder);
  expect(statSync(folder).mode & 0o7777).toBe(0o700);
  rmSync(join(folder, '0-full'), { recursive: true });
  closeAnswers(folder);
  expect(existsSync(folder)).toBe(false);
  expect(takeAnswers(folder)).toEqual([]);
});
