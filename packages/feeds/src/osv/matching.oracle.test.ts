/** Answers of debsecan, dnf, OSV's own service and people, over real exports and real machines. They stand beside the checkout and not in it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Tally, answerTo, dataAt, hasRows, idsSchema, indexOf, rowsOf } from '../testing/matching-rows.ts';
import { osv } from './index.ts';

const row = z.looseObject({ case: z.string(), feed: z.string(), expected: idsSchema });

const plain = [
  ['debsecan', 400],
  ['osv-range', 800],
  ['osv-api', 60],
] as const;

for (const [name, count] of plain) {
  test.runIf(hasRows(name))(`${name}: every id, and no other`, async () => {
    const rows = rowsOf(name, row.extend({ notInFeed: z.array(z.string()).default([]) }));
    expect(rows.length).toBeGreaterThan(count);
    const tally = new Tally();
    for (const one of rows) {
      const said = answerTo(await indexOf(osv, one.feed), one).findings.map((finding) => finding.id);
      tally.add(
        one.case,
        said,
        one.expected.filter((id) => !one.notInFeed.includes(id)),
      );
    }
    expect(tally.examples).toEqual([]);
  });
}

test.runIf(hasRows('dnf-almalinux'))('dnf: every id, and none of another module stream', async () => {
  const rows = rowsOf('dnf-almalinux', row.extend({ unknown: idsSchema, modularNotApplicable: idsSchema }));
  expect(rows.length).toBeGreaterThan(350);
  expect(rows.flatMap((one) => one.modularNotApplicable).length).toBeGreaterThan(300);
  const tally = new Tally();
  for (const one of rows) {
    const said = answerTo(await indexOf(osv, one.feed), one).findings.map((finding) => finding.id);
    expect(
      said.filter((id) => one.modularNotApplicable.includes(id)),
      one.case,
    ).toEqual([]);
    tally.add(
      one.case,
      said.filter((id) => !one.unknown.includes(id)),
      one.expected,
    );
  }
  expect(tally.examples).toEqual([]);
});

test.runIf(hasRows('labels'))('labels of people: every flaw that they confirm, none that they deny', async () => {
  const rows = rowsOf(
    'labels',
    z.looseObject({ case: z.string(), feed: z.string(), cve: z.string(), label: z.enum(['TP', 'FP']), hard: z.boolean().default(false) }),
  );
  expect(rows.length).toBeGreaterThan(140);
  const tally = new Tally();
  for (const one of rows.filter((each) => !each.hard)) {
    const { findings } = answerTo(await indexOf(osv, one.feed), one);
    const isSaid = findings.some((finding) => finding.id === one.cve || finding.aliases.includes(one.cve));
    tally.add(one.case, isSaid ? [one.cve] : [], one.label === 'TP' ? [one.cve] : []);
  }
  expect(tally.examples).toEqual([]);
});

test.runIf(hasRows('osv-semantics'))('made-up records: affected or not', () => {
  const rows = rowsOf('osv-semantics', z.looseObject({ case: z.string(), affected: z.boolean() }));
  expect(rows.length).toBeGreaterThan(60);
  const wrong = rows.filter((one) => answerTo(null, one).findings.length > 0 !== one.affected);
  expect(wrong).toEqual([]);
});

test.runIf(hasRows('ubuntu-osv'))('Ubuntu’s records: reported or not, and until which version', () => {
  const rows = rowsOf(
    'ubuntu-osv',
    z.looseObject({ case: z.string(), record: z.string(), id: z.string(), report: z.boolean(), fixed: z.string().nullable() }),
  );
  expect(rows.length).toBeGreaterThan(75);
  for (const one of rows) {
    const record: unknown = JSON.parse(readFileSync(dataAt(one.record), 'utf8'));
    const { findings } = answerTo(null, { ...one, osv: record });
    expect(
      findings.map((finding) => [finding.id, finding.fixed]),
      one.case,
    ).toEqual(one.report ? [[one.id, one.fixed]] : []);
  }
});
