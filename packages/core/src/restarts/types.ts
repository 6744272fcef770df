/** When a restart that is due takes place. Whether one is due says the policy's setting `restart`. Times in milliseconds since 1970. */

export const restartWhenKinds = ['at-once', 'signed-out', 'ask', 'window-end'] as const;
export type RestartWhenKind = (typeof restartWhenKinds)[number];

export type RestartWhen =
  /** As soon as the change is in. What holds where nobody says otherwise. */
  | { readonly kind: 'at-once' }
  /** When nobody is signed in; where somebody stays until the window closes, the restart stays pending. */
  | { readonly kind: 'signed-out' }
  /** Those who are signed in are asked, and may put it off. */
  | AskRule
  /** At the end of the window, so that it still fits, whoever is signed in; they are warned. */
  | { readonly kind: 'window-end' };

export type AskRule = {
  readonly kind: 'ask';
  /** How often it may be put off at most: 0 to 20. No answer counts as one. */
  readonly postpones: number;
  /** By how many minutes each time: 5 to 240. */
  readonly minutes: number;
  /** So many minutes after the change it is put off no more: 5 to 720. */
  readonly deadlineMinutes: number;
  /** What happens then. */
  readonly atEnd: 'force' | 'leave-pending';
  /** Whether it may take place after the window has closed. The limits file of the device still goes before. */
  readonly mayEndAfterWindow: boolean;
};

/** How far a restart is on its way, as the journal keeps it. */
export type RestartProgress = {
  /** When the change was in. */
  readonly dueAt: number;
  /** Since when people have the time that is left of this round, and when it ends. */
  readonly roundAt: number;
  readonly restartAt: number;
  readonly postponed: number;
  /** When messages were shown in this round. */
  readonly shown: readonly number[];
};

/** What is known at a look. */
export type RestartLook = {
  readonly now: number;
  /** Whether somebody is signed in. Not known counts as somebody. */
  readonly people: 'none' | 'some' | 'unknown';
  /** What somebody answered since the last look; of several the first. */
  readonly answer: 'restart' | 'postpone' | null;
  /** When the window closes in which it may take place; Infinity: it has no end; null: it is closed. */
  readonly closesAt: number | null;
  /** How long a restart is expected to take. */
  readonly restartMs: number;
};

export type RestartStep =
  | { readonly do: 'restart'; readonly because: string }
  | { readonly do: 'leave'; readonly because: string }
  /** Show a message now; it is noted as shown in `progress`. */
  | { readonly do: 'tell'; readonly progress: RestartProgress; readonly postponesLeft: number }
  | { readonly do: 'wait'; readonly progress: RestartProgress; readonly until: number };
