/** What would be selected now, by what is saved or by a policy that is being written. */
import { conditionInWords, laneInWords, parsePolicyPart, restLane } from '@fettle/core/policy';
import type { Lane } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { inClients } from '../platform/database/index.ts';
import { refuse } from '../platform/feature.ts';
import type { Handler, Tx } from '../platform/feature.ts';
import { unsavedPolicy } from '../policies/index.ts';
import { countsOf, linesOf, numbersOf } from './lines.ts';
import { selectionOf } from './select.ts';
import type { Chosen } from './select.ts';

type Preview = CallOutput<'previewSelection'>;

/** Of a larger client so many devices are looked at, the first by id: their order says nothing of them. */
const mostDevices = 2_000;

export const previewSelection: Handler<'previewSelection'> = async ({ context, params, body }) =>
  inClients(context.db, [params.id], async (tx) => {
    const clientId = params.id;
    const asOf = context.now();
    const { all, ids } = await devicesOf(tx, clientId, body.deviceIds ?? null);
    if (all === null) return refuse('not-found', 'There is no such client, or it is out of your reach.');
    const { instead } = body;
    const read = instead === undefined ? null : parsePolicyPart(instead.body, instead.level);
    const nothing = { counts: [], lanes: [], lines: [], more: 0 };
    const devices = { all, looked: ids.length };
    if (read !== null && !read.ok) return { asOf, problems: [...read.problems], devices, ...nothing };
    const unsaved = instead === undefined ? null : await unsavedPolicy(tx, clientId, instead);
    if (unsaved !== null && 'refused' in unsaved) return unsaved;
    const { chosen, lanes } = await selectionOf(tx, clientId, { deviceIds: ids, softwareIds: null }, asOf, unsaved);
    return { asOf, problems: [], devices, counts: countsOf(chosen), lanes: lanesOf(lanes, chosen), ...linesOf(chosen) };
  });

/** What is selected in each lane, the rest last. */
function lanesOf(lanes: readonly Lane[], chosen: readonly Chosen[]): Preview['lanes'] {
  if (lanes.length === 0) return [];
  const selected = Map.groupBy(
    chosen.filter(({ choice }) => choice?.decision === 'select'),
    ({ lane }) => lane ?? restLane,
  );
  const rest = { name: restLane, words: 'all that no other lane takes' };
  return [
    ...lanes.map((lane) => ({ name: lane.name, words: laneInWords(lane).slice(lane.name.length + 2) || conditionInWords(lane.takes) })),
    rest,
  ].map((one) => ({ ...one, ...numbersOf(selected.get(one.name) ?? []) }));
}

async function devicesOf(
  tx: Tx,
  clientId: string,
  asked: readonly string[] | null,
): Promise<{ readonly all: number | null; readonly ids: readonly string[] }> {
  const client = await tx.selectFrom('client').select('client_id').where('client_id', '=', clientId).executeTakeFirst();
  const found = await tx
    .selectFrom('device')
    .select('id')
    .where('client_id', '=', clientId)
    .where('status', '!=', 'retired')
    .orderBy('id')
    .execute();
  const own = asked === null ? found : found.filter(({ id }) => asked.includes(id));
  return { all: client === undefined ? null : own.length, ids: own.slice(0, mostDevices).map(({ id }) => id) };
}
