/** What the desk says of one client: of the sources that a group has there, what would be decided about each, and all of it as one line. */
import { proposeDecision } from '@fettle/core/desk';
import type { DeskChoice, DeskProposal, DeskSubject } from '@fettle/core/desk';
import type { Decision } from '@fettle/core/decisions';
import type { Known, NewsRow, OpenRow } from './store.ts';

/** One source at one client. `subject` null: no update of it is offered. */
export type Member = { readonly subject: DeskSubject | null; readonly proposal: DeskProposal };
export type News = 'new' | 'urgent' | 'exploited' | 'more';

export type Cell = {
  readonly clientId: string;
  readonly members: readonly Member[];
  readonly devices: number;
  readonly urgentOn: number;
  readonly withheldOn: number;
  readonly due: { readonly at: string; readonly by: string } | null;
  readonly deployments: number;
  readonly news: readonly News[];
  readonly newsAt: string;
  readonly state: DeskProposal['state'];
  readonly choice: DeskChoice;
  readonly choices: readonly DeskChoice[];
  readonly why: string;
  readonly decisionId: string | null;
};

export type Given = {
  readonly at: Temporal.Instant;
  readonly ended: ReadonlyMap<string, readonly string[]>;
  readonly known: ReadonlyMap<string, Known>;
  readonly standing: Standing;
};

/** Decisions by client and what they are about, so that each is weighed only where it can count. */
export type Standing = ReadonlyMap<string, readonly Decision[]>;

export function standingBySubject(decisions: readonly Decision[]): Standing {
  return Map.groupBy(decisions, ({ clientId, about }) => subjectKey(clientId, about.kind === 'update' ? about.sourceName : null));
}

/** Those about a source, and those about advisories. */
function aboutOf(standing: Standing, clientId: string, sourceName: string | null): readonly Decision[] {
  const own = sourceName === null ? [] : (standing.get(subjectKey(clientId, sourceName)) ?? []);
  return [...own, ...(standing.get(subjectKey(clientId, null)) ?? [])];
}

function subjectKey(clientId: string, sourceName: string | null): string {
  return JSON.stringify([clientId, sourceName]);
}

/** The rows are of one client and one group: packages of one or several sources. */
export function cellOfUpdates(rows: readonly NewsRow[], given: Given): Cell {
  const sources = [...Map.groupBy(rows, (row) => JSON.stringify([row.manager, row.source_name, row.source_version])).values()];
  const urgent = rows.filter((row) => row.urgent > 0);
  const times = rows.flatMap((row) => newsOf(row));
  return cellOf(
    rows[0]?.client_id ?? '',
    sources.map((source) => memberOf(source, given)),
    {
      devices: Math.max(...rows.map((row) => row.devices)),
      urgentOn: Math.max(...rows.map((row) => row.urgent)),
      withheldOn: Math.max(...rows.map((row) => row.withheld)),
      due: firstDue(rows),
      deployments: broughtBy(urgent.length > 0 ? urgent : rows),
      news: [...new Set(times.map(({ news }) => news))],
      newsAt: latest(times.map(({ at }) => at)),
    },
  );
}

/** The rows are of one client and tell of the same vulnerabilities, of which no fix can be had. */
export function cellOfOpen(rows: readonly OpenRow[], { at, standing }: Given): Cell {
  const [row] = rows;
  const clientId = row?.client_id ?? '';
  const ids = [...new Set(rows.flatMap(({ advisory, cves }) => (cves.length === 0 ? [advisory] : cves)))];
  const proposal = proposeDecision(
    {
      urgent: true,
      fix: 'none',
      underWay: { deployments: 0, devices: 0, of: 0 },
      covered: false,
      decisions: aboutOf(standing, clientId, null),
      subject: { clientId, update: null, advisories: ids, fixSince: null },
    },
    at,
  );
  const times = rows.flatMap((one) => [
    ...(one.new_at > one.since ? [{ news: 'new' as const, at: one.new_at }] : []),
    ...(one.kev_at !== null && one.kev_at > one.since ? [{ news: 'exploited' as const, at: one.kev_at }] : []),
  ]);
  return cellOf(clientId, [{ subject: null, proposal }], {
    devices: Math.max(...rows.map(({ devices }) => devices)),
    urgentOn: 0,
    withheldOn: 0,
    due: null,
    deployments: 0,
    news: [...new Set(times.map(({ news }) => news))],
    newsAt: latest(times.map((one) => one.at)),
  });
}

function memberOf(rows: readonly NewsRow[], { at, ended, known, standing }: Given): Member {
  const [row] = rows;
  if (row === undefined) throw new Error('a source without updates');
  const { client_id: clientId, manager, source_name: sourceName, source_version: sourceVersion } = row;
  const ids = [...new Set(rows.flatMap((one) => ended.get(one.ended_key) ?? []))].toSorted();
  const urgent = rows.filter((one) => one.urgent > 0);
  const proposal = proposeDecision(
    {
      urgent: urgent.length > 0,
      fix: rows.every((one) => one.withheld >= one.devices) ? 'held-back' : 'offered',
      underWay: underWay(urgent),
      covered: urgent.length > 0 && urgent.every((one) => one.covered),
      decisions: aboutOf(standing, clientId, sourceName),
      subject: {
        clientId,
        update: { manager, sourceName, sourceVersion },
        advisories: ids,
        fixSince: latest(rows.map((one) => one.first_seen_at)),
      },
    },
    at,
  );
  const exploited = ids.filter((id) => (known.get(id)?.kevAdded ?? null) !== null);
  const subject = {
    manager,
    sourceName,
    sourceVersion,
    urgent: urgent.length > 0,
    vulnerabilities: ids.length,
    exploited,
    due: firstDue(rows),
  };
  return { subject, proposal };
}

const gravest: readonly DeskProposal['state'][] = ['person', 'deploy', 'decided', 'policy'];

function cellOf(clientId: string, members: readonly Member[], rest: Omit<Cell, 'clientId' | 'members' | keyof DeskProposal>): Cell {
  const [first] = members.map(({ proposal }) => proposal).toSorted((a, b) => gravest.indexOf(a.state) - gravest.indexOf(b.state));
  if (first === undefined) throw new Error('a client without sources');
  const choices = members.some(({ proposal }) => proposal.choices.includes('deploy'))
    ? (['deploy', 'leave'] as const)
    : (['leave'] as const);
  const choice = members.some(({ proposal }) => proposal.choice === 'deploy') ? 'deploy' : 'leave';
  return { clientId, members, ...rest, ...first, choice, choices };
}

/** Those of a cell that a decision to deploy is recorded for: what is proposed, or, where a person wants more, whatever is open. */
export function toDeploy({ members }: Cell): readonly DeskSubject[] {
  const may = members.filter(({ proposal }) => proposal.choices.includes('deploy'));
  const proposed = may.filter(({ proposal }) => proposal.choice === 'deploy');
  return (proposed.length > 0 ? proposed : may).flatMap(({ subject }) => subject ?? []);
}

/** Open deployments that bring every one of these packages; 0 where one of them comes with none. */
function broughtBy(rows: readonly NewsRow[]): number {
  return rows.every((row) => row.deployments > 0) ? Math.max(...rows.map((row) => row.deployments)) : 0;
}

/** Of packages that are urgent: the one that is on its way to the fewest of its devices speaks for all. */
function underWay(rows: readonly NewsRow[]): { readonly deployments: number; readonly devices: number; readonly of: number } {
  const [last] = rows.toSorted((a, b) => b.urgent - b.on_way - (a.urgent - a.on_way));
  return { deployments: broughtBy(rows), devices: last?.on_way ?? 0, of: last?.urgent ?? 0 };
}

function newsOf(row: NewsRow): readonly { readonly news: News; readonly at: string }[] {
  const since = row.since;
  const came = row.new_at > since ? [{ news: 'new' as const, at: row.new_at }] : [];
  if (row.urgent === 0) return came;
  const later = [
    { news: 'urgent' as const, at: row.urgent_at },
    { news: 'exploited' as const, at: row.kev_at },
    { news: 'more' as const, at: row.more_at },
  ].flatMap(({ news, at }) => (at === null || at <= since ? [] : [{ news, at }]));
  // What came just now has become urgent, and was said to end something, in the same moment: that is one piece of news.
  return came.length > 0 ? [...came, ...later.filter(({ news }) => news === 'exploited')] : later;
}

function firstDue(rows: readonly NewsRow[]): Cell['due'] {
  const [first] = rows
    .flatMap(({ due: at, due_by: by }) => (at === null || by === null ? [] : [{ at, by }]))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.by < b.by ? -1 : 1));
  return first ?? null;
}

function latest(times: readonly string[]): string {
  return times.toSorted().at(-1) ?? '';
}
