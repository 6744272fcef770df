/** What the form "Decide" holds, and the request that it makes of it. */
import type { CallInput } from '@fettle/protocol/client';

export type NewDecision = CallInput<'recordDecision'>['body'];
export type About = NewDecision['about'];

export type DecisionValues = {
  clientId: string;
  kind: NewDecision['kind'];
  aboutKind: 'advisory' | 'update';
  advisory: string;
  manager: Extract<About, { kind: 'update' }>['manager'];
  sourceName: string;
  sourceVersion: string;
  everyVersion: boolean;
  scope: NewDecision['scope']['kind'];
  siteIds: string[];
  deviceIds: string[];
  recommendation: string;
  clientSaid: NewDecision['clientSaid'];
  saidBy: string;
  evidence: string;
  reason: string;
  compensatingControl: string;
  /** Days, `YYYY-MM-DD`; empty for none. */
  endsAt: string;
  reviewAt: string;
  what: string;
  check: string;
  undoWhenFixed: boolean;
};

export function emptyValues(clientId: string): DecisionValues {
  return {
    clientId,
    kind: 'exception',
    aboutKind: 'advisory',
    advisory: '',
    manager: 'apt',
    sourceName: '',
    sourceVersion: '',
    everyVersion: false,
    scope: 'client',
    siteIds: [],
    deviceIds: [],
    recommendation: '',
    clientSaid: 'not-asked',
    saidBy: '',
    evidence: '',
    reason: '',
    compensatingControl: '',
    endsAt: '',
    reviewAt: '',
    what: '',
    check: '',
    undoWhenFixed: true,
  };
}

/** A day as its last second in UTC: what "until the 10th" means. */
export function endOfDay(day: string): string | null {
  return day === '' ? null : `${day}T23:59:59Z`;
}
/** The first second of a day in UTC: a review is due when its day comes. */
export function startOfDay(day: string): string | null {
  return day === '' ? null : `${day}T00:00:00Z`;
}
/** The text without spaces around it; null where nothing is left. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Whether the client said something, so that name and evidence are asked for. */
export function hasAnswered(clientSaid: DecisionValues['clientSaid']): boolean {
  return clientSaid === 'agreed' || clientSaid === 'refused';
}

/** `updateId`: the update that was open when the form was asked for; null where the form asks what it is about. */
export function requestOf(values: DecisionValues, updateId: string | null): NewDecision {
  const answered = hasAnswered(values.clientSaid);
  return {
    clientId: values.clientId,
    about: aboutOf(values, updateId),
    scope:
      values.scope === 'client'
        ? { kind: 'client' }
        : values.scope === 'site'
          ? { kind: 'site', ids: values.siteIds }
          : { kind: 'devices', ids: values.deviceIds },
    kind: values.kind,
    recommendation: values.recommendation.trim(),
    clientSaid: values.clientSaid,
    saidBy: answered ? orNull(values.saidBy) : null,
    evidence: orNull(values.evidence),
    reason: values.reason.trim(),
    compensatingControl: orNull(values.compensatingControl),
    startsAt: null,
    endsAt: endOfDay(values.endsAt),
    reviewAt: startOfDay(values.reviewAt),
    workaround:
      values.kind === 'workaround' ? { what: values.what.trim(), check: values.check.trim(), undoWhenFixed: values.undoWhenFixed } : null,
  };
}

function aboutOf(values: DecisionValues, updateId: string | null): About {
  if (updateId !== null) return { kind: 'offered', updateId, everyVersion: values.everyVersion };
  if (values.aboutKind === 'advisory') return { kind: 'advisory', id: values.advisory.trim() };
  return { kind: 'update', manager: values.manager, sourceName: values.sourceName.trim(), sourceVersion: orNull(values.sourceVersion) };
}
