import { scoreVector } from '@fettle/core/risk';
import { textOf } from './verb.ts';
import type { Verb } from './verb.ts';

/** `{"vector"}` → `{"version","base","temporal","environmental","score","severity"}`, or `{"error"}` for what is no vector. */
export const cvss: Verb = {
  description: 'the scores of a CVSS vector',
  prepare: async () => (row) => scoreVector(textOf(row, 'vector')),
};
