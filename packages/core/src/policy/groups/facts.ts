/** The facts that rules may ask for: one table for the parser, the evaluator, the words and the forms. */
import type { FactName, RuleOperator } from './types.ts';

export type FactKind = {
  /** As a person reads it, after "its". */
  readonly words: string;
  readonly ops: readonly RuleOperator[];
  /** The values that there are; null: any text. */
  readonly choices: readonly string[] | null;
};

const text = ['matches'] as const;

export const ruleFacts: Readonly<Record<FactName, FactKind>> = {
  tier: { words: 'tier', ops: ['is'], choices: ['mission-critical', 'important', 'standard', 'low'] },
  exposure: { words: 'exposure', ops: ['is'], choices: ['internet', 'internal', 'isolated'] },
  site: { words: 'site', ops: ['is'], choices: null },
  name: { words: 'name', ops: text, choices: null },
  owner: { words: 'owner', ops: text, choices: null },
  service: { words: 'business service', ops: text, choices: null },
  family: { words: 'system family', ops: ['is'], choices: ['linux', 'windows', 'macos'] },
  system: { words: 'system', ops: text, choices: null },
  systemVersion: { words: 'version of the system', ops: ['matches', 'at-least', 'below'], choices: null },
  kernel: { words: 'kernel', ops: ['matches', 'at-least', 'below'], choices: null },
  manager: { words: 'package managers', ops: ['has'], choices: null },
  software: { words: 'installed software', ops: ['has'], choices: null },
  restartDue: { words: 'due restart', ops: ['is'], choices: null },
};

export const factNames = Object.keys(ruleFacts) as readonly FactName[]; // the table names every fact and nothing else

/** The family of a system by the id that it gives itself (os-release(5), or what the agent says of Windows and macOS); null: unknown. */
export function systemFamily(osId: string | null): string | null {
  if (osId === null || osId.trim() === '') return null;
  const id = osId.trim().toLowerCase();
  if (id.startsWith('windows')) return 'windows';
  return id === 'macos' || id === 'darwin' ? 'macos' : 'linux';
}
