/** The six looks that a status can have. Each has a word and a shape of its own, so that colour is never the only carrier. */
export const statuses = ['good', 'attention', 'failing', 'running', 'waiting', 'unknown'] as const;

export type Status = (typeof statuses)[number];

/** The word shown where a place gives no better one. */
export const statusWord: Readonly<Record<Status, string>> = {
  good: 'Good',
  attention: 'Needs attention',
  failing: 'Failing',
  running: 'Running',
  waiting: 'Waiting',
  unknown: 'Unknown',
};
