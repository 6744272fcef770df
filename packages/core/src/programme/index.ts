export { compareProgrammes } from './compare.ts';
export { programmeGaps } from './gaps.ts';
export type { ProgrammeGaps } from './gaps.ts';
export { partIds, pillars } from './types.ts';
export type {
  Difference,
  PartId,
  PillarId,
  Programme,
  ProgrammeFact,
  ProgrammePart,
  ProgrammeRow,
  ProgrammeSection,
  ProgrammeTable,
} from './types.ts';
export { partWords, pillarWords } from './words.ts';
