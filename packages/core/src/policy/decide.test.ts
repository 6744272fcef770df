import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, matchesPattern } from './index.ts';
import type { Policy } from './index.ts';

const both: Pick<Policy, 'name' | 'select'> = { name: 'Servers', select: { classes: ['security', 'normal'], exclude: ['linux-image-*'] } };
const urgentOnly: Pick<Policy, 'name' | 'select'> = { name: 'Careful', select: { classes: ['security'], exclude: [] } };

describe('what a policy does with an update', () => {
  test.each([
    ['a class that is selected', both, { name: 'openssl', class: 'security', withheld: null }, 'select', ['class-selected']],
    ['a class that is not selected', urgentOnly, { name: 'tzdata', class: 'normal', withheld: null }, 'exclude', ['class-not-selected']],
    ['a name that is excluded', both, { name: 'linux-image-amd64', class: 'security', withheld: null }, 'exclude', ['excluded-by-name']],
    [
      'a name that is excluded, and pinned',
      both,
      { name: 'linux-image-amd64', class: 'security', withheld: 'pinned' },
      'exclude',
      ['excluded-by-name'],
    ],
    ['a pinned package', both, { name: 'openssl', class: 'security', withheld: 'pinned' }, 'wait', ['class-selected', 'pinned']],
    ['a phased update', both, { name: 'openssl', class: 'normal', withheld: 'phased' }, 'wait', ['class-selected', 'phased']],
    [
      'an update that is kept back',
      both,
      { name: 'openssl', class: 'normal', withheld: 'kept-back' },
      'select',
      ['class-selected', 'kept-back'],
    ],
  ] as const)('%s', (_what, policy, finding, decision, codes) => {
    const decided = decide(policy, finding);
    expect(decided.decision).toBe(decision);
    expect(decided.reasons.map((reason) => reason.code)).toEqual(codes);
    expect(decided.reasons.every((reason) => reason.sentence.endsWith('.'))).toBe(true);
  });
});

describe('patterns of names', () => {
  test.each([
    ['openssl', 'openssl', true],
    ['openssl', 'openssl-dev', false],
    ['open*', 'openssl', true],
    ['*ssl', 'openssl', true],
    ['*ens*', 'openssl', true],
    ['o*n*l', 'openssl', true],
    ['o*x*l', 'openssl', false],
    ['*', 'anything', true],
    ['**', '', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['lib.c', 'libxc', false],
    ['OpenSSL', 'openssl', false],
  ])('%s fits %s: %s', (pattern, name, fits) => {
    expect(matchesPattern(pattern, name)).toBe(fits);
  });

  test('a pattern means what its regular expression means', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }), (pattern, name) => {
        const expression = new RegExp(
          `^${pattern
            .split('*')
            .map((piece) => piece.replaceAll('.', String.raw`\.`))
            .join('.*')}$`,
        );
        expect(matchesPattern(pattern, name)).toBe(expression.test(name));
      }),
      { numRuns: 500 },
    );
  });

  test('a pattern made to be slow is not', () => {
    expect(matchesPattern(`${'*a'.repeat(90)}*b`, 'a'.repeat(100_000))).toBe(false);
  });
});
