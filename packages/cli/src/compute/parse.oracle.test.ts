/** Real outputs of package tools and what is known of the devices that gave them, kept beside the checkout and not in it. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from './parse.ts';
import { answerLines } from './run.ts';

const folder = new URL('../../../../../shared/data/parser-fixtures/', import.meta.url);
const here = existsSync(folder);

type Row = Readonly<Record<'name' | 'version' | 'architecture' | 'from' | 'to', string | null | undefined>>;
type Answer = { readonly unread: number; readonly fields?: Readonly<Record<string, string>>; readonly rows: readonly Row[] };

async function asked(tool: string, text: string): Promise<Answer> {
  let out = '';
  const verb = await parse.prepare({ feeds: [], now: '2026-11-22T00:00:00Z' });
  answerLines(verb, [JSON.stringify({ tool, text })], (part) => (out += part));
  return JSON.parse(out) as Answer;
}

function output(path: string): string {
  return readFileSync(new URL(`tool-outputs/${path}`, folder), 'utf8');
}

const files = [
  ['apt-list-upgradable', 'apt/apt-list-upgradable.txt', 114],
  ['apt-get-s-upgrade', 'apt/apt-get-s-upgrade.txt', 114],
  ['apt-get-s-dist-upgrade', 'apt/apt-get-s-dist-upgrade.txt', 114],
  ['apt-cache-policy', 'apt/apt-cache-policy.txt', 5],
  ['apt-cache-show', 'apt/apt-cache-show.txt', 4],
  ['dpkg-l', 'dpkg/dpkg-l.txt', 1012],
  ['dpkg-query-W.tsv', 'dpkg/dpkg-query-W.tsv', 1012],
  ['status', 'dpkg/status', 220],
  ['rpm', 'rpm/rpm-qa-qf.txt', 68],
  ['rpm -qa', 'rpm/rpm-qa.txt', 68],
  ['dnf check-update', 'dnf/dnf-check-update.txt', 47],
] as const;

test.runIf(here).each(files)('%s: every line of %s is understood', async (tool, path, count) => {
  const { rows, unread } = await asked(tool, output(path));
  expect(unread).toBe(0);
  expect(rows.length).toBe(count);
});

const keys = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ name, version, architecture }) => `${name} ${version} ${architecture}`).toSorted();

test.runIf(here)('dpkg-query, dpkg -l and the status file tell the same packages of one device', async () => {
  const queried = await asked('dpkg-query-W', output('dpkg/dpkg-query-W.tsv'));
  expect(keys((await asked('dpkg-l', output('dpkg/dpkg-l.txt'))).rows)).toEqual(keys(queried.rows));
  // The file is the first part of the whole one.
  expect(keys(queried.rows)).toEqual(expect.arrayContaining([...keys((await asked('dpkg-status', output('dpkg/status'))).rows)]));
});

test.runIf(here)('apt list and apt-get -s tell the same offers', async () => {
  const steps = (rows: readonly Row[]): readonly string[] => rows.map(({ name, from, to }) => `${name} ${from} ${to}`).toSorted();
  const listed = await asked('apt-list-upgradable', output('apt/apt-list-upgradable.txt'));
  expect(steps((await asked('apt-get-s-upgrade', output('apt/apt-get-s-upgrade.txt'))).rows)).toEqual(steps(listed.rows));
});

test.runIf(here)('rpm tells what is installed', async () => {
  const truth = JSON.parse(output('rpm-truth.json')) as { installed: { name: string; version: string; arch: string }[] };
  const expected = truth.installed.map(({ name, version, arch }) => `${name} ${version} ${arch}`).toSorted();
  expect(keys((await asked('rpm-qa-qf', output('rpm/rpm-qa-qf.txt'))).rows)).toEqual(expected);
});

test.runIf(here)('os-release: the fields of 51 systems', async () => {
  const lines = readFileSync(new URL('os-release.jsonl', folder), 'utf8').trim().split('\n');
  const wrong: unknown[] = [];
  for (const line of lines) {
    const { case: name, text, expected } = JSON.parse(line) as { case: string; text: string; expected: Record<string, string> };
    const { fields = {} } = await asked('os-release', text);
    // The recorded answers drop blanks of values without quotes; os-release(5) leaves open what those are.
    const bare = (key: string): string => (text.includes(`${key}=${fields[key]}`) ? (fields[key] ?? '').replaceAll(' ', '') : '');
    for (const [key, value] of Object.entries(expected))
      if (fields[key] !== value && bare(key) !== value) wrong.push([name, key, value, fields[key]]);
  }
  expect(lines.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
