/**
 * From what an envelope held to a message that can be acted on and stored. A device's word is long and may be anything: lists are read piece by piece and
 * reading ends at the first fault, so that neither a huge inventory nor a million faults in it take the memory of all others.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { managerIds } from '@fettle/core/inventory';
import {
  agentProtocol,
  ChangelogFactsSchema,
  CheckIn,
  InstalledPackageSchema,
  inventoryLimit,
  OfferSchema,
  sectionsOfManager,
} from '@fettle/protocol/agent';
import { z } from 'zod';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal } from '../platform/feature.ts';
import { findUnstorable } from '../platform/storable.ts';

type Opened = { readonly payload: unknown; readonly bytes: Uint8Array };
export type Read<T> = { readonly ok: true; readonly message: T } | (ApiRefusal & { readonly ok?: never });

const perPiece = 2000;
/** Names and versions of one item together: what fits into a row of the catalogue's index (a third of a page, PostgreSQL 67.1). */
const mostItemBytes = 2000;
const lists = managerIds.flatMap((manager) => {
  const { installed, offers, changelogs } = sectionsOfManager(manager);
  return [[installed, InstalledPackageSchema] as const, [offers, OfferSchema] as const, [changelogs, ChangelogFactsSchema] as const];
});

/** Reads a message that has no long lists. `what` completes "The … can not be read". */
export function readMessage<T extends z.ZodType>(opened: Opened, schema: T, what: string): Read<z.output<T>> {
  const refused = refuseAtOnce(opened);
  if (refused !== null) return refused;
  const parsed = schema.safeParse(opened.payload);
  return parsed.success ? { ok: true, message: parsed.data } : unreadable(what, parsed.error);
}

/** Reads a check-in with its lists. */
export async function readCheckIn(opened: Opened): Promise<Read<CheckIn>> {
  const refused = refuseAtOnce(opened);
  if (refused !== null) return refused;
  const { payload, taken } = withoutLists(opened.payload);
  const parsed = CheckIn.safeParse(payload);
  if (!parsed.success) return unreadable('check-in', parsed.error);
  const { sections } = parsed.data;
  for (const { section, side, schema, items } of taken) {
    if (items.length > inventoryLimit)
      return refuse(
        'agent.inventory-too-large',
        `The section ${section} has ${items.length} entries; at most ${inventoryLimit} are taken.`,
      );
    const list: unknown[] = [];
    for (let from = 0; from < items.length; from += perPiece) {
      const piece = z.array(schema).safeParse(items.slice(from, from + perPiece));
      if (!piece.success) return unreadable(`check-in (${section}, ${side})`, piece.error);
      const long = piece.data.find((item) => bytesOf(item) > mostItemBytes);
      if (long !== undefined)
        return refuse(
          'agent.envelope',
          `The section ${section} names something whose names and versions are longer than ${mostItemBytes} bytes together.`,
        );
      for (const item of piece.data) list.push(item);
      if (items.length > perPiece) await nextTurn();
    }
    // Read by the schema of this very list just now; an empty one stood in its place.
    Object.assign(sections?.[section] ?? {}, { [side]: list });
  }
  return { ok: true, message: parsed.data };
}

/** What is wrong before any schema looks: another protocol, or text that can not be kept. Half surrogates the envelope's JSON has refused already. */
function refuseAtOnce({ payload, bytes }: Opened): ApiRefusal | null {
  const protocol: unknown = typeof payload === 'object' && payload !== null && 'protocol' in payload ? payload.protocol : agentProtocol;
  if (typeof protocol === 'number' && protocol !== agentProtocol)
    return refuse('agent.protocol', `The agent speaks protocol ${protocol}, this server ${agentProtocol}.`);
  // A walk over all texts only where the bytes hold such an escape at all.
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('\\u0000')
    ? findUnstorable(payload, 'message')
    : null;
  return found === null ? null : refuse('agent.envelope', `${found.path} ${found.message}.`);
}

type Taken = {
  readonly section: (typeof lists)[number][0];
  readonly side: 'added' | 'removed';
  readonly schema: (typeof lists)[number][1];
  readonly items: readonly unknown[];
};

/** The payload with empty lists in place of the long ones. What is not of the expected shape stays, for the schema to refuse. */
function withoutLists(payload: unknown): { readonly payload: unknown; readonly taken: readonly Taken[] } {
  if (!isRecord(payload) || !isRecord(payload['sections'])) return { payload, taken: [] };
  const sections = { ...payload['sections'] };
  const taken: Taken[] = [];
  for (const [section, schema] of lists) {
    const found = sections[section];
    if (!isRecord(found)) continue;
    const emptied = { ...found };
    for (const side of ['added', 'removed'] as const) {
      const items = found[side];
      if (!Array.isArray(items)) continue;
      taken.push({ section, side, schema, items });
      emptied[side] = [];
    }
    sections[section] = emptied;
  }
  return { payload: { ...payload, sections }, taken };
}

/** Bytes of all texts of an item; nearly all are short enough that their length alone tells. */
function bytesOf(item: Readonly<Record<string, unknown>>): number {
  let length = 0;
  for (const value of Object.values(item)) if (typeof value === 'string') length += value.length;
  if (length * 3 <= mostItemBytes) return length;
  return Object.values(item).reduce<number>((sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 0), 0);
}

function unreadable(what: string, error: z.ZodError): ApiRefusal {
  return refuse('agent.envelope', `The ${what} can not be read: ${z.prettifyError(error).slice(0, 1000)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
