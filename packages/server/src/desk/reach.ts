/** For whom and from when on somebody looks at the desk. */
import { spanStart } from '@fettle/core/desk';
import type { DeskSpan } from '@fettle/core/desk';
import { providerId } from '../platform/feature.ts';
import type { Actor } from '../platform/feature.ts';
import type { Reach } from './store.ts';

/** What was shown may be confirmed for so long; after it one looks again. */
export const longestShownHours = 12;

export function reachOf(actor: Actor, span: DeskSpan, at: Temporal.Instant): Reach {
  return {
    visitorId: span === 'visit' ? actor.id : null,
    start: spanStart(span, at).toString({ smallestUnit: 'millisecond' }),
    at: at.toString({ smallestUnit: 'millisecond' }),
  };
}

/** The clients whose desk this is: one that is named, or all whose devices the actor may see. */
export function clientsOf(actor: Actor, clientId: string | null | undefined): readonly string[] {
  const scope = actor.scopeFor('device.read').filter((id) => id !== providerId);
  return clientId === undefined || clientId === null ? scope : scope.filter((id) => id === clientId);
}

/** The moment at which a desk was shown; null where it can not have been: in the future, or too long ago to be confirmed. */
export function shownAt(text: string, now: Temporal.Instant): Temporal.Instant | null {
  const at = Temporal.Instant.from(text);
  const age = at.until(now).total('hours');
  return age < 0 || age > longestShownHours ? null : at;
}
