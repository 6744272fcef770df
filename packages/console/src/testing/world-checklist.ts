/** The twelve steps of the made-up clients, computed by the product's own rules from made-up facts. */
import { checklistOf } from '@fettle/core/checklist';
import type { ChecklistFacts, Found, Remedy } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { paths } from '../paths.ts';
import { at, clients, id } from './world.ts';

type Checklist = CallOutput<'getChecklist'>;

const none: Found = { count: 0, deploymentIds: [] };
const held: Found = { count: 1, deploymentIds: [id(7, 0)] };

function factsOf(n: number): ChecklistFacts {
  const devices = clients[n]?.devices ?? 0;
  const isBusy = n === 1;
  const wrong = isBusy ? 1 : 0;
  return {
    inventory: {
      devices,
      silent: clients[n]?.silentDevices ?? 0,
      quarantined: wrong,
      withoutTier: wrong,
      withoutOwner: 3 * wrong,
      pastSupport: wrong,
      unmanaged: null,
    },
    policy: isBusy
      ? {
          devices,
          standing: { state: 'failing', sentence: 'The longest wait between two openings is 28 days.', links: [] },
          failing: 1,
          attention: 1,
        }
      : { devices, standing: { state: 'good', sentence: 'Every device has a whole policy.', links: [] }, failing: 0, attention: 0 },
    vulnerabilities: {
      devices,
      unscanned: 0,
      oldScans: 2 * wrong,
      scanHours: 48,
      notAsked: 0,
      feeds: 9,
      lateFeeds: wrong,
      emptyFeeds: 0,
      findings: 31,
      untriaged: wrong,
    },
    risk: { devices, scanned: devices, updates: 10, undecided: 4 * wrong, missed: 0, atRisk: 2 * wrong, riskDays: 3 },
    rollback: Array.from({ length: devices }, (_, index) =>
      isBusy && index === 3
        ? { name: 'till-04', standing: 'failing', sentence: 'Its backup is 9 days old; it may be one day old.' }
        : { name: 'web-01', standing: 'good', sentence: 'Tried in October.' },
    ),
    tests: {
      days: 90,
      deployments: [
        {
          id: id(7, 0),
          title: 'November security',
          standing: { level: isBusy ? 'attention' : 'good', sentence: 'One step of the test has no result.' },
        },
      ],
    },
    windows: {
      devices,
      looked: true,
      findings: isBusy
        ? [{ code: 'window-gap-beyond-deadline', severity: 'failing', sentence: 'The longest wait between two openings is 28 days.' }]
        : [],
    },
    announced: { days: 90, begun: 3, withoutNotice: isBusy ? held : none },
    deployed: {
      days: 90,
      devices,
      failed: isBusy ? held : none,
      rolledBack: none,
      missed: none,
      unknownEnd: isBusy ? held : none,
      underWay: 2,
      held: isBusy ? held : none,
    },
    monitored: { days: 90, changed: devices, unverified: none, regressions: 1, undecided: none, asked: 3, notWell: isBusy ? held : none },
    told: { announced: devices === 0 ? 0 : 3, open: none },
    documents: {
      days: 90,
      ended: 3,
      incomplete: none,
      programme: { version: 2, compared: true, withinHours: 48, parts: 8, missing: isBusy ? 5 : 0, overdue: 0 },
      audits: {
        state: 'current',
        last: { number: 2, on: '2026-01-20' },
        nextOn: '2027-01-20',
        openActions: 2,
        overdueActions: isBusy ? 1 : 0,
      },
    },
  };
}

function pathOf({ place, deploymentId }: Remedy, client: string): string {
  if (place === 'deployment') return paths.deployment(deploymentId ?? '');
  const places = {
    devices: paths.devices({ client }),
    discovered: paths.client(client, { tab: 'discovered' }),
    support: paths.risk({ tab: 'support', client, standing: 'past', decided: 'no' }),
    policies: paths.policies({ client }),
    'policy-findings': paths.policies({ tab: 'found', client }),
    updates: paths.updates({ client }),
    vulnerabilities: paths.risk({ client }),
    feeds: paths.settings({ tab: 'feeds' }),
    rollback: paths.client(client, { tab: 'rollback' }),
    programme: paths.client(client, { tab: 'programme' }),
    audits: paths.client(client, { tab: 'audits' }),
    deployments: paths.deployments({ client }),
  };
  return places[place];
}

export const checklistRules: CallOutput<'getChecklistRules'> = {
  scanHours: 24,
  riskDays: 3,
  attentionFails: [1],
  version: 2,
  changed: { at: at(-9000), by: 'Anna Müller', because: 'It is in our agreements' },
};

/** Nothing was kept before the tenth day from now. */
const keptDays = 10;

const dayBefore = (days: number): string => at(-days * 1440).slice(0, 10);

export function checklistOfClient(clientId: string, day: string | null = null, part?: Checklist['scope']): Checklist | undefined {
  const n = clients.findIndex((one) => one.id === clientId);
  if (n < 0) return undefined;
  const isKept = day === null || day >= dayBefore(keptDays);
  return {
    clientId,
    clientName: clients[n]?.name ?? '',
    scope: part ?? { kind: 'client', name: clients[n]?.name ?? '', undecided: 0 },
    day,
    at: day === null ? at(-1) : isKept ? `${day}T23:40:00.000Z` : null,
    steps: checklistOf(factsOf(day === null && part === undefined ? n : 2)).map(({ reasons, numbers, ...step }) =>
      isKept
        ? {
            ...step,
            since: part === undefined ? at(-5000) : null,
            reasons: reasons.map((reason) => ({
              ...reason,
              remedy:
                reason.remedy === null
                  ? null
                  : { label: reason.remedy.label, place: reason.remedy.place, path: pathOf(reason.remedy, clientId) },
            })),
            numbers: [...numbers],
          }
        : {
            step: step.step,
            title: step.title,
            state: 'unknown',
            since: null,
            sentence: `Computed for the first time on ${dayBefore(keptDays)}: how it stood on this day is not known.`,
            reasons: [],
            numbers: [],
          },
    ),
  };
}

/** The site or group that a question names. */
export function scopeAsked(query: URLSearchParams): Checklist['scope'] | undefined {
  if (query.get('siteId') !== null) return { kind: 'site', name: 'Warehouse', undecided: 0 };
  return query.get('groupId') === null ? undefined : { kind: 'group', name: 'Tills', undecided: 1 };
}

export function checklistHistory(clientId: string): CallOutput<'getChecklistHistory'> | undefined {
  const now = checklistOfClient(clientId);
  if (now === undefined) return undefined;
  return {
    clientId,
    clientName: now.clientName,
    firstComputedAt: at(-keptDays * 1440),
    steps: now.steps.map(({ step, title, state }) => ({
      step,
      title,
      days: Array.from({ length: 30 }, (_, index) => {
        const before = 29 - index;
        const computed = before <= keptDays;
        return { day: dayBefore(before), state: computed ? (before < 4 ? state : 'good') : 'unknown', computed };
      }),
    })),
  };
}

export function checklists(query: URLSearchParams): CallOutput<'listChecklists'>['items'] {
  const step = Number(query.get('step') ?? 0);
  const state = query.get('state');
  return clients
    .flatMap(({ id: clientId }) => checklistOfClient(clientId, query.get('day')) ?? [])
    .map(({ clientId, clientName, at: computed, steps }) => ({
      clientId,
      clientName,
      at: computed,
      steps: steps.map(({ step: number, state: now, since, sentence }) => ({ step: number, state: now, since, sentence })),
    }))
    .filter(({ steps }) => state === null || steps.some((one) => one.state === state && (step === 0 || one.step === step)))
    .toSorted((a, b) => failing(b) - failing(a));
}

function failing({ steps }: Pick<CallOutput<'listChecklists'>['items'][number], 'steps'>): number {
  return steps.filter(({ state }) => state === 'failing').length;
}
