/** How fresh a manager's lists are, kept beside them: a file of our own, since not every manager remembers how its last refresh ended. */
import type { ListState } from '@fettle/core/inventory';

/** The file is our own; one that is damaged counts as absent: never refreshed is the careful answer. */
export function parseListState(text: string | null): ListState {
  const none: ListState = { refreshedAt: null, lastAttempt: null };
  if (text === null) return none;
  try {
    const value: unknown = JSON.parse(text);
    return isListState(value) ? value : none;
  } catch {
    return none;
  }
}

function isListState(value: unknown): value is ListState {
  if (typeof value !== 'object' || value === null) return false;
  if (!('refreshedAt' in value && 'lastAttempt' in value)) return false;
  const { refreshedAt, lastAttempt } = value;
  if (refreshedAt !== null && typeof refreshedAt !== 'string') return false;
  if (lastAttempt === null) return true;
  return (
    typeof lastAttempt === 'object' &&
    'at' in lastAttempt &&
    typeof lastAttempt.at === 'string' &&
    'ok' in lastAttempt &&
    typeof lastAttempt.ok === 'boolean'
  );
}
