/**
 * kill -9 at every place at which something durable has just been written, or is about to be, and in the middle of every package: nothing is lost,
 * nothing is done twice, and the server ends up with one truth. The places are found by passing through once; several are taken in one run, away
 * from each other, so that runs die more than once.
 */
import { readdirSync } from 'node:fs';
import type { InstallResult } from '@fettle/protocol/agent';
import { describe, expect, test } from 'vitest';
import { liveThrough } from './testing/dying.ts';
import type { Ending, Scenario } from './testing/dying.ts';

const restarting: Scenario = { order: { header: { restart: 'always' } }, device: {} };
const failing: Scenario = { order: {}, device: { broken: ['2'] } };
const byPerson: Scenario = { order: { header: { rollback: 'by-person' } }, device: {} };

const all = (places: readonly string[]) => places;
/** What comes before is the same as in the first story. */
const fromTheStep = (places: readonly string[]) => places.slice(places.findIndex((place) => place.startsWith('step')));
const inTheStep = (places: readonly string[]) => places.filter((place) => place.startsWith('step'));

/** Contact and looks go on as long as the run does; the first of them stand for all. */
const enough = 3;
const isOften = (place: string) => /contact\.json|sent\.json|scan\.json/.test(place) && Number(place.split('#')[1]) > enough;
/** On the disk and beyond it all is as at the next place, before the rename. */
const isNext = (place: string) => place.includes(' before-write:');
const killsInARun = 7;
const atOnce = 3;
/** A step that dies three times is left to a person: where going back is the point, a run cuts it less often. */
const cutsOfSteps = 2;

describe.each<[string, Scenario, (places: readonly string[]) => readonly string[], readonly string[], number]>([
  ['an installation with a restart', restarting, all, ['done', 'rolled back'], killsInARun],
  ['a failing one that goes back', failing, fromTheStep, ['rolled back'], cutsOfSteps],
  ['one whose way back waits for a person', byPerson, inTheStep, ['done', 'failed'], killsInARun],
])('%s', (_, scenario, meant, allowed, mostCuts) => {
  test('survives kill -9 at every place', { timeout: 240_000 }, async () => {
    const whole = await liveThrough(scenario, []);
    await judged(whole, allowed, []);
    const left = meant(whole.places).filter((place) => !isOften(place) && !isNext(place));
    expect(left.length).toBeGreaterThan(8);
    let killed = 0;
    let unreached = 0;
    async function worker(): Promise<void> {
      while (left.length > 0) {
        const some = spread(left, killsInARun, mostCuts);
        const ending = await liveThrough(scenario, some);
        await judged(ending, allowed, some);
        killed += ending.killedAt.length;
        if (ending.killedAt.length === 0) unreached += 1;
        // A place that a run did not come to, since it died before and went another way, is the next run's first.
        left.unshift(...some.slice(1).filter((place) => !ending.killedAt.includes(place)));
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker));
    // Timing decides on a few of them; hardly any may be missed.
    expect(unreached).toBeLessThan(killed / 5);
  });
});

/** Takes the first and some further ones, away from each other: a run that dies at once again learns little. */
function spread(left: string[], most: number, mostCuts: number): string[] {
  const taken: string[] = [];
  for (let at = 0; taken.length < most && at < left.length; at += Math.max(1, Math.floor(left.length / most))) {
    if (left[at]?.startsWith('step') === true && taken.filter((place) => place.startsWith('step')).length >= mostCuts) continue;
    const [place] = left.splice(at, 1);
    if (place !== undefined) taken.push(place);
  }
  return taken;
}

async function judged(ending: Ending, allowed: readonly string[], wanted: readonly string[]): Promise<void> {
  try {
    expectOneTruth(ending, allowed);
  } catch (error) {
    const story = [...ending.live.logs, ...ending.live.device.done()].join('\n');
    throw new Error(`killed at ${ending.killedAt.join(', ')} (wanted: ${wanted.join(', ')})\n${story}`, { cause: error });
  } finally {
    await ending.live.close();
  }
}

/** Died twice between the note that it restarts and the command itself, which never ran: it is left to a person, and told as what it is. */
function wasCutOffTwice({ receipts, restartDue, after, bootIdBefore }: InstallResult, restarts: number): boolean {
  const told = receipts.find(({ step }) => step === 'restart');
  return (
    restarts === 0 &&
    restartDue &&
    after?.bootId === bootIdBefore &&
    told?.ok === false &&
    told.detail.includes('was asked to restart 2 times')
  );
}

function expectOneTruth({ live, killedAt }: Ending, allowed: readonly string[]): void {
  const { server, device, folders } = live;
  const reports = server.of('i-1');
  // Nothing is lost: every sequence up to the last has arrived.
  expect(reports.map(({ seq }) => seq)).toEqual(reports.map((__, index) => index + 1));
  const install = live.installOf();
  expect(allowed).toContain(install.how);
  const app = device.packages()['lab-app'];
  // What is told is what is there, and it is whole.
  expect(app).toEqual({ version: install.how === 'done' ? '2' : '1', condition: 'installed', reinstall: false });
  expect(install.after?.packages).toEqual([{ name: 'lab-app', architecture: 'all', version: app?.version, condition: 'installed' }]);
  // Nothing is done twice: again only where it was cut, to mend it.
  const done = device.done();
  if (install.how === 'failed') expect(done.filter((line) => line.startsWith('unpack'))).toEqual([]);
  const count = (line: string) => done.filter((one) => one === line).length;
  const cuts = killedAt.filter((place) => place.startsWith('step')).length;
  expect(count('apply forward begins')).toBeLessThanOrEqual(install.how === 'rolled back' ? 1 : 1 + cuts);
  expect(count('apply back begins')).toBeLessThanOrEqual(1 + cuts);
  expect(count('apply forward ends')).toBeLessThanOrEqual(1);
  expect(count('apply back ends')).toBeLessThanOrEqual(1);
  const restarts = done.filter((one) => one.startsWith('restart asked'));
  expect(restarts.length).toBeLessThanOrEqual(1);
  if (install.how === 'done' && install.restartDue && !wasCutOffTwice(install, restarts.length))
    expect(install.after?.bootId).not.toBe(install.bootIdBefore);
  // Nothing is left behind.
  expect(readdirSync(folders.journal)).toEqual([]);
  expect(readdirSync(folders.aside)).toEqual([]);
}
