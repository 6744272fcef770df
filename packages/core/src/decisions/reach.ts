import type { Decision, DecisionScope, DecisionSubject } from './types.ts';

/** Whether a decision, or a word about urgency, of this client and scope is about the subject's device. */
export function isInScope(
  { clientId, scope }: Pick<Decision, 'clientId' | 'scope'>,
  subject: Pick<DecisionSubject, 'clientId' | 'siteId' | 'deviceId'>,
): boolean {
  if (clientId !== subject.clientId) return false;
  if (scope.kind === 'client') return true;
  return scope.ids.includes(scope.kind === 'site' ? subject.siteId : subject.deviceId);
}

/** Whether it is about the subject's update, about something that the update ends, or about the release that the subject is. */
export function isAbout({ about }: Pick<Decision, 'about'>, { update, advisories, lifecycle }: DecisionSubject): boolean {
  if (about.kind === 'lifecycle') return about.product === lifecycle?.product && about.cycle === lifecycle.cycle;
  if (about.kind === 'advisory') return about.ids.some((id) => advisories.includes(id));
  if (update === null || about.manager !== update.manager || about.sourceName !== update.sourceName) return false;
  return about.sourceVersion === null || about.sourceVersion === update.sourceVersion;
}

/**
 * Whether a decision settles the whole of the subject. To deploy or to block for one vulnerability's sake settles the update, which can only be in or not; an
 * exception or workaround for one vulnerability settles that one alone, and an update that ends others is still open for theirs.
 */
export function settlesAll({ about, kind }: Pick<Decision, 'about' | 'kind'>, { advisories }: DecisionSubject): boolean {
  if (about.kind !== 'advisory' || kind === 'deploy' || kind === 'block') return true;
  return advisories.every((id) => about.ids.includes(id));
}

/** How narrow a scope is: devices before sites before the client. */
export function narrowness({ kind }: DecisionScope): number {
  return { devices: 2, site: 1, client: 0 }[kind];
}
