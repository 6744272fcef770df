import type { DeploymentReaction } from '../deployments/index.ts';
import { noteBasis } from './note-basis.ts';
import { noteScans } from './note-scans.ts';

/** What the evidence notes of a deployment's events while it can still be seen, in the transaction that records them. */
export const evidenceReaction: DeploymentReaction = async (tx, context, happened) => {
  await noteBasis(tx, context, happened);
  await noteScans(tx, context, happened);
};
