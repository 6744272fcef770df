import { expect, test } from 'vitest';
import { limitWork } from './limit-work.ts';

function job() {
  const done = Promise.withResolvers<string>();
  const state = { started: false };
  const work = () => {
    state.started = true;
    return done.promise;
  };
  return { state, work, done };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('so many run at once, so many wait, and the next hears that it is busy', async () => {
  const limited = limitWork({ atOnce: 2, waiting: 1 });
  const jobs = [job(), job(), job()] as const;
  const answers = jobs.map(({ work }) => limited(work));
  await turn();
  expect(jobs.map(({ state }) => state.started)).toEqual([true, true, false]);
  expect(await limited(async () => 'never')).toBe('busy');
  jobs[1].done.resolve('second');
  await turn();
  expect(jobs[2].state.started).toBe(true);
  jobs[0].done.resolve('first');
  jobs[2].done.resolve('third');
  expect(await Promise.all(answers)).toEqual(['first', 'second', 'third']);
});

test('work that fails gives its place back', async () => {
  const limited = limitWork({ atOnce: 1, waiting: 0 });
  await expect(
    limited(async () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await limited(async () => 'again')).toBe('again');
});
