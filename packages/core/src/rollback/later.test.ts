import { expect, test } from 'vitest';
import { backOfLater, laterInWords, previewBack, whyNotBy, whyNotPlanned } from './index.ts';

const change = (name: string, from: string | null, to: string) => ({ manager: 'apt', name, architecture: 'amd64', from, to }) as const;
const back = [change('app', '2', '1'), change('lib', null, '3')];
const can = { reinstall: { possible: true } } as const;
const no = { reinstall: { possible: false, because: 'apt would remove shop' } } as const;

test.each([
  [can, null],
  [no, 'apt would remove shop'],
  [{}, 'The device did not say that its package manager has this way.'],
  [null, 'The device did not say that its package manager has this way.'],
])('a roll-back by reinstall after %j is possible, or not for a reason', (said, because) => {
  expect(whyNotBy('reinstall', said)).toBe(because);
});

test.each([
  [{ ...can, understands: ['reinstall', 'by-reinstall'] }, null],
  [{ ...no, understands: ['by-reinstall'] }, 'apt would remove shop'],
  [{ ...can, understands: ['reinstall'] }, 'too old'],
  [can, 'too old'],
])('a plan of one after %j names it, or leaves the device out', (said, because) => {
  const why = whyNotPlanned('reinstall', said);
  if (because === null) expect(why).toBeNull();
  else expect(why).toContain(because);
});

test('says what goes for a while: what is there now, and not what comes new', () => {
  expect(laterInWords('reinstall', back)).toMatch(/^Removes app, keeps the configuration/);
});

test('comes forward again the same way, where there is a way', () => {
  expect(backOfLater('reinstall', { kind: 'downgrade', changes: back, files: [] })).toMatchObject({ kind: 'reinstall', changes: back });
  expect(backOfLater('reinstall', { kind: 'none', because: 'x' })).toEqual({ kind: 'none', because: 'x' });
});

test('stands in the preview with what it removes, and why it can not be', () => {
  const share = { changes: [change('app', '1', '2')], wayBack: { kind: 'downgrade', changes: back, files: [] }, simulatedAt: '' } as const;
  const given = { share, said: { restart: 'unknown', ...no }, scan: null, leftOut: null } as const;
  expect(previewBack(given).ways).toMatchObject([{ by: 'reinstall', because: 'apt would remove shop' }]);
  expect(previewBack({ ...given, said: { ...given.said, ...can } }).ways).toMatchObject([
    { because: null, sentence: expect.stringMatching('Removes app,') as string },
  ]);
  expect(previewBack({ ...given, leftOut: 'It is not over.' }).ways).toEqual([]);
});
