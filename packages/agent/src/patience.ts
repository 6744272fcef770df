/** How long the agent waits for what, in seconds. One place, so that the guide and the tests can name them. */
export const patience = {
  /** Until the first try again where the server did not answer, and the longest pause between such tries. */
  again: 5,
  longestAgain: 60,
  /** What the server may ask for between two check-ins: an agent that hears too rarely would miss a stop. */
  leastCheckIn: 1,
  longestCheckIn: 3600,
  /** Before a start: a contact this young is fresh; else the server is asked, and waited for this long. */
  fresh: 10,
  hear: 45,
  /** Without `startOffline` no start where the server was not heard for longer. */
  silence: 300,
  /** Until the transient unit has taken its job. */
  unitStart: 30,
  /** Between two looks at a step that runs. */
  poll: 0.25,
  /** Between two reports that a change is still running. */
  stillChanging: 600,
  /** A device that was asked to restart and still runs after this will not. */
  restart: 300,
  /** Before something that failed for now is tried again. */
  retry: 60,
  /** Before a command that stands before a change, and failed, is run again. */
  hookRetry: 900,
  /** Between two looks at what a waiting change waits for. */
  look: 30,
  /** Between two samples of what is usual on the device, and of a check that goes by it. */
  sample: 300,
  checkSample: 5,
  /** Between two looks at the second address, where panic stops are put too. */
  stopWatch: 300,
  /** A device that may not restart into its snapshot for so long stays where it is, for a person to look at: what is written meanwhile would be lost. */
  snapshotRestart: 7 * 86_400,
  /** Between two looks at which snapshots are to be removed. */
  tidySnapshots: 3600,
  /** At the end of the process: what takes longer is left to the next life. */
  stop: 8,
  /** Free bytes in the state folder below which no change starts: its journal and receipt must be written. */
  freeBytes: 16 * 1024 * 1024,
} as const;

export type Patience = { readonly [Name in keyof typeof patience]: number };
