/**
 * What this device allows at most. The file belongs to root, the server has no way to write it; the stricter side wins. An agent that is not
 * root observes, whatever the file says; so does one whose file can not be read, or could be replaced by somebody who is not root.
 */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { matchesPattern } from '@fettle/core/policy';
import { z } from 'zod';

export const Limits = z.strictObject({
  mode: z.enum(['observe', 'manage']),
  /** Time windows beyond the deployment's own: null leaves that to the approved spec. */
  windows: z
    .array(
      z.strictObject({ zone: z.string(), rule: z.string(), start: z.string(), durationMinutes: z.number(), from: z.string().optional() }),
    )
    .nullable()
    .default(null),
  restarts: z.enum(['never', 'allowed']).default('allowed'),
  /** Packages that may never be changed by Fettle; `*` stands for any text. */
  neverChange: z.array(z.string().max(200)).max(1000).default([]),
  /** Packages changed in 24 hours at most. */
  changesPerDay: z.number().int().min(0).max(100_000).default(2000),
  /** Scripts that are run: none, or those that the provider's root key has signed for this client. */
  scripts: z.enum(['never', 'signed']).default('never'),
  removals: z.literal('never').default('never'),
  /** A file of panic stops somewhere else than the server, read beside it: https://HOST/PATH. */
  stopAddress: z.string().max(500).optional(),
});
export type Limits = z.infer<typeof Limits>;

export type LimitsRead = { readonly limits: Limits; readonly because: string | null };

const observing: Limits = {
  mode: 'observe',
  windows: null,
  restarts: 'never',
  neverChange: [],
  changesPerDay: 0,
  scripts: 'never',
  removals: 'never',
};

/** Reads the limits. `because` says why the agent only observes, where it does. `root` is another user in tests only, which root need not run. */
export function readLimits(path: string, wantObserve: boolean, uid = process.getuid?.() ?? -1, root = 0): LimitsRead {
  if (wantObserve) return { limits: observing, because: 'started with --observe' };
  if (uid !== root) return { limits: observing, because: 'not running as root' };
  try {
    const text = readOwned(path, root);
    if (text === null) return { limits: observing, because: `${path} and its folder must belong to root and be writable by root only` };
    const parsed = Limits.safeParse(JSON.parse(text));
    if (!parsed.success) return { limits: observing, because: `${path} can not be read: ${z.prettifyError(parsed.error)}` };
    return { limits: parsed.data, because: parsed.data.mode === 'observe' ? `${path} says observe` : null };
  } catch (error) {
    return { limits: observing, because: `${path} can not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Null where somebody else than its owner could have written it. What is looked at is what is read: one open file. */
function readOwned(path: string, owner: number): string | null {
  const folder = statSync(dirname(path));
  if (folder.uid !== owner || (folder.mode & 0o022) !== 0) return null;
  const file = openSync(path, 'r');
  try {
    const facts = fstatSync(file);
    return facts.uid !== owner || (facts.mode & 0o022) !== 0 ? null : readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Whether a package name is on the list of those that are never changed. */
export function isNeverChanged(limits: Limits, name: string): boolean {
  return limits.neverChange.some((pattern) => matchesPattern(pattern, name));
}
