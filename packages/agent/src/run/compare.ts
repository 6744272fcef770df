/** Whether what the device would do now is what was approved. Not nearly: exactly. */
import type { Change } from '@fettle/core/deployment';

/** The difference in words, or null where both are the same set of changes. */
export function differenceOf(approved: readonly Change[], simulated: readonly Change[]): string | null {
  const wanted = new Set(approved.map(inWords));
  const found = new Set(simulated.map(inWords));
  const more = [...found].filter((line) => !wanted.has(line));
  const less = [...wanted].filter((line) => !found.has(line));
  if (more.length === 0 && less.length === 0) return null;
  return [...part('not approved', more), ...part('approved, but not simulated now', less)].join('; ');
}

function inWords(change: Change): string {
  return `${change.name}:${change.architecture} ${change.from ?? '(new)'} → ${change.to ?? '(removed)'}`;
}

function part(label: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`${label}: ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}`];
}
