import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countCheck, countVitest } from './counts.mjs';
import { summary } from './summary.mjs';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'fettle-counts-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type File = { name: string; status: string; assertionResults: Array<{ status: string; fullName: string; failureMessages?: string[] }> };

function report(...testResults: File[]): string {
  const path = join(scratch, 'report.json');
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

function file(status: string, ...tests: string[]): File {
  return { name: '/x/a.test.ts', status, assertionResults: tests.map((test, at) => ({ status: test, fullName: `test ${at}` })) };
}

const good = { code: 0, timedOut: false };
const bad = { code: 1, timedOut: false };

describe('a run of Vitest', () => {
  it.each([
    ['counts what passed and what failed', [file('failed', 'passed', 'passed', 'failed')], bad, 2, 1],
    ['counts a file that did not load as a failure', [file('passed', 'passed'), file('failed')], bad, 1, 1],
    ['counts an error outside every test as a failure', [file('passed', 'passed')], bad, 1, 1],
    ['counts no test at all as a failure', [], good, 0, 1],
    ['counts only skipped tests as no test at all', [file('passed', 'skipped')], good, 0, 1],
    ['counts running out of time as a failure, beside what is known', [file('passed', 'passed')], { code: 143, timedOut: true }, 1, 1],
  ])('%s', (_name, files, ended, passed, failed) => {
    expect(countVitest(report(...files), ended)).toMatchObject({ passed, failed });
  });

  it('is a failure when it left no report, or half of one', () => {
    expect(countVitest(join(scratch, 'none.json'), { code: 139, timedOut: false })).toMatchObject({ passed: 0, failed: 1 });
    const half = join(scratch, 'half.json');
    writeFileSync(half, '{"testResults": [');
    expect(countVitest(half, bad)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('names what passed only at its second try, with what the first one met', () => {
    const shaky = { status: 'passed', fullName: 'shaky', failureMessages: ['Error: in vain\n    at line 3'] };
    const counts = countVitest(report({ ...file('passed'), assertionResults: [shaky] }), good);
    expect(counts).toMatchObject({ passed: 1, failed: 0 });
    expect(counts.secondTry).toEqual([expect.stringMatching(/: shaky: Error: in vain$/)]);
  });

  it('names what failed and what was skipped', () => {
    const counts = countVitest(report(file('failed', 'failed', 'skipped', 'todo')), bad);
    expect(counts.failures.map((line) => line.split(': ')[1])).toEqual(['test 0']);
    expect(counts.skipped.map((line) => line.split(': ')[1])).toEqual(['test 1', 'test 2']);
  });
});

it('a check counts as one test', () => {
  expect(countCheck(good)).toMatchObject({ passed: 1, failed: 0 });
  expect(countCheck(bad)).toMatchObject({ passed: 0, failed: 1 });
  expect(countCheck({ code: 0, timedOut: true })).toMatchObject({ passed: 0, failed: 1 });
});

it('the closing line adds up every step; one that was left out counts nothing and is named', () => {
  const told = summary([
    { step: 'lint', counts: { passed: 1, failed: 0, skipped: [], failures: [], secondTry: ['g: h'] }, seconds: 1 },
    { step: 'unit', counts: { passed: 40, failed: 2, skipped: ['a: b'], failures: ['c: d', 'e: f'], secondTry: [] }, seconds: 2 },
    { step: 'oracles', counts: 'left out', seconds: 0 },
  ]);
  expect(told.lastLine).toBe('41 passed, 2 failed');
  for (const part of ['oracles', 'left out', 'a: b', 'c: d', 'e: f', 'second try: g: h']) expect(told.table).toContain(part);
});
