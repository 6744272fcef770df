/** Audits of each client's patch management process: a named person's look at the twelve steps, with findings, actions and when the next is due. */
import type { Feature } from '../platform/feature.ts';
import { auditDocumentHandlers } from './documents.ts';
import { processAuditHandlers } from './handlers.ts';
import { auditRuleHandlers } from './rules.ts';
import type { Stand } from './types.ts';

export { auditStandings } from './facts.ts';
export type { ClientStanding } from './facts.ts';

/** `stand`: how a client stands in the twelve steps; the checklist rests on audits, and is therefore handed in. */
export function processAuditsFeature({ stand }: { readonly stand: Stand }): Feature {
  return { name: 'process-audits', handlers: { ...processAuditHandlers(stand), ...auditRuleHandlers, ...auditDocumentHandlers } };
}
