/** Rebuilds that are awaited of people: how one stands by what was said and seen of it. */

/** `done`: a person says that the device was built anew; `dropped`: it is not to be, any more; `compared`: the device was looked at again. */
export type RebuildWord = { readonly what: 'done' | 'dropped' } | { readonly what: 'compared'; readonly passed: boolean };

/** `reported`: it is said to be done, and the device was not looked at since. `differs`: it was, and is not as before the change. */
export const rebuildStates = ['awaited', 'reported', 'differs', 'back', 'dropped'] as const;
export type RebuildState = (typeof rebuildStates)[number];

/** By the last word. */
export function rebuildState(words: readonly RebuildWord[]): RebuildState {
  const last = words.at(-1);
  switch (last?.what) {
    case undefined:
      return 'awaited';
    case 'done':
      return 'reported';
    case 'dropped':
      return 'dropped';
    case 'compared':
      return last.passed ? 'back' : 'differs';
  }
}

/** Whether a person still has something to say of it. */
export function isRebuildOpen(state: RebuildState): boolean {
  return state !== 'back' && state !== 'dropped';
}
