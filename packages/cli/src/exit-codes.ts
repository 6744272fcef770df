/** What the exit code says. docs/guide/cli.md shows the same table (a test compares them). */
export const exitCodes = {
  done: { code: 0, means: 'Done; of a deployment: it succeeded, or is where `--until` wanted it' },
  failed: { code: 1, means: 'It failed or was refused; standard error says why' },
  usage: { code: 2, means: 'The command line is not right' },
  unreachable: { code: 3, means: 'The server can not be reached, or can not answer just now' },
  notAllowed: { code: 4, means: 'Not signed in, or a permission is missing' },
  waiting: { code: 5, means: 'Still waiting when the time was up' },
  endedWithFailures: { code: 6, means: 'The deployment ended with failures' },
  cancelled: { code: 7, means: 'The deployment was cancelled' },
  incomplete: { code: 8, means: 'Evidence: nothing contradicts, but not every entry is proven' },
  interrupted: { code: 130, means: 'Interrupted (Ctrl-C)' },
} as const satisfies Record<string, { readonly code: number; readonly means: string }>;

export type ExitName = keyof typeof exitCodes;
