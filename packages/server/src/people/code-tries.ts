/**
 * Wrong codes after a right password: whoever gets so far has the password, and must not be left to guess a million codes from many addresses.
 * Kept in this process; a restart forgets, which costs a guesser more than it gains.
 */
import type { Context } from '../platform/feature.ts';

const most = 10;
const spanMs = 15 * 60 * 1000;

const triesOf = new WeakMap<Context, Map<string, number[]>>();

/** True while this person's codes are not looked at any more. */
export function tooManyCodes(context: Context, personId: string): boolean {
  return recent(context, personId).length >= most;
}

export function noteWrongCode(context: Context, personId: string): void {
  const tries = triesOf.get(context) ?? new Map<string, number[]>();
  triesOf.set(context, tries.set(personId, [...recent(context, personId), context.clock.now().epochMilliseconds]));
}

export function forgetWrongCodes(context: Context, personId: string): void {
  triesOf.get(context)?.delete(personId);
}

function recent(context: Context, personId: string): number[] {
  const now = context.clock.now().epochMilliseconds;
  return (triesOf.get(context)?.get(personId) ?? []).filter((at) => now - at < spanMs);
}
