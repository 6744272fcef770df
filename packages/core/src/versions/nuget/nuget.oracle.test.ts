import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oracleFile, readOracle, wrongRows } from '../testing/oracle-rows.ts';

const file = oracleFile('nuget');

test.runIf(existsSync(file))(
  "every recorded answer of NuGet's comparer is ours (needs shared/data/version-oracle beside the checkout)",
  () => {
    const rows = readOracle(readFileSync(file, 'utf8'));
    expect(rows.length).toBeGreaterThan(10);
    expect(wrongRows('nuget', rows)).toEqual([]);
  },
);
