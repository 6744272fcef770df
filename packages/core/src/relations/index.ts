export { planRelations } from './plan.ts';
export type { KnownRelations, RelationChange, RelationPlan, RelationProblem } from './plan.ts';
export { readRelations } from './read-file.ts';
export type { Relation, RelationRow } from './read-file.ts';
export { writeRelations } from './write-file.ts';
