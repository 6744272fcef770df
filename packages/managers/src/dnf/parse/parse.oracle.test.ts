/** Real outputs of one device and what was installed and offered there, kept beside the checkout and not in it. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsers } from './index.ts';
import type { Rpm } from './index.ts';

const folder = new URL('../../../../../../shared/data/parser-fixtures/', import.meta.url);
const outputs = new URL('tool-outputs/', folder);

function read<Name extends keyof typeof parsers>(name: Name): ReturnType<(typeof parsers)[Name]> {
  const text = readFileSync(new URL(`${name.startsWith('rpm') ? 'rpm' : 'dnf'}/${name}.txt`, outputs), 'utf8');
  return parsers[name](text) as ReturnType<(typeof parsers)[Name]>;
}

type Truth = {
  readonly installed: readonly { readonly name: string; readonly version: string; readonly arch: string }[];
  readonly candidates: Readonly<Record<string, string>>;
};

function truth(): Truth {
  return JSON.parse(readFileSync(new URL('rpm-truth.json', outputs), 'utf8')) as Truth;
}

const spelled = (rows: readonly Rpm[]): readonly string[] => rows.map((row) => `${row.name} ${row.version} ${row.architecture}`).toSorted();
const installed = (): readonly string[] =>
  truth()
    .installed.map((row) => `${row.name} ${row.version} ${row.arch}`)
    .toSorted();
const offered = (rows: readonly Rpm[]): readonly string[] => rows.map((row) => `${row.name} ${row.version}`).toSorted();
const candidates = (): readonly string[] =>
  Object.entries(truth().candidates)
    .map((row) => row.join(' '))
    .toSorted();

const here = existsSync(outputs);

test.runIf(here)('what is installed (needs shared/data/parser-fixtures)', () => {
  expect(spelled(read('rpm-qa-qf').rows)).toEqual(installed());
  expect(spelled(read('dnf-list-installed').rows)).toEqual(installed());
  // Without a format rpm does not tell epochs.
  expect(spelled(read('rpm-qa').rows)).toEqual(
    installed()
      .map((row) => row.replace(/ \d+:/, ' '))
      .toSorted(),
  );
  expect(spelled(read('rpm-qi').rows)).toEqual(expect.arrayContaining(installed().filter((row) => /^(?:dbus|e2fsprogs) /.test(row))));
});

test.runIf(here)('what is offered, by every way to ask', () => {
  expect(offered(read('dnf-check-update').rows)).toEqual(candidates());
  expect(offered(read('dnf-list-upgrades').rows)).toEqual(candidates());
  expect(offered(read('dnf-repoquery-upgrades').rows)).toEqual(candidates());
  const plan = read('dnf-upgrade-assumeno');
  expect(offered(plan.rows)).toEqual(candidates());
  expect(plan.answer).toBe('plan');
});

test.runIf(here)('which advisories', () => {
  const offers = new Set(candidates());
  const listed = read('dnf-updateinfo-list').rows;
  expect(listed).toHaveLength(12);
  expect(listed.every((row) => row.kind === 'security' && offers.has(`${row.name} ${row.version}`))).toBe(true);
  expect(read('dnf-updateinfo-list-cve').rows.every((row) => /^CVE-\d{4}-\d+$/.test(row.id))).toBe(true);
  const told = read('dnf-updateinfo-info').rows;
  expect(new Set(told.map((row) => row.id))).toEqual(new Set(listed.map((row) => row.id)));
  expect(told).toHaveLength(7);
  expect(new Set(told.flatMap((row) => row.cves))).toEqual(new Set(read('dnf-updateinfo-list-cve').rows.map((row) => row.id)));
  expect(read('dnf-updateinfo-summary').rows.map((row) => [row.count, row.kind, row.severity])).toEqual([
    [7, 'Security', null],
    [2, 'Security', 'Important'],
    [4, 'Security', 'Moderate'],
    [1, 'Security', 'Low'],
  ]);
  expect(new Set(read('dnf-upgrade-security-assumeno').rows.map((row) => row.name))).toEqual(new Set(listed.map((row) => row.name)));
});

test.runIf(here)('every line of every output is understood', () => {
  const names = (Object.keys(parsers) as (keyof typeof parsers)[]).filter((name) => name !== 'os-release');
  expect(names.map((name) => [name, read(name).unread])).toEqual(names.map((name) => [name, []]));
});

test.runIf(here)('os-release of 51 systems', () => {
  const lines = readFileSync(new URL('os-release.jsonl', folder), 'utf8').trim().split('\n');
  const cases = lines.map((line) => JSON.parse(line) as { case: string; text: string; expected: Record<string, string> });
  expect(cases).toHaveLength(51);
  // os-release(5) leaves open what a value with bare blanks is; the recorded answer drops them, ours keeps them.
  const bare = (text: string): string => text.replaceAll(' ', '');
  const wrong = cases.flatMap(({ case: name, text, expected }) => {
    const fields = new Map(parsers['os-release'](text).rows.map((row) => [row.key, row.value]));
    return Object.entries(expected)
      .filter(
        ([key, value]) =>
          fields.get(key) !== value && !(text.includes(`${key}=${fields.get(key)}`) && bare(fields.get(key) ?? '') === value),
      )
      .map(([key, value]) => ({ name, key, value, ours: fields.get(key) }));
  });
  expect(wrong).toEqual([]);
});
