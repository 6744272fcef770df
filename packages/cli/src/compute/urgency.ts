import { urgencyOf } from '@fettle/core/risk';
import { riskInput } from './risk-row.ts';
import type { Verb } from './verb.ts';

/** What is known of a vulnerability and a device → `{"urgency","ssvc","bod2604","why"}`, with what was not known. */
export const urgency: Verb = {
  description: 'how urgent an update is on a device, and why',
  prepare: async () => (row) => {
    const { input, passedOver } = riskInput(row);
    const { urgency: level, ssvc, bod2604, why, reasons, defaulted } = urgencyOf(input);
    return { urgency: level, ssvc, bod2604, why, reasons, defaulted, ...(passedOver.length === 0 ? {} : { passedOver }) };
  },
};
