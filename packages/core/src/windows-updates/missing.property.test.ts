import fc from 'fast-check';
import { expect, test } from 'vitest';
import { missingWindowsUpdates, planWindowsUpdates } from './index.ts';
import type { WindowsUpdate } from './index.ts';
import { judged, lab, update } from './updates.fixture.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct'];

/** A line as it should be: each month supersedes the one before, with a greater revision. */
const line = fc.uniqueArray(fc.integer({ min: 10, max: 9_000 }), { minLength: 3, maxLength: months.length }).map((revisions) =>
  revisions
    .toSorted((a, b) => a - b)
    .map((revision, i) =>
      update({
        kb: `910000${i}`,
        document: `2026-${months[i]}`,
        build: `10.0.19045.${revision}`,
        supersedes: i === 0 ? [] : [`910000${i - 1}`],
      }),
    ),
);
const revision = fc.integer({ min: 1, max: 9_999 });
const missingAt = (updates: readonly WindowsUpdate[], at: number): readonly string[] =>
  judged(missingWindowsUpdates(updates, { product: lab, build: `10.0.19045.${at}`, installedKBs: [] })).missing.map(({ kb }) => kb);

test('a newer device misses no more than an older one', () => {
  fc.assert(
    fc.property(line, revision, revision, (updates, a, b) => {
      const older = missingAt(updates, Math.min(a, b));
      for (const kb of missingAt(updates, Math.max(a, b))) expect(older).toContain(kb);
    }),
  );
});

test('the order of the documents does not matter', () => {
  fc.assert(
    fc.property(
      line.chain((updates) => fc.tuple(fc.constant(updates), fc.shuffledSubarray(updates, { minLength: updates.length }))),
      revision,
      ([updates, shuffled], at) => {
        expect(missingAt(shuffled, at)).toEqual(missingAt(updates, at));
      },
    ),
  );
});

test('a CVE is open, fixed or not judged, and never two of them', () => {
  fc.assert(
    fc.property(line, revision, (updates, at) => {
      const { exposedCves, fixedCves, notJudgedCves } = judged(
        missingWindowsUpdates(updates, { product: lab, build: `10.0.19045.${at}`, installedKBs: [] }),
      );
      const all = [...exposedCves, ...fixedCves, ...notJudgedCves];
      expect(new Set(all).size).toBe(all.length);
      expect(all).toHaveLength(updates.length);
    }),
  );
});

test('after the plan nothing of the line is missing', () => {
  fc.assert(
    fc.property(line, revision, (updates, at) => {
      const { missing } = judged(missingWindowsUpdates(updates, { product: lab, build: `10.0.19045.${at}`, installedKBs: [] }));
      const [chosen] = planWindowsUpdates(missing).install;
      const after = chosen?.build === undefined || chosen.build === null ? at : Number(chosen.build.split('.')[3]);
      expect(missingAt(updates, after)).toEqual([]);
    }),
  );
});

test('one build that is typed too high in the middle of a line does not make a device on the newest build miss it', () => {
  fc.assert(
    fc.property(line, fc.nat(), (updates, pick) => {
      const at = pick % (updates.length - 2);
      const newest = Number(updates.at(-1)?.applies[0]?.fixedBuild?.split('.')[3]);
      const mistyped = updates.map((one, i) =>
        i === at ? { ...one, applies: one.applies.map((scope) => ({ ...scope, fixedBuild: '10.0.19045.19999' })) } : one,
      );
      expect(missingAt(mistyped, newest)).toEqual([]);
    }),
  );
});

test('any texts get an answer and never an exception', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('10.0.19045.1', '6.1.7601', '2026-Jan', lab, '9000001'));
  const any = fc.record({
    kb: text,
    document: text,
    released: fc.option(text),
    supersedes: fc.array(text, { maxLength: 3 }),
    restart: fc.constant(null),
    applies: fc.array(
      fc.record({
        products: fc.array(text, { maxLength: 2 }),
        fixedBuild: fc.option(text),
        subType: fc.option(text),
        cves: fc.array(text, { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), text, fc.array(text, { maxLength: 3 }), (updates, build, installedKBs) => {
      expect(['judged', 'unknown']).toContain(missingWindowsUpdates(updates, { product: lab, build, installedKBs }).state);
    }),
  );
});
