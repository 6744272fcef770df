import type { StepReceipt } from '@fettle/core/deployment';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { generateKey } from '@fettle/proof/keys';
import { Report } from '@fettle/protocol/agent';
import { describe, expect, test } from 'vitest';
import type { ReportBody } from './entry.ts';
import { cut, fitting, withReceipt } from './fitting.ts';

const key = generateKey();
const at = '2026-03-01T00:00:00.000Z';
/** Half a character, where a text was cut by length. */
const half = 'x'.repeat(10) + '\ud83d';
const install = {
  how: 'failed' as const,
  code: 'c'.repeat(300),
  detail: half.repeat(2000),
  bootIdBefore: 'b',
  startedAt: null,
  appliedAt: null,
  restartDue: false,
  checksBefore: [],
  checksAfter: [],
  checksRolledBack: null,
  receipts: [],
  after: null,
};
const receipt: StepReceipt = {
  step: 'apply',
  startedAt: at,
  endedAt: at,
  ok: false,
  commands: Array.from({ length: 400 }, (_, index) => ({ argv: ['apt-get', half.repeat(500), String(index)], exitCode: 100 })),
  trouble: { code: 'x'.repeat(200), cause: half.repeat(200), retry: 'no', nextStep: 'y'.repeat(2000), excerpt: half.repeat(900) },
  detail: half.repeat(1000),
};

describe('whatever a package manager printed, a report', () => {
  const trouble = receipt.trouble ?? { code: '', cause: '', retry: 'no' as const, nextStep: '', excerpt: '' };
  test.each<[string, ReportBody]>([
    ['of progress', { status: 'progress', phase: 'checking', line: half.repeat(200) }],
    ['of a refusal', { status: 'refused', code: 'c'.repeat(200), detail: half.repeat(900) }],
    ['of an end', { status: 'ended', result: { verb: 'install', install } }],
    [
      'of an end with receipts',
      { status: 'ended', result: { verb: 'install', install: { ...install, receipts: withReceipt([], receipt) } } },
    ],
    [
      'of an end with more receipts than the protocol takes',
      {
        status: 'ended',
        result: { verb: 'install', install: { ...install, receipts: Array.from({ length: 150 }, () => withReceipt([], receipt)).flat() } },
      },
    ],
    ['of a simulation that failed', { status: 'ended', result: { verb: 'simulate', simulation: null, trouble } }],
    ['of a scan', { status: 'ended', result: { verb: 'scan', ok: false, trouble } }],
    [
      'of checks',
      { status: 'ended', result: { verb: 'check', answers: [{ name: 'web', answer: 'failed', detail: half.repeat(900), durationMs: 1 }] } },
    ],
  ])('%s can be signed and is taken by the protocol', (_, body) => {
    const fit = fitting(body);
    expect(Report.shape.body.safeParse(fit).error).toBeUndefined();
    expect(() => seal(payloadTypes.report, fit, key)).not.toThrow();
    expect(fit.status).toBe(body.status);
  });

  test('says that it was cut', () => {
    const receipts = Array.from({ length: 150 }, () => withReceipt([], receipt)).flat();
    const fit = fitting({ status: 'ended', result: { verb: 'install', install: { ...install, detail: 'It failed.', receipts } } });
    expect(JSON.stringify(fit)).toContain('It failed. The full report did not fit');
  });
});

test('a receipt is kept once, its last commands with its first', () => {
  const once = withReceipt([], receipt);
  expect(withReceipt(once, receipt)).toEqual(once);
  expect(once[0]?.commands).toHaveLength(200);
  expect(once[0]?.commands.at(-1)?.argv.at(-1)).toBe('399');
});

test.each([
  ['short', 10, 'short'],
  ['longer than that', 6, 'longe…'],
  ['ab\ud83d\ude00cd', 4, 'ab…'],
])('%j is cut at %i without half a character', (text, most, result) => {
  expect(cut(text, most)).toBe(result);
});
