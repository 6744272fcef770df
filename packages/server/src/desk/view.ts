/** Groups of the desk as the API shows them. What costs a look for each of them is read for a page only. */
import { groupRisk } from '@fettle/core/desk';
import type { CallOutput } from '@fettle/protocol/client';
import { highestSeverity, severitiesOf } from '../findings/index.ts';
import { risksOfUpdates } from '../patch-risk/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { readSaidOf } from '../urgency-words/index.ts';
import type { Said } from '../urgency-words/index.ts';
import type { Cell } from './cases.ts';
import { devicesOf, dueOf } from './groups.ts';
import type { Group } from './groups.ts';
import { readAdvisoryIds, readVectors } from './store.ts';

type Shown = CallOutput<'getDesk'>['items'][number];

const mostIds = 50;
const mostAdvisories = 12;
/** Of so many ids of a group the publishers' ids are looked up. */
const lookedUp = 8;
const news = ['new', 'urgent', 'exploited', 'more'] as const;

export async function shownGroups(
  tx: Tx,
  groups: readonly Group[],
  given: { readonly now: string; readonly names: ReadonlyMap<string, string>; readonly mayDecide: (clientId: string) => boolean },
): Promise<Shown[]> {
  const vectors = await readVectors(tx, [...new Set(groups.flatMap(({ ids }) => ids))]);
  const scores = new Map([...vectors].map(([id, byFeed]) => [id, severitiesOf(byFeed)]));
  const advisories = await readAdvisoryIds(tx, [...new Set(groups.flatMap(({ ids }) => ids.slice(0, lookedUp)))]);
  const risks = await risksOfGroups(tx, groups);
  const idsOf = (group: Group) => group.packages.flatMap(({ updateId }) => (updateId === null ? [] : [Number(updateId)]));
  const saidOf = await readSaidOf(tx, groups.flatMap(idsOf), given.now);
  return groups.map((group) => {
    const told = group.ids.slice(0, lookedUp).flatMap((id) => advisories.get(id) ?? []);
    return {
      id: group.id,
      kind: group.kind,
      title: group.title,
      systems: [...group.systems],
      from: [...group.from],
      to: [...group.to],
      packages: [...group.packages],
      advisories: [...new Set(told)].slice(0, mostAdvisories),
      cves: group.ids.slice(0, mostIds),
      vulnerabilities: group.ids.length,
      cvss:
        highestSeverity(
          group.ids.map((id) => scores.get(id) ?? []),
          [],
        )?.score ?? null,
      kev: group.kev,
      epss: group.epss,
      urgency: group.urgent ? 'urgent' : 'normal',
      why: group.why,
      said: saidIn(idsOf(group).map((id) => saidOf.get(id) ?? [])),
      patchRisk: risks.get(group.id) ?? null,
      due: dueOf(group),
      devices: devicesOf(group),
      news: news.filter((one) => group.cells.some((cell) => cell.news.includes(one))),
      newsAt:
        group.cells
          .map((cell) => cell.newsAt)
          .toSorted()
          .at(-1) ?? '',
      clients: group.cells
        .map((cell) => clientOf(cell, given.names.get(cell.clientId) ?? '', given.mayDecide(cell.clientId)))
        .toSorted((a, b) => b.devices - a.devices || (a.clientName < b.clientName ? -1 : 1)),
    };
  });
}

/** Packages of one source have the same said of them: once is enough. */
function saidIn(packages: readonly (readonly Said[])[]): Shown['said'] {
  return [...new Map(packages.flat().map((one) => [JSON.stringify(one), { ...one }])).values()];
}

async function risksOfGroups(tx: Tx, groups: readonly Group[]): Promise<ReadonlyMap<string, Shown['patchRisk']>> {
  const updates = groups.flatMap((group) => group.updates.map((update) => ({ group: group.id, ...update })));
  const risks = await risksOfUpdates(tx, updates);
  const byGroup = Map.groupBy(risks, (_risk, n) => updates[n]?.group ?? '');
  return new Map([...byGroup].map(([id, own]) => [id, groupRisk(own)]));
}

function clientOf(cell: Cell, clientName: string, mayDecide: boolean): Shown['clients'][number] {
  const { clientId, devices, urgentOn, withheldOn, due, deployments, newsAt, state, choice, choices, why, decisionId } = cell;
  return {
    clientId,
    clientName,
    devices,
    urgentOn,
    withheldOn,
    due,
    deployments,
    newsAt,
    state,
    choice,
    choices: [...choices],
    why,
    decisionId,
    mayDecide,
  };
}
