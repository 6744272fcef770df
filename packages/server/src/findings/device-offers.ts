/** What one device misses, with urgency and reasons by the core's rule. */
import type { EffectiveDecision } from '@fettle/core/decisions';
import { clockEventsOf, deadlinesOfOffer, withheldReasons } from '@fettle/core/findings';
import type { JudgedOffer, JudgedVulnerability, OfferDeadline, SpokenOffer } from '@fettle/core/findings';
import { endOf } from '@fettle/core/frameworks';
import { scoreVector } from '@fettle/core/risk';
import type { ManagerId, Offer } from '@fettle/core/inventory';
import type { UrgencyWord } from '@fettle/core/urgency-words';
import type { DeviceOffer, EndedVulnerability } from '@fettle/protocol/models';
import { sql } from 'kysely';
import type { z } from 'zod';
import { risksOnDevice } from '../patch-risk/index.ts';
import { readScopes, readStandingWords } from '../urgency-words/index.ts';
import { decisionsFor } from '../decisions/index.ts';
import type { DeviceSubject } from '../decisions/index.ts';
import type { Tx } from '../platform/database/index.ts';
import { assess } from './assess.ts';
import type { Assessed } from './assess.ts';
import { readOffers } from './judge-store.ts';

type Row = {
  software_id: number;
  manager: ManagerId;
  module: string;
  name: string;
  architecture: string;
  version: string;
  source_name: string;
  source_version: string;
  from_version: string;
  security: boolean;
  withheld: 'pinned' | 'phased' | 'kept-back' | null;
  bytes: number;
  origin: string;
  codename: string;
  first_seen_at: string;
  cves: string[] | null;
  deployment_id: string | null;
};

export async function offersOf(tx: Tx, clientId: string, deviceId: string, now: string): Promise<z.infer<typeof DeviceOffer>[]> {
  const found = await sql<Row>`
    select o.software_id, s.manager, s.module, s.name, s.architecture, s.version, s.source_name, s.source_version, o.from_version, o.security, o.withheld, o.bytes, o.origin, o.codename, o.first_seen_at, k.cves, r.deployment_id
    from device_offer o join software s on s.id = o.software_id
    left join lateral (select cves from device_changelog x where x.client_id = o.client_id and x.device_id = o.device_id and x.manager = s.manager and x.source_name = s.source_name and x.to_version = s.source_version limit 1) k on true
    left join lateral (
      select dd.deployment_id from deployment_device dd
      join deployment_state ds on ds.client_id = dd.client_id and ds.deployment_id = dd.deployment_id and ds.active
      join deployment_update b on b.client_id = dd.client_id and b.deployment_id = dd.deployment_id and b.software_id = o.software_id
      where dd.client_id = o.client_id and dd.device_id = o.device_id
        and dd.wanted @> jsonb_build_array(jsonb_build_object('name', s.name, 'architecture', s.architecture, 'version', s.version)) limit 1
    ) r on true
    where o.client_id = ${clientId} and o.device_id = ${deviceId}
    order by o.urgency desc, o.due nulls last, o.security desc, s.name, s.architecture`.execute(tx);
  const judged = await judgedOffers(tx, clientId, deviceId, now);
  const decided = await decisionsFor(
    tx,
    clientId,
    deviceId,
    found.rows.map((row) => subjectOf(row, judged.get(row.software_id))),
    Temporal.Instant.from(now),
  );
  const standing = new Map((await readStandingWords(tx, clientId, now)).map((word) => [word.id, word]));
  const spoken = [...new Set([...judged.values()].flatMap(({ judged: { word } }) => word ?? []))];
  const words = { standing, scopes: await readScopes(tx, clientId, spoken) };
  const risks = await risksOnDevice(tx, clientId, deviceId, found.rows, now);
  const undecided = await readUndecided(
    tx,
    [...judged.values()].flatMap(({ offer }) => offer.old_id ?? []),
  );
  return found.rows.map((row, at) => {
    const offer = offerOf(row);
    const assessed = judged.get(row.software_id);
    const risk = risks[at];
    if (assessed === undefined || risk === undefined) throw new Error(`an offer of device ${deviceId} was not judged`);
    const { judged: one, due } = assessed;
    const deadlines = deadlinesOfOffer(one, assessed.given);
    return {
      ...offer,
      manager: row.manager,
      cves: cvesOf(row, one),
      urgency: one.urgency,
      reasons: [
        ...one.reasons,
        ...undecidedReasons(undecided.get(assessed.offer.old_id ?? -1) ?? []),
        ...withheldReasons(offer).map((reason) => reason.sentence),
      ],
      basis: one.basis,
      vulnerabilities: one.vulnerabilities.map(vulnerabilityOf),
      due: due === null ? null : { at: due.at, by: due.by },
      deadlines: deadlines.map((deadline) => deadlineShown(deadline, assessed.given.zone)).toSorted(byTime),
      clockEvents: clockEventsShown(assessed, deadlines),
      decision: decisionOf(decided[at]),
      word: wordShown(one, words),
      patchRisk: risk.patchRisk,
      statement: risk.statement({ version: row.version, urgency: one.urgency, why: one.reasons[0] ?? null, due }),
      firstSeenAt: row.first_seen_at,
      deploymentId: row.deployment_id,
    };
  });
}

type Shown = z.infer<typeof DeviceOffer>;

type Words = { readonly standing: ReadonlyMap<string, UrgencyWord>; readonly scopes: ReadonlyMap<string, string> };

function wordShown({ word, ruled, notFollowed }: SpokenOffer, { standing, scopes }: Words): Shown['word'] {
  const said = word === null ? undefined : standing.get(word);
  return said === undefined
    ? null
    : {
        id: said.id,
        says: said.says,
        by: said.by,
        holdsFor: scopes.get(said.id) ?? '',
        ruled: ruled === null ? null : { urgency: ruled.urgency, reasons: [...ruled.reasons] },
        notFollowed,
      };
}

function deadlineShown({ title, vulnerability, at, deadline }: OfferDeadline, zone: string): Shown['deadlines'][number] {
  const { version, clause, confirmed, due, clock, otherClock, why } = deadline;
  const other =
    otherClock === null
      ? null
      : {
          kind: otherClock.kind,
          backAt: otherClock.at,
          at: endOf(otherClock.due, zone).toString({ smallestUnit: 'millisecond' }),
          due: otherClock.due,
          why: otherClock.why,
        };
  return { framework: title, version, clause, confirmed, vulnerability, at, due, clock, otherClock: other, why };
}

/** Those that set no time stand last. */
function byTime(a: Shown['deadlines'][number], b: Shown['deadlines'][number]): number {
  if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null);
  return a.at < b.at ? -1 : Number(a.at > b.at);
}

function clockEventsShown({ judged, holding, given }: Assessed, deadlines: readonly OfferDeadline[]): Shown['clockEvents'] {
  const advisories = holding.map(({ id, feed = '', published }) => ({ id, feed, published }));
  return [...clockEventsOf(judged, deadlines, { advisories, events: given.events, off: given.off ?? [], zone: given.zone })];
}

function subjectOf(row: Row, assessed: Assessed | undefined): DeviceSubject {
  return {
    update: { manager: row.manager, sourceName: row.source_name, sourceVersion: row.source_version },
    advisories: assessed?.judged.vulnerabilities.map(({ id }) => id) ?? [],
    fixSince: row.first_seen_at,
  };
}

function decisionOf(decided: EffectiveDecision | undefined): z.infer<typeof DeviceOffer>['decision'] {
  if (decided === undefined) throw new Error('an offer was not asked about');
  const { decision, state, why, needsPerson } = decided;
  return { id: decision?.id ?? null, state, why, needsPerson };
}

/** What was read in the changelog together with what advisories say; null where neither is known. */
function cvesOf(row: Row, judged: JudgedOffer): string[] | null {
  const ended = judged.vulnerabilities.map(({ id }) => id);
  return row.cves === null && ended.length === 0 ? null : [...new Set([...(row.cves ?? []), ...ended])].toSorted();
}

/** Security advisories of which it can not be said whether they hold for these software. */
async function readUndecided(tx: Tx, softwareIds: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = await sql<{ software_id: number; ids: string[] }>`
    select m.software_id, array_agg(distinct a.id order by a.id) as ids from software_match m join advisory a on a.key = m.advisory and a.kind = 'security'
    where m.software_id = any(${softwareIds}::int[]) and m.undecided is not null group by m.software_id`.execute(tx);
  return new Map(found.rows.map((row) => [row.software_id, row.ids]));
}

const mostNamed = 3;

/** Told with every offer, for it may end them: no word of them would read as if nobody had named any. */
function undecidedReasons(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length - mostNamed;
  const named = `${ids.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const [hold, counted] = ids.length === 1 ? ['holds', 'it is'] : ['hold', 'they are'];
  return [`Whether ${named} ${hold} for the installed version can not be said: ${counted} not counted.`];
}

/** The judgement of each offer with its reasons: made anew from what is published now, which is what the stored one follows a moment later. */
async function judgedOffers(tx: Tx, clientId: string, deviceId: string, now: string): Promise<ReadonlyMap<number, Assessed>> {
  const assessed = await assess(tx, clientId, await readOffers(tx, clientId, [deviceId]), now, true);
  return new Map(assessed.map((one) => [one.offer.software_id, one]));
}

function vulnerabilityOf({ id, advisories, input, answer }: JudgedVulnerability): z.infer<typeof EndedVulnerability> {
  const vector = input.severity?.cvss;
  const score = typeof vector === 'string' ? scoreVector(vector) : null;
  return {
    id,
    advisories: [...advisories],
    urgency: answer.urgency,
    reasons: answer.reasons.map((reason) => reason.sentence),
    defaulted: answer.defaulted.map((one) => ({ ...one })),
    ssvc: answer.ssvc,
    bod2604: answer.bod2604,
    cvss:
      typeof vector !== 'string' || score === null
        ? null
        : { vector, score: 'error' in score ? null : score.score, severity: 'error' in score ? null : score.severity },
    epss: typeof input.epss === 'number' ? input.epss : null,
    kevAdded: input.events?.kevAdded ?? null,
  };
}

function offerOf(row: Row): Offer {
  const [label = '', archive = ''] = row.origin.split(':');
  return {
    name: row.name,
    architecture: row.architecture,
    from: row.from_version,
    to: row.version,
    sourceName: row.source_name,
    sourceVersion: row.source_version,
    class: row.security ? 'security' : 'normal',
    origin: { label, archive, codename: row.codename },
    bytes: row.bytes,
    withheld: row.withheld,
    ...(row.module === '' ? {} : { module: row.module }),
  };
}
