/** Whether what the device would do now is what was approved. Not nearly: exactly. */
import type { Change } from '@fettle/core/deployment';

/** The difference in words, or null where both are the same set of changes. */
export function differenceOf(approved: readonly Change[], simulated: readonly Change[]): string | null {
  const text = (change: Change) => `${change.name}:${change.architecture} ${change.from ?? '(new)'} → ${change.to ?? '(removed)'}`;
  const wanted = new Set(approved.map(text));
  const found = new Set(simulated.map(text));
  const more = [...found].filter((line) => !wanted.has(line));
  const less = [...wanted].filter((line) => !found.has(line));
  if (more.length === 0 && less.length === 0) return null;
  const part = (label: string, lines: string[]) =>
    lines.length === 0 ? [] : [`${label}: ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}`];
  return [...part('not approved', more), ...part('approved, but not simulated now', less)].join('; ');
}

/** Changes that are not in yet: what is installed already needs nothing (an interrupted run that had come further than thought). */
export function remaining(changes: readonly Change[], installed: ReadonlyMap<string, string>): Change[] {
  return changes.filter((change) => change.to !== null && installed.get(`${change.name}:${change.architecture}`) !== change.to);
}
