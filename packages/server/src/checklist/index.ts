/** The twelve steps of patch management, computed from the records of a client each time they are asked for. */
import type { Feature } from '../platform/feature.ts';
import { checklistHandlers } from './handlers.ts';

export { readChecklist } from './handlers.ts';

export const checklistFeature: Feature = { name: 'checklist', handlers: checklistHandlers };
