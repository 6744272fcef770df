/** The twelve steps of patch management, as they stand for one client. */

export const stepStates = ['failing', 'attention', 'unknown', 'good'] as const;
export type StepState = (typeof stepStates)[number];

/** `of`: of how many it counts; null: it is not a part of anything. */
export type StepNumber = { readonly key: string; readonly value: number; readonly of: number | null };

/** Where a person mends it; the console knows the addresses. */
export const remedyPlaces = [
  'devices',
  'discovered',
  'support',
  'policies',
  'policy-findings',
  'updates',
  'vulnerabilities',
  'feeds',
  'rollback',
  'programme',
  'audits',
  'deployments',
  'deployment',
] as const;
export type RemedyPlace = (typeof remedyPlaces)[number];

/** `deploymentId`: only of the place `deployment`. */
export type Remedy = { readonly label: string; readonly place: RemedyPlace; readonly deploymentId: string | null };

/** One thing that keeps a step from being good. `unknown`: evidence that is missing. */
export type StepReason = { readonly state: Exclude<StepState, 'good'>; readonly sentence: string; readonly remedy: Remedy | null };

export type StepStanding = {
  readonly state: StepState;
  /** One line: the worst reason, and how many more there are; of a good step, why it is. */
  readonly sentence: string;
  /** The worst first. */
  readonly reasons: readonly StepReason[];
  readonly numbers: readonly StepNumber[];
};

/** Deployments of which something is so: of all of them how many, and the newest. */
export type Found = { readonly count: number; readonly deploymentIds: readonly string[] };
