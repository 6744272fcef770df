import { describe, expect, test } from 'vitest';
import type { CheckAnswer } from '../deployment/checks.ts';
import { judgeChecks } from './index.ts';

type Word = CheckAnswer['answer'] | null;
const due = [{ name: 'web' }];
const says = (answer: Word, name = 'web'): readonly CheckAnswer[] =>
  answer === null ? [] : [{ name, answer, detail: 'HTTP 500', durationMs: 1 }];

describe('one check, before and after', () => {
  test.each<readonly [Word, Word, string]>([
    ['passed', 'passed', 'passed'],
    ['failed', 'passed', 'passed'],
    ['could-not-measure', 'passed', 'passed'],
    [null, 'passed', 'passed'],
    ['passed', 'failed', 'failed'],
    ['failed', 'failed', 'cannot tell'],
    ['could-not-measure', 'failed', 'cannot tell'],
    [null, 'failed', 'cannot tell'],
    ['passed', 'could-not-measure', 'could not measure'],
    ['failed', 'could-not-measure', 'could not measure'],
    [null, 'could-not-measure', 'could not measure'],
    ['passed', null, 'could not measure'],
    [null, null, 'could not measure'],
  ])('%s before and %s after: %s', (before, after, answer) => {
    const judged = judgeChecks(due, says(before), says(after));
    expect(judged.answer).toBe(answer);
    expect(judged.checks).toHaveLength(1);
    expect(judged.checks[0]?.sentence).toMatch(/^web .*\.$/);
  });
});

describe('several checks', () => {
  const three = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  const before = [...says('passed', 'a'), ...says('failed', 'b'), ...says('passed', 'c')];

  test.each<readonly [string, readonly CheckAnswer[], string]>([
    ['a failure decides over all', [...says('failed', 'a'), ...says('failed', 'b'), ...says('could-not-measure', 'c')], 'failed'],
    [
      'what could not be measured decides over what cannot tell',
      [...says('passed', 'a'), ...says('failed', 'b'), ...says('could-not-measure', 'c')],
      'could not measure',
    ],
    ['an old failure keeps the rest from passing', [...says('passed', 'a'), ...says('failed', 'b'), ...says('passed', 'c')], 'cannot tell'],
    ['all passed is passed', [...says('passed', 'a'), ...says('passed', 'b'), ...says('passed', 'c')], 'passed'],
  ])('%s', (_why, after, answer) => {
    expect(judgeChecks(three, before, after).answer).toBe(answer);
  });

  test('no answers at all are not good answers', () => {
    expect(judgeChecks(three, null, null).answer).toBe('could not measure');
  });

  test('a check that is not due does not count', () => {
    expect(judgeChecks(due, says('passed'), [...says('passed'), ...says('failed', 'other')])).toMatchObject({
      answer: 'passed',
      checks: [{ name: 'web' }],
    });
  });

  test('where no checks are due the answer is passed, of none', () => {
    expect(judgeChecks([], null, null)).toEqual({ answer: 'passed', checks: [] });
  });
});
