import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inClients } from '../platform/database/index.ts';
import { openTestContext } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { composeReport } from './document/compose.ts';
import { renderHtml } from './html/render.ts';
import { makePdf } from './pdf/make-pdf.ts';
import { buildReport } from './report/build.ts';
import { tellStory } from './testing/story.ts';
import type { Story } from './testing/story.ts';

let given: TestContext;
let story: Story;
beforeAll(async () => {
  given = await openTestContext();
  story = await tellStory(given.context, given.database);
});
afterAll(() => given.close());

test('draft', async () => {
  const report = await inClients(given.context.db, [story.clientId], (tx) => buildReport(tx, story.clientId, story.deploymentId));
  if (report === null || report === 'no spec') throw new Error('no report');
  writeFileSync('/tmp/typst/report.json', JSON.stringify(report, null, 1));
  writeFileSync('/tmp/typst/doc.json', JSON.stringify(composeReport(report)));
  writeFileSync('/tmp/typst/report.html', renderHtml(composeReport(report)));
  const pdf = await makePdf(composeReport(report), JSON.stringify(report));
  if (!pdf.ok) throw new Error(pdf.because);
  writeFileSync('/tmp/typst/report.pdf', pdf.bytes);
  expect(report.counts.verified).toBe(2);
});
