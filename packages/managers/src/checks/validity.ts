/** How long certificates are valid (RFC 5280, section 4.1.2.5). */
import type { Look } from './types.ts';

export type Validity = { readonly from: string; readonly to: string };

const dayMs = 86_400_000;

/** Of several the one that ends first counts: a chain is as good as its weakest link. `where`: for the sentence. `now` in milliseconds since 1970. */
export function judgeValidity(where: string, validities: readonly Validity[], days: number, now: number): Look {
  const spans = validities.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  if (spans.length === 0 || spans.some(({ from, to }) => Number.isNaN(from) || Number.isNaN(to)))
    return { answer: 'could-not-measure', detail: `${where} holds no certificate that can be read` };
  const begins = Math.max(...spans.map(({ from }) => from));
  const ends = Math.min(...spans.map(({ to }) => to));
  if (begins > now) return { answer: 'failed', detail: `${where} is valid only from ${dayOf(begins)} on` };
  if (ends <= now) return { answer: 'failed', detail: `${where} has been invalid since ${dayOf(ends)}` };
  const shown = `${where} is valid until ${dayOf(ends)}, ${Math.floor((ends - now) / dayMs)} days more`;
  return ends - now >= days * dayMs
    ? { answer: 'passed', detail: shown }
    : { answer: 'failed', detail: `${shown}; at least ${days} must be left` };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
