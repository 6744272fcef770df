import { expect, test } from 'vitest';
import { classFaults } from './index.ts';
import type { BugFix } from './index.ts';

const offer = { manager: 'dnf', to: '2.0-1.el9', sourceVersion: '2.0-1.el9', namedBy: 'binary' } as const;

test.each<[string, BugFix, boolean]>([
  ['critical', { id: 'LABA-2026:1', severity: 'Critical', fixed: '2.0-1.el9' }, true],
  ['important, fixed earlier', { id: 'LABA-2026:1', severity: ' important', fixed: '1.9-1.el9' }, true],
  ['moderate', { id: 'LABA-2026:1', severity: 'Moderate', fixed: '2.0-1.el9' }, false],
  ['of no class', { id: 'LABA-2026:1', severity: null, fixed: '2.0-1.el9' }, false],
  ['fixed later than what is offered', { id: 'LABA-2026:1', severity: 'Critical', fixed: '2.0-2.el9' }, false],
  ['without a fix', { id: 'LABA-2026:1', severity: 'Critical', fixed: null }, false],
])('a bug fix that is %s', (_name, fix, mends) => {
  expect(classFaults([fix], offer).map(({ shownBy, id }) => [shownBy, id])).toEqual(mends ? [['vendor-class', null]] : []);
});
