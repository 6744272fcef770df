import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from '../testing/io.ts';
import { HalfMoved, moveAll, moveRest } from './move-all.ts';

function folders() {
  const folder = testFolder();
  const [from, to, old] = [join(folder, 'from'), join(folder, 'to'), join(folder, 'old')];
  for (const one of [from, to]) mkdirSync(join(one, 'kev'), { recursive: true });
  writeFileSync(join(from, 'kev/a'), 'new');
  writeFileSync(join(to, 'kev/a'), 'before');
  return { from, to, old };
}

it('puts the new ones in place and keeps the old ones aside', () => {
  const { from, to, old } = folders();
  mkdirSync(join(from, 'osv'));
  writeFileSync(join(from, 'osv/b'), 'new');
  moveAll(from, to, old, ['kev/a', 'osv/b']);
  expect([readFileSync(join(to, 'kev/a'), 'utf8'), readFileSync(join(to, 'osv/b'), 'utf8')]).toEqual(['new', 'new']);
  expect(readFileSync(join(old, 'kev/a'), 'utf8')).toBe('before');
});

it('goes back where one can not be moved', () => {
  const { from, to, old } = folders();
  writeFileSync(join(from, 'kev/b'), 'new');
  expect(() => moveAll(from, to, old, ['kev/a', 'kev/b', 'kev/is-not-there'])).toThrow(/ENOENT/);
  expect(readdirSync(join(to, 'kev'))).toEqual(['a']);
  expect(readFileSync(join(to, 'kev/a'), 'utf8')).toBe('before');
});

it('says so where one can not go back either, takes back what it can, and the rest can go on', () => {
  const { from, to, old } = folders();
  mkdirSync(join(from, 'osv'));
  mkdirSync(join(to, 'osv'));
  for (const name of ['b', 'c']) writeFileSync(join(from, 'osv', name), 'new');
  writeFileSync(join(to, 'osv/b'), 'before');
  // The second can not be moved, and what stood in the place of the first is gone.
  const sabotage = (path: string) => {
    if (path !== 'osv/c') return;
    rmSync(join(from, path));
    rmSync(join(old, 'osv'), { recursive: true });
  };
  expect(() => moveAll(from, to, old, ['kev/a', 'osv/b', 'osv/c'], sabotage)).toThrow(HalfMoved);
  expect(readFileSync(join(to, 'kev/a'), 'utf8')).toBe('before');
  expect(moveRest(from, to, ['kev/a', 'osv/b', 'osv/c'])).toEqual(['osv/c']);
  expect(['kev/a', 'osv/b'].map((path) => readFileSync(join(to, path), 'utf8'))).toEqual(['new', 'new']);
});

it('refuses a folder where a file must stand, before anything moved', () => {
  const { from, to, old } = folders();
  writeFileSync(join(from, 'kev/b'), 'new');
  mkdirSync(join(to, 'kev/b'));
  expect(() => moveAll(from, to, old, ['kev/a', 'kev/b'])).toThrow(/is a link, or not what must stand there/);
  expect(readFileSync(join(to, 'kev/a'), 'utf8')).toBe('before');
});
