import { ssvcOutcome } from '@fettle/core/risk';
import { BadRow, textOf } from './verb.ts';
import type { Verb } from './verb.ts';

/** `{"table","inputs"}` → `{"outcome"}`, by the decision tables that CERT/CC publishes; inputs are named as there. */
export const ssvc: Verb = {
  description: 'the outcome of an SSVC decision table',
  prepare: async () => (row) => {
    const { inputs } = row;
    if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) throw new BadRow('The field "inputs" must be an object.');
    const texts = Object.entries(inputs).map(([name, value]) => [name, wordOf(value)] as const);
    return ssvcOutcome(textOf(row, 'table'), Object.fromEntries(texts));
  },
};

/** Scripts write yes and no as they like. */
function wordOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : String(value);
}
