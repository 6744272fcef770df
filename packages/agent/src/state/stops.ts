/**
 * Panic stops that this agent has honoured, by scope. A stop was verified when it came; from then on it stands until a newer signed `go` comes: an
 * approver who expired meanwhile does not lift it.
 */
import type { Authority } from '@fettle/proof/authority';
import { verifyStop } from '@fettle/proof/stop';
import { z } from 'zod';
import type { Kept } from './read-file.ts';

export const Stops = z.record(z.string(), z.strictObject({ version: z.number().int(), state: z.enum(['stop', 'go']), at: z.string() }));
export type Stops = z.infer<typeof Stops>;

/** Whether a stop binds this device. */
export function isStopped(stops: Stops, clientId: string): boolean {
  return stops['all']?.state === 'stop' || stops[clientId]?.state === 'stop';
}

/** The highest version heard of. */
export function stopVersion(stops: Stops): number {
  return Math.max(0, ...Object.values(stops).map((stop) => stop.version));
}

/**
 * Takes a stop or its end, if an approver or the root signed it and it is newer than the one known for its scope. What happened, in words, or null. Throws where the disk
 * does not take it; a stop then holds all the same, as long as this agent lives, and is written when it comes again.
 */
export function takeStop(stops: Kept<Stops>, authority: Authority | null, envelope: unknown, now: string): string | null {
  if (authority === null) return 'a panic stop came, and this device knows no authority in force that could vouch for it';
  const known = stops.get();
  const verified = verifyStop(envelope, authority, { newestVersion: (scope) => known[scope]?.version ?? null, now });
  // What an earlier try could only hold is written now.
  if (!verified.ok && verified.code === 'stop.older') stops.set(known);
  if (!verified.ok) return verified.code === 'stop.older' ? null : `a panic stop that came was refused: ${verified.detail}`;
  const { scope, version, state, at } = verified.stop;
  const next = { ...known, [scope]: { version, state, at } };
  if (state === 'stop') stops.hold(next);
  stops.set(next);
  return `panic stop: ${state} for ${scope}`;
}
