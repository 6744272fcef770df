/** The decision tables as published, kept beside the checkout and not in it: every row of every file. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ssvcOutcome } from './index.ts';

const folder = new URL('../../../../../../shared/data/ssvc/', import.meta.url);

const files: readonly (readonly [string, number])[] = [
  ['cisa_bod_26_04_1_0_0', 16],
  ['cisa_coordinator_2_0_3', 36],
  ['coordinator_publish_decision_table_1_0_0', 27],
  ['coordinator_triage_1_0_0', 192],
  ['deployer_patch_application_priority_1_0_0', 72],
  ['human_impact_1_0_0', 16],
  ['public_safety_impact_1_0_0', 4],
  ['supplier_patch_development_priority_1_0_0', 36],
  ['utility_1_0_0', 4],
];

describe.runIf(existsSync(folder))('the published tables (need shared/data/ssvc beside the checkout)', () => {
  test.each(files)('%s, by the columns of its CSV file', (name, count) => {
    const [head = [], ...rows] = readFileSync(new URL(`csv/${name}.csv`, folder), 'utf8')
      .trim()
      .split(/\r?\n/)
      .map(cellsOf);
    expect(rows).toHaveLength(count);
    const wrong = rows.filter((row) => {
      const inputs = Object.fromEntries(head.slice(1, -1).map((column, i) => [column, row[i + 1] ?? '']));
      const answer = ssvcOutcome(name, inputs);
      return !('outcome' in answer) || answer.outcome !== row.at(-1);
    });
    expect(wrong).toEqual([]);
  });

  test.each(files)('%s, by the keys of its JSON file', (name, count) => {
    const table: Published = JSON.parse(readFileSync(new URL(`json/${name}.json`, folder), 'utf8'));
    expect(table.mapping).toHaveLength(count);
    const names = new Map(table.decision_points[table.outcome]?.values.map((value) => [value.key, value.name.toLowerCase()]));
    for (const id of [table.name, `${table.namespace}:${table.key}:${table.version}`]) {
      const wrong = table.mapping.filter(({ [table.outcome]: outcome = '', ...inputs }) => {
        const answer = ssvcOutcome(id, inputs);
        return !('outcome' in answer) || answer.outcome !== names.get(outcome);
      });
      expect(wrong).toEqual([]);
    }
  });
});

type Published = {
  readonly name: string;
  readonly namespace: string;
  readonly key: string;
  readonly version: string;
  readonly outcome: string;
  readonly decision_points: Readonly<Record<string, { readonly values: readonly { readonly key: string; readonly name: string }[] }>>;
  readonly mapping: readonly Readonly<Record<string, string>>[];
};

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}
