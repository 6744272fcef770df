/** Evidence packs: for a client, a framework and a period what is asked, what the records answer, and the records, in one file that verifies without any server. */
import type { Feature } from '../platform/feature.ts';
import { packHandlers } from './handlers.ts';

export const packsFeature: Feature = { name: 'evidence-packs', handlers: packHandlers };
