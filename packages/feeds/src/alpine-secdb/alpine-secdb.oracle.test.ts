/** Answers by Alpine's own table and apk's order of versions. They stand beside the checkout and not in it. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fileAt, problemsOf, recordsOf } from '../testing/feed-file.ts';
import { Tally, answerTo, dataAt, hasRows, idsSchema, indexOf, rowsOf } from '../testing/matching-rows.ts';
import { alpineSecdb } from './index.ts';

test.runIf(hasRows('alpine-secdb'))('every id that Alpine’s table gives, and no other', async () => {
  const rows = rowsOf('alpine-secdb', z.looseObject({ case: z.string(), feed: z.string(), expected: idsSchema }));
  expect(rows.length).toBeGreaterThan(290);
  const tally = new Tally();
  for (const one of rows) {
    tally.add(
      one.case,
      answerTo(await indexOf(alpineSecdb, one.feed), one).findings.map((finding) => finding.id),
      one.expected,
    );
  }
  expect(tally.examples).toEqual([]);
});

const folder = dataAt('feeds/alpine-secdb/');
test.runIf(existsSync(folder))('every document is read, without a problem', async () => {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => alpineSecdb.accepts(path));
  expect(paths.length).toBeGreaterThan(19);
  for (const path of paths) expect(problemsOf(await recordsOf(alpineSecdb, fileAt(new URL(path, folder), path))), path).toEqual([]);
});
