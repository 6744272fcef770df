/** What is known of each offered update on each device, as rules and lanes ask for it. */
import { familyOf, unsignedSource } from '@fettle/core/advisories';
import { publishedOf } from '@fettle/core/findings';
import type { Published } from '@fettle/core/findings';
import type { ManagerId, WithheldReason } from '@fettle/core/inventory';
import type { UpdateFacts } from '@fettle/core/policy';
import { sql } from 'kysely';
import { osvEcosystems } from '../catalogue/index.ts';
import { readFacts, readHolding } from '../findings/index.ts';
import type { Tx } from '../platform/database/index.ts';

export type OfferToSelect = {
  readonly softwareId: number;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly manager: ManagerId;
  readonly architecture: string;
  readonly from: string;
  /** By when it must be in; null: nobody says. */
  readonly due: string | null;
  readonly facts: UpdateFacts;
};

export type WhichOffers = {
  /** Null: all. */
  readonly deviceIds: readonly string[] | null;
  readonly softwareIds: readonly number[] | null;
  /** Whether anybody asks when updates came out, and how severe what they end is: that is read apart. */
  readonly published: boolean;
};

type Row = {
  software_id: number;
  device_id: string;
  device_name: string;
  zone: string;
  manager: ManagerId;
  ecosystem: string;
  name: string;
  architecture: string;
  version: string;
  source_name: string;
  source_version: string;
  from_version: string;
  security: boolean;
  withheld: WithheldReason | null;
  origin: string;
  first_seen_at: string;
  due: string | null;
  urgency: 'urgent' | 'normal' | 'unknown';
};

/** By device, then by name. Nothing is published of an update where it was not asked for: its date and its severity are unknown then. */
export async function offersToSelect(tx: Tx, clientId: string, which: WhichOffers): Promise<readonly OfferToSelect[]> {
  const { deviceIds, softwareIds } = which;
  const byDevices = deviceIds === null ? sql`true` : sql`o.device_id = any(${[...deviceIds]}::uuid[])`;
  const bySoftware = softwareIds === null ? sql`true` : sql`o.software_id = any(${[...softwareIds]}::int[])`;
  // A security update of which nobody published anything is urgent until more is known, and a rule may tell it apart; what a person said is known.
  const found = await sql<Row>`
    select o.software_id, o.device_id, d.name as device_name, t.zone, s.manager, s.ecosystem, s.name, s.architecture, s.version, s.source_name, s.source_version,
      o.from_version, o.security, o.withheld, o.origin, o.first_seen_at, o.due,
      case when o.basis = 'unmatched' and o.urgency = 'urgent' and o.word is null then 'unknown' else o.urgency end as urgency
    from device_offer o join software s on s.id = o.software_id join device d on d.id = o.device_id join site t on t.id = d.site_id
    where o.client_id = ${clientId} and ${byDevices} and ${bySoftware}
    order by o.device_id, s.name, s.architecture`.execute(tx);
  const published = which.published ? await readPublished(tx, found.rows) : nothing;
  return found.rows.map((row) => {
    const [label = '', archive = ''] = row.origin.split(':');
    return {
      softwareId: row.software_id,
      deviceId: row.device_id,
      deviceName: row.device_name,
      manager: row.manager,
      architecture: row.architecture,
      from: row.from_version,
      due: row.due,
      facts: {
        name: row.name,
        sourceName: row.source_name,
        to: row.version,
        class: row.security ? 'security' : 'normal',
        urgency: row.urgency,
        origin: { label, archive },
        withheld: row.withheld,
        firstSeenAt: row.first_seen_at,
        zone: row.zone,
        ...published(row),
      },
    };
  });
}

const unknown: Published = { released: null, severity: 'unknown' };
const nothing = (): Published => unknown;

type Step = Pick<Row, 'software_id' | 'from_version' | 'manager' | 'ecosystem' | 'version' | 'source_name' | 'source_version'>;
const keyOf = ({ software_id: id, from_version: from }: Pick<Step, 'software_id' | 'from_version'>): string => `${id} ${from}`;

/** Once for each step from a version to another, however many devices are offered it. */
async function readPublished(tx: Tx, rows: readonly Step[]): Promise<(row: Step) => Published> {
  const steps = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  const replaced = await sql<{ software_id: number; from_version: string; old_id: number }>`
    select g.id as software_id, g.from_version, s.id as old_id
    from unnest(${steps.map((step) => step.software_id)}::int[], ${steps.map((step) => step.from_version)}::text[]) as g (id, from_version)
    join software n on n.id = g.id
    join software s on s.name = n.name and s.version = g.from_version and s.architecture = n.architecture and s.manager = n.manager and s.ecosystem = n.ecosystem`.execute(
    tx,
  );
  const oldIds = new Map(replaced.rows.map((row) => [keyOf(row), row.old_id]));
  const holding = await readHolding(tx, [...new Set(oldIds.values())]);
  const cves = await readFacts(tx, [...new Set([...holding.values()].flat().flatMap((one) => one.cves))]);
  const known = new Map(
    steps.map((step) => {
      const held = holding.get(oldIds.get(keyOf(step)) ?? -1) ?? [];
      return [keyOf(step), held.length === 0 ? unknown : publishedOf(offeredOf(step), held, (cve) => cves.get(cve))];
    }),
  );
  return (row) => known.get(keyOf(row)) ?? unknown;
}

/** As findings are judged: advisories of some ecosystems name versions of the source package, and of it without its signature. */
function offeredOf({ manager, version, ecosystem, source_name: name, source_version: source }: Step): Parameters<typeof publishedOf>[0] {
  const [first] = osvEcosystems(ecosystem);
  const family = first === undefined ? null : familyOf(first);
  return {
    manager,
    to: version,
    sourceVersion: family === null ? source : unsignedSource(family.name, { name, version: source }).version,
    namedBy: family?.namedBy ?? 'binary',
  };
}
