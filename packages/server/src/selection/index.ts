/** What policies select of what devices are offered: the facts that rules ask for, the decisions, and the lanes. */
import type { Feature } from '../platform/feature.ts';
import { previewSelection } from './handlers.ts';

export { offersToSelect } from './facts.ts';
export type { OfferToSelect } from './facts.ts';
export { linesOf, mostLines, numbersOf } from './lines.ts';
export type { SelectionLine } from './lines.ts';
export { asksPublished, selectionOf } from './select.ts';
export type { Chosen, Selection } from './select.ts';

export const selection: Feature = { name: 'selection', handlers: { previewSelection } };
