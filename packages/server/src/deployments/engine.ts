/** The engine of one process. */
import { specMemory } from './spec-memory.ts';
import { stateMemory } from './state-memory.ts';
import type { DeploymentReaction, Engine } from './types.ts';

export function makeEngine(reactions: readonly DeploymentReaction[]): Engine {
  return { reactions, specs: specMemory(), states: stateMemory() };
}
