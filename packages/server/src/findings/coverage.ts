/** What of a device could be seen at all: by which feeds, and how old. Nothing found is only said where something looked. */
import { derivativeNote, foreignBuildMarks, whyNotCompared } from '@fettle/core/advisories';
import { managerIds, managerTable } from '@fettle/core/inventory';
import type { Coverage } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { coveringFeeds, osvEcosystems } from '../catalogue/index.ts';
import type { FeedStanding } from '../catalogue/index.ts';
import type { Tx } from '../platform/database/index.ts';

/** Feeds of facts about vulnerabilities, whoever has them. */
const factFeeds: ReadonlySet<string> = new Set(['kev', 'epss', 'vulnrichment', 'nvd']);

export type CoverageQuestion = {
  readonly clientId: string;
  readonly deviceId: string;
  /** As `device.ecosystem`: `ID:VERSION_ID`. */
  readonly ecosystem: string;
  /** os-release(5) as the device told it; null: not told yet. */
  readonly os: { readonly id: string; readonly versionId: string; readonly prettyName: string } | null;
};

/** Whether a number of vulnerabilities may be said of a device, and by whose word. `standings`: of all feeds. */
export async function coverageOf(
  tx: Tx,
  question: CoverageQuestion,
  standings: readonly FeedStanding[],
): Promise<z.infer<typeof Coverage>> {
  const ecosystems = osvEcosystems(question.ecosystem);
  const speaking = await coveringFeeds(tx, ecosystems);
  const feeds = standings.filter((feed) => feed.taken && speaking.has(feed.id));
  const told = await readTold(tx, question);
  const name = question.os?.prettyName ?? question.ecosystem;
  const [id = '', version = ''] = question.ecosystem.split(':', 2);
  return {
    ...knownOf({ name, id, version, ecosystems, feeds, told }),
    settling: told.settling,
    ecosystems: [...ecosystems],
    feeds: feeds.map(shown),
    facts: standings.filter((feed) => factFeeds.has(feed.id)).map(shown),
  };
}

type Told = {
  readonly installed: boolean;
  readonly settling: boolean;
  /** Names of what somebody else than the distribution built, the first of them, and how many there are. */
  readonly foreign: readonly string[];
  readonly foreignCount: number;
};

const mostNamed = 3;
/** By package manager, which versions are those of somebody else. */
const marks: readonly (readonly [string, string])[] = managerIds.map((id) => [id, foreignBuildMarks[managerTable[id].scheme]]);

async function readTold(tx: Tx, { clientId, deviceId }: CoverageQuestion): Promise<Told> {
  const found = await sql<Told>`
    select i.installed is not null as installed,
      exists (select 1 from judge_device j where j.client_id = i.client_id and j.device_id = i.device_id)
        or exists (select 1 from match_queue q where q.software_id = any(i.installed)) as settling,
      coalesce(f.names[1:${mostNamed}], '{}') as foreign, coalesce(cardinality(f.names), 0) as "foreignCount"
    from device_inventory i
    cross join lateral (
      select array_agg(distinct s.name order by s.name) as names
      from software s join unnest(${marks.map(([id]) => id)}::text[], ${marks.map(([, text]) => text)}::text[]) as g (manager, mark) on g.manager = s.manager
      where s.id = any(i.installed) and (s.version ~ g.mark or s.source_version ~ g.mark)
    ) f
    where i.client_id = ${clientId} and i.device_id = ${deviceId}`.execute(tx);
  return found.rows[0] ?? { installed: false, settling: false, foreign: [], foreignCount: 0 };
}

type Facts = {
  readonly name: string;
  /** os-release(5). */
  readonly id: string;
  readonly version: string;
  readonly ecosystems: readonly string[];
  readonly feeds: readonly FeedStanding[];
  readonly told: Told;
};

function knownOf({ name, id, version, ecosystems, feeds, told }: Facts): { known: boolean; why: string } {
  if (!told.installed) return { known: false, why: 'Not known: the device has not told yet what it has installed.' };
  if (ecosystems.length === 0) {
    const why = whyNotCompared(id, version);
    return {
      known: false,
      why: `Not known: no feed that this release reads publishes advisories for ${name}.${why === null ? '' : ` ${why}`}`,
    };
  }
  if (feeds.length === 0)
    return {
      known: false,
      why: `Not known: nothing that was taken from a feed speaks of ${ecosystems.join(', ')}. Settings, Feeds says what was taken and why not.`,
    };
  const late = feeds.filter(({ state }) => state !== 'current');
  const by = feeds.map((feed) => feed.name).join(', ');
  const caution = late.length === 0 ? '' : ` Not all of it is current: ${late.map((feed) => `${feed.name}: ${feed.why}`).join(' ')}`;
  return {
    known: true,
    why: [
      `Compared with ${by}, for what its package managers installed. Other software on it was not looked at.${caution}`,
      derivativeNote(id, version),
      foreignSentence(told),
    ]
      .filter((sentence) => sentence !== null)
      .join(' '),
  };
}

function foreignSentence({ foreign, foreignCount }: Told): string | null {
  if (foreignCount === 0) return null;
  const more = foreignCount - foreign.length;
  const named = `${foreign.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `Not compared, because somebody else than the distribution built them: ${named}.`;
}

/** A feed as pages show it. */
export function shown({ id, name, state, why, at }: FeedStanding) {
  return { id, name, state, why, at };
}
