import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planMigrations, readMigrations } from './migrations.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, sql = 'select 1;') => writeFileSync(join(folder, name), sql);

test('files are read in the order of their numbers', () => {
  write('0002_b.sql');
  write('0001_a.sql', 'create table a ();');
  write('notes.txt');
  expect(readMigrations(folder).map((migration) => migration.name)).toEqual(['0001_a.sql', '0002_b.sql']);
  expect(readMigrations(folder)[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test.each([['0003_gap.sql'], ['0001_twice.sql'], ['2_short.sql'], ['0002-Dashes.sql']])(
  'a file named %s beside 0001_a.sql is refused',
  (name) => {
    write('0001_a.sql');
    write(name);
    expect(() => readMigrations(folder)).toThrow(/numbered without gaps/);
  },
);

test.each([['commit;'], ['create table a ();\nBEGIN;\n'], ['start transaction;']])(
  'a file that says %j is refused: the runner does transactions',
  (sql) => {
    write('0001_a.sql', sql);
    expect(() => readMigrations(folder)).toThrow(/transaction/);
  },
);

test('a function body may begin and end', () => {
  write('0001_a.sql', 'create function f() returns void language plpgsql as $$\nbegin\n  perform 1;\nend $$;');
  expect(readMigrations(folder)).toHaveLength(1);
});

const known = [1, 2].map((number) => ({ number, name: `000${number}_x.sql`, sql: '', sha256: `${number}` }));
test.each([
  ['an empty database runs all', [], { kind: 'run', pending: known }],
  ['what ran is not run again', [{ number: 1, name: '0001_x.sql', sha256: '1' }], { kind: 'run', pending: [known[1]] }],
  ['a changed file is told', [{ number: 1, name: '0001_x.sql', sha256: 'other' }], { kind: 'changed', name: '0001_x.sql' }],
  ['a newer database is told', [{ number: 3, name: '0003_y.sql', sha256: '3' }], { kind: 'newer', database: 3, code: 2 }],
])('%s', (_name, applied, expected) => {
  expect(planMigrations(known, applied)).toEqual(expected);
});
