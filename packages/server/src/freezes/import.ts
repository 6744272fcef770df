/** Timed events of a calendar file as freezes: first it is said what each becomes, then all of them are declared, or none. */
import { freezeProblems } from '@fettle/core/calendar';
import type { FreezeScope } from '@fettle/core/calendar';
import { readSpans } from '@fettle/core/ics';
import type { CallOutput } from '@fettle/protocol/client';
import { sql } from 'kysely';
import { auditActor } from '../audit/index.ts';
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { providerId, refuse } from '../platform/feature.ts';
import type { Handler, Tx } from '../platform/feature.ts';
import { append, mayWrite } from './handlers.ts';
import type { FreezesChanged } from './handlers.ts';
import { addFreeze } from './store.ts';

type Taken = CallOutput<'importFreezes'>;
type Event = Taken['events'][number];

const mostTold = 1_000;
/** As many as somebody can still look over on one screen. */
const mostFreezes = 300;

export function importFreezes(changed: FreezesChanged): Handler<'importFreezes'> {
  return async ({ context, actor, body }) => {
    const { clientId, reason, exceptUrgent, dryRun, names } = body;
    const owner = clientId ?? providerId;
    if (!mayWrite(actor, owner))
      return refuse('permission.missing', 'To freeze all clients, a person needs the permission for all of them.');
    const read = readSpans(body.ics, context.clock.now());
    if (!read.ok) return refuse('request.invalid', 'The file can not be read as a calendar.', [{ path: 'ics', message: read.sentence }]);
    const scope: FreezeScope = clientId === null ? { kind: 'all' } : { kind: 'client' };
    const clients = clientId === null ? await allClientIds(context.db) : [clientId];
    return inClients(context.db, [owner, ...clients], async (tx) => {
      if (clientId !== null && !(await isClient(tx, clientId)))
        return refuse('not-found', 'There is no such client, or it is out of your reach.');
      // Two people with one file do not declare it twice.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`freezes ${owner}`}, 0))`.execute(tx);
      const standing = await standingFreezes(tx, owner, context.now());
      const chosen = names === undefined ? read.events : read.events.filter(({ name }) => names.includes(name));
      const events = eventsOf(chosen, { reason, scope, now: context.clock.now() }, standing);
      const wanted = events.flatMap(({ name, freezes }) => freezes.filter(({ stands }) => !stands).map((one) => ({ ...one, name })));
      if (wanted.length > mostFreezes)
        return refuse('request.invalid', `The file would become ${wanted.length} freezes; at most ${mostFreezes} are declared at once.`, [
          { path: 'ics', message: 'must name fewer times; what repeats is better a window, or a list of holidays' },
        ]);
      const told: Taken = {
        dryRun,
        freezes: wanted.length,
        refused: events.filter(({ taken }) => !taken).length,
        events: events.slice(0, mostTold),
      };
      if (dryRun || wanted.length === 0) return told;
      const at = context.now();
      for (const { name, from, until } of wanted) {
        const freeze = { id: context.newId(), name, reason, scope, from, until, exceptUrgent };
        await addFreeze(tx, { clientId: owner, freeze, by: actor.id, at });
        const fact = { name, scope, from, until, exceptUrgent, imported: true };
        await append(tx, owner, { action: 'freeze.declared', actor: auditActor(actor), subject: `freeze:${freeze.id}`, body: fact, at });
      }
      await changed(tx, context, clients);
      await notify(tx, 'changed', JSON.stringify({ clientId: owner, what: 'calendar', id: null }));
      return told;
    });
  };
}

async function isClient(tx: Tx, clientId: string): Promise<boolean> {
  return (await tx.selectFrom('client').select('client_id').where('client_id', '=', clientId).executeTakeFirst()) !== undefined;
}

type Known = { readonly name: string; readonly from: number; readonly until: number };

/** What is declared and not over, by name and time. */
async function standingFreezes(tx: Tx, owner: string, now: string): Promise<readonly Known[]> {
  const found = await sql<{ name: string; starts_at: string; ends_at: string }>`
    select name, starts_at, ends_at from change_freeze_now where client_id = ${owner} and ends_at > ${now} and ended_at is null`.execute(
    tx,
  );
  return found.rows.map((row) => ({ name: row.name, from: msOf(row.starts_at), until: msOf(row.ends_at) }));
}

type Read = Extract<ReturnType<typeof readSpans>, { readonly ok: true }>['events'];
type Common = { readonly reason: string; readonly scope: FreezeScope; readonly now: Temporal.Instant };

/** What each event becomes. One that has begun begins now: what was done can not be frozen. */
function eventsOf(events: Read, { reason, scope, now }: Common, standing: readonly Known[]): readonly Event[] {
  const known = [...standing];
  const begins = (from: string | number): number => Math.max(typeof from === 'number' ? from : msOf(from), now.epochMilliseconds);
  return events.map(({ name, spans, sentence }): Event => {
    const freezes = spans.map((span) => {
      const one = { name, from: begins(span.from), until: msOf(span.until) };
      // One that had begun when it was declared stands with a later beginning than the file says.
      const stands = known.some((other) => other.name === name && other.until === one.until && begins(other.from) === one.from);
      known.push(one);
      return {
        from: Temporal.Instant.fromEpochMilliseconds(one.from).toString({ smallestUnit: 'millisecond' }),
        until: span.until,
        stands,
      };
    });
    const [problem] = freezes.flatMap(({ from, until }) => freezeProblems({ name, reason, scope, from, until }, now));
    if (problem !== undefined)
      return { name, sentence: `it can not be a freeze: ${problem.path} ${problem.message}.`, taken: false, freezes: [] };
    return { name, sentence, taken: freezes.length > 0, freezes };
  });
}

function msOf(at: string): number {
  return Temporal.Instant.from(at).epochMilliseconds;
}
