/** What of a device could be seen at all: by which feeds, how old, and how long its maker still mends its system. Nothing found is only said where something looked. */
import { lifecycleOf, productOfOs } from '@fettle/core/lifecycle';
import type { Lifecycle, LifecycleProduct } from '@fettle/core/lifecycle';
import type { Coverage, SystemLifecycle } from '@fettle/protocol/findings';
import { sql } from 'kysely';
import type { z } from 'zod';
import { coveringFeeds, feedStandings, osvEcosystems } from '../catalogue/index.ts';
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

/** Whether a number of vulnerabilities may be said of a device, and by whose word. */
export async function coverageOf(tx: Tx, question: CoverageQuestion, now: Temporal.Instant): Promise<z.infer<typeof Coverage>> {
  const ecosystems = osvEcosystems(question.ecosystem);
  const standings = await feedStandings(tx, now);
  const speaking = await coveringFeeds(tx, ecosystems);
  const feeds = standings.filter((feed) => feed.taken && speaking.has(feed.id));
  const told = await readTold(tx, question);
  const name = question.os?.prettyName ?? question.ecosystem;
  return {
    ...knownOf({ name, ecosystems, feeds, told }),
    settling: told.settling,
    ecosystems: [...ecosystems],
    feeds: feeds.map(shown),
    facts: standings.filter((feed) => factFeeds.has(feed.id)).map(shown),
  };
}

type Told = { readonly installed: boolean; readonly settling: boolean };

async function readTold(tx: Tx, { clientId, deviceId }: CoverageQuestion): Promise<Told> {
  const found = await sql<Told>`
    select i.installed is not null as installed,
      exists (select 1 from judge_device j where j.client_id = i.client_id and j.device_id = i.device_id)
        or exists (select 1 from match_queue q where q.software_id = any(i.installed)) as settling
    from device_inventory i where i.client_id = ${clientId} and i.device_id = ${deviceId}`.execute(tx);
  return found.rows[0] ?? { installed: false, settling: false };
}

type Facts = {
  readonly name: string;
  readonly ecosystems: readonly string[];
  readonly feeds: readonly FeedStanding[];
  readonly told: Told;
};

function knownOf({ name, ecosystems, feeds, told }: Facts): { known: boolean; why: string } {
  if (!told.installed) return { known: false, why: 'Not known: the device has not told yet what it has installed.' };
  if (ecosystems.length === 0) return { known: false, why: `Not known: no feed that this release reads publishes advisories for ${name}.` };
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
    why: `Compared with ${by}, for what its package managers installed. Other software on it was not looked at.${caution}`,
  };
}

function shown({ id, name, state, why, at }: FeedStanding) {
  return { id, name, state, why, at };
}

/** What the maker of the system still does for it on the day of `now`. */
export async function systemLifecycle(tx: Tx, os: CoverageQuestion['os'], now: Temporal.Instant): Promise<z.infer<typeof SystemLifecycle>> {
  const standing = (await feedStandings(tx, now)).find(({ id }) => id === 'endoflife');
  const feed = standing === undefined ? null : shown(standing);
  if (os === null)
    return { state: 'unknown', why: 'The device has not told yet which system it runs.', product: null, cycle: null, ends: null, feed };
  const product = productOfOs(os);
  if (product === null)
    return {
      state: 'unknown',
      why: `No terms of support are published for ${os.prettyName}.`,
      product: null,
      cycle: null,
      ends: null,
      feed,
    };
  const found = await sql<{ body: LifecycleProduct }>`select body from lifecycle_product where id = ${product.product}`.execute(tx);
  const body = found.rows[0]?.body ?? null;
  const today = now.toZonedDateTimeISO('UTC').toPlainDate().toString();
  const { state, ends, cycle, why } = lifecycleOf(body, product.version, today, product.edition);
  return { state, ends, cycle, why: sentenceOf({ state, ends, cycle, why }, os.prettyName), product: body?.label ?? product.product, feed };
}

function sentenceOf({ state, ends, why }: Lifecycle, name: string): string {
  const until = ends === null ? '' : ` until ${ends}`;
  switch (state) {
    case 'supported':
      return `${name} is supported${until}.`;
    case 'security-only':
      return `${name} gets security fixes only${until}.`;
    case 'extended-only':
      return `The regular support of ${name} is over. Only who has its extended support gets fixes${until}.`;
    case 'ended':
      return `All support of ${name} has ended${ends === null ? '' : ` on ${ends}`}: vulnerabilities that are found now stay. No update ends this; move to a release that is supported.`;
    case 'unknown':
      return why === 'product-unknown'
        ? `How long ${name} is supported is not known: the feed of life cycles was not taken, or does not have it.`
        : `How long ${name} is supported is not known: the feed of life cycles does not say it of this version.`;
  }
}
