/** Answers of another scanner's own tests, in neutral form. They stand beside the checkout and not in it. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerTo, hasRows, rowsOf } from '../testing/matching-rows.ts';

const rowSchema = z.object({
  case: z.string(),
  distro: z.string(),
  osVersion: z.string().nullable(),
  packages: z.array(z.looseObject({ name: z.string() })),
  advisories: z.array(z.unknown()),
  expected: z.array(z.object({ package: z.string(), id: z.string(), fixed: z.string().nullable() })),
});
type Row = z.infer<typeof rowSchema>;

/** How the rows name distributions, and whether their ecosystems name a release. */
const names: Readonly<Record<string, (release: string) => string>> = {
  alma: (release) => `AlmaLinux:${release}`,
  alpine: (release) => `Alpine:v${release}`,
  amazon: (release) => `Amazon Linux:${release}`,
  azure: (release) => `Azure Linux:${release}`,
  chainguard: () => 'Chainguard',
  oracle: (release) => `Oracle Linux:${release}`,
  redhat: () => 'Red Hat',
  rocky: (release) => `Rocky Linux:${release}`,
  ubuntu: (release) => `Ubuntu:${release}`,
  wolfi: () => 'Wolfi',
};

function said(row: Row): readonly string[] {
  const ecosystem = names[row.distro]?.(row.osVersion ?? '');
  return row.packages
    .flatMap((one) => {
      const answer = answerTo(null, { ...one, package: one.name, ecosystem, advisories: row.advisories });
      return answer.findings.map((finding) => `${one.name} ${finding.id} ${finding.fixed ?? 'no fix'}`);
    })
    .toSorted();
}

test.runIf(hasRows('trivy-unit'))('modules, architectures, flavours and what has no fix', () => {
  const rows = rowsOf('trivy-unit', rowSchema);
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    expect(said(row), row.case).toEqual(row.expected.map((one) => `${one.package} ${one.id} ${one.fixed ?? 'no fix'}`).toSorted());
  }
});
