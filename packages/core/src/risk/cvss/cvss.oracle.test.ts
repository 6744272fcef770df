/** Vectors with scores that several implementations agree on, kept beside the checkout and not in it. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scoreVector } from './index.ts';

const folder = new URL('../../../../../../shared/data/cvss-oracle/', import.meta.url);
const rowsOf = (name: string): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));

describe.runIf(existsSync(folder))('the recorded scores (needs shared/data/cvss-oracle beside the checkout)', () => {
  test.each([
    ['2.0', 200],
    ['3.0', 1_000],
    ['3.1', 1_000],
    ['4.0', 1_000],
  ])('every score of version %s is ours', (version, atLeast) => {
    const rows = rowsOf(`cvss-${version}.jsonl`);
    expect(rows.length).toBeGreaterThan(atLeast);
    expect(rows.flatMap((row) => differences(row))).toEqual([]);
  });

  test('every vector that must be refused is refused with a sentence', () => {
    const rows = rowsOf('invalid.jsonl');
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !('error' in scoreVector(String(row['vector']))))).toEqual([]);
  });
});

function differences(row: Readonly<Record<string, unknown>>): readonly string[] {
  const vector = String(row['vector']);
  const scored = scoreVector(vector);
  if ('error' in scored) return [`${vector}: ${scored.error}`];
  const pairs = [
    ['version', scored.version],
    ['base', scored.base],
    ['temporal', scored.temporal],
    ['environmental', scored.environmental],
    ['overall', scored.score],
    ['score', scored.score],
  ] as const;
  return pairs.flatMap(([name, ours]) => {
    const theirs = row[name];
    const right = theirs === undefined || theirs === ours || (name === 'score' && row['alternate'] === ours);
    return right ? [] : [`${vector}: ${name} is ${JSON.stringify(theirs)}, ours ${String(ours)}`];
  });
}
