/** What the form "Decide" holds, and the request that it makes of it. */
import type { CallInput } from '@fettle/protocol/client';

export type NewDecision = CallInput<'recordDecision'>['body'];
export type About = NewDecision['about'];

export type DecisionValues = {
  clientId: string;
  kind: NewDecision['kind'];
  aboutKind: 'advisory' | 'update' | 'lifecycle';
  advisory: string;
  manager: Extract<About, { kind: 'update' }>['manager'];
  sourceName: string;
  sourceVersion: string;
  /** `product/cycle` of a release whose support has ended or ends; neither name holds a slash. */
  release: string;
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
  /** What takes its place, and who sees to it. */
  replaceBy: string;
  responsible: string;
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
    release: '',
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
    replaceBy: '',
    responsible: '',
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

/** What was open when the form was asked for: an update, or a release. */
export type Open = { readonly updateId: string } | { readonly product: string; readonly cycle: string };

/** What kind of thing the form is about now: it says which decisions there are. */
export function aboutKindOf({ aboutKind }: Pick<DecisionValues, 'aboutKind'>, open: Open | null): About['kind'] {
  if (open === null) return aboutKind;
  return 'updateId' in open ? 'offered' : 'lifecycle';
}

/** `open` null: the form asks what it is about. */
export function requestOf(values: DecisionValues, open: Open | null): NewDecision {
  const answered = hasAnswered(values.clientSaid);
  return {
    clientId: values.clientId,
    about: aboutOf(values, open),
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
    replacement: values.kind === 'replace' ? { what: values.replaceBy.trim(), responsible: values.responsible.trim() } : null,
  };
}

function aboutOf(values: DecisionValues, open: Open | null): About {
  if (open !== null)
    return 'updateId' in open
      ? { kind: 'offered', updateId: open.updateId, everyVersion: values.everyVersion }
      : { kind: 'lifecycle', product: open.product, cycle: open.cycle };
  if (values.aboutKind === 'lifecycle') {
    const [product = '', cycle = ''] = values.release.split('/');
    return { kind: 'lifecycle', product, cycle };
  }
  if (values.aboutKind === 'advisory') return { kind: 'advisory', id: values.advisory.trim() };
  return { kind: 'update', manager: values.manager, sourceName: values.sourceName.trim(), sourceVersion: orNull(values.sourceVersion) };
}
