/** What a device's package managers said of themselves, and what that comes to for the whole device. */
import type { ListState, ManagerId, Trouble } from '@fettle/core/inventory';
import { managerIds } from '@fettle/core/inventory';
import type { ManagerState } from '@fettle/protocol/agent';

export type ManagerStates = Readonly<Partial<Record<ManagerId, ManagerState>>>;
export type DeviceAnswer = {
  /** False: one of them could not be asked, so what the device misses is not known. */
  readonly asked: boolean;
  readonly lists: ListState | null;
  readonly trouble: Trouble | null;
  readonly problems: readonly Trouble[];
};

/** The column as save-sections wrote it, after the schema had looked at it. */
export function statesOf(column: unknown): ManagerStates {
  return (column ?? {}) as ManagerStates;
}

/**
 * All managers together, as lists of devices fold them: the oldest lists, the failed refresh before one that went well, the trouble of the first that could not be
 * asked, and every problem. Null lists: no manager told any.
 */
export function answerOf(states: ManagerStates): DeviceAnswer {
  const told = managerIds.flatMap((manager) => states[manager] ?? []);
  return {
    asked: told.every((state) => state.ok),
    lists: told.length === 0 ? null : told.map((state) => state.lists).reduce(worse),
    trouble: told.find((state) => !state.ok)?.trouble ?? null,
    problems: told.flatMap((state) => state.problems),
  };
}

function worse(a: ListState, b: ListState): ListState {
  const attempts = [a.lastAttempt, b.lastAttempt];
  return {
    refreshedAt: earlier(a.refreshedAt, b.refreshedAt),
    lastAttempt: attempts.find((one) => one?.ok === false) ?? (attempts.includes(null) ? null : a.lastAttempt),
  };
}

/** Null where one of them is not known. Both are RFC 3339 in UTC, so their texts are in the order of time. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}
