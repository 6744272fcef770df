/** Deployments that need a person: approvals, other holds, failures that nobody has accepted, ends with failures that nothing followed. */
import { decidedOtherwise, holdLabels } from '@fettle/core/deployment';
import type { Hold, Waiting } from '@fettle/core/deployment';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { asSentence, countAtStart, countOf } from './types.ts';
import type { Line, Next } from './types.ts';

const mostDeployments = 500;
/** An end with failures stays on Today for so many days, unless a roll-back or successor follows it before. */
const endShownDays = 14;
/** Devices that have not answered a proposal for so long are worth a look. */
const answersPatienceMinutes = 60;

/** What the deployments feature stores beside each state; empty for a proposal that has no spec yet. */
type Summary = {
  readonly status?: string;
  readonly devices?: number;
  readonly verified?: number;
  readonly rings?: readonly string[];
  readonly holds?: readonly Hold[];
  readonly waiting?: Waiting | null;
};
type Row = {
  client_id: string;
  id: string;
  title: string;
  expires_at: string;
  /** After so many days an approval is late, by its lane; null: that sets no time. */
  approval_days: number | null;
  lane: string | null;
  seq: number;
  summary: Summary;
  wake_at: string | null;
  asked: number;
  answered: number;
  in_trouble: number;
  asked_at: string | null;
  answered_at: string | null;
  /** Failed or rolled back, and not accepted as it stands. */
  failures: number;
  failed_at: string | null;
};

/** Runs `r` of the deployment of the state `s` that ended so and that nobody accepted as they stand: the core's rule, in SQL. */
function unaccepted(ended: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select count(*)::int as runs, max(r.run ->> 'settledAt')::timestamptz as at from deployment_run r
    where r.client_id = s.client_id and r.deployment_id = s.deployment_id and ${ended}
      and not coalesce(s.state -> 'accepted' -> r.device_id::text -> 'attempt' = r.run -> 'attempt' and s.state -> 'accepted' -> r.device_id::text -> 'outcome' = r.run -> 'outcome', false)`;
}
/** Runs are many: those of a deployment whose summary knows no failure are not read. */
const failures = unaccepted(sql`(s.summary ->> 'failed')::int > 0 and r.run ->> 'outcome' in ('failed', 'rolled back')`);
/** What a decision kept out until its ring went on without it is accounted for: the decision says by whom and why. */
const notVerified = unaccepted(sql`r.run ->> 'outcome' <> 'verified' and r.run ->> 'outcomeCode' is distinct from ${decidedOtherwise}`);

export async function deploymentLines(tx: Tx, now: Temporal.Instant): Promise<{ lines: Line[]; next: Next[] }> {
  const rows = await readActive(tx);
  const ended = await readEnded(tx, now.subtract({ hours: 24 * endShownDays }).toString());
  return {
    lines: [...rows.flatMap((row) => (row.seq === 0 ? proposalLines(row, now) : activeLines(row, now))), ...ended.map(endedLine)],
    next: rows.flatMap((row) => nextOf(row, now)),
  };
}

async function readActive(tx: Tx): Promise<Row[]> {
  const found = await sql<Row>`
    select d.client_id, d.id, d.title, d.expires_at, d.lane, s.seq, s.summary, s.wake_at,
      (select (l ->> 'approvalDays')::int from jsonb_array_elements(d.effective -> 'lanes') l where d.lane is not null and l ->> 'name' = d.lane) as approval_days, coalesce(a.asked, 0) as asked, coalesce(a.answered, 0) as answered,
      coalesce(a.in_trouble, 0) as in_trouble, a.asked_at, a.answered_at, f.runs as failures, f.at as failed_at
    from deployment_state s
    join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    left join lateral (
      select count(*)::int as asked, count(x.answered_at)::int as answered, count(*) filter (where x.answered_at is not null and x.simulation is null)::int as in_trouble,
        max(x.asked_at) as asked_at, max(x.answered_at) as answered_at
      from deployment_device x where s.seq = 0 and x.client_id = s.client_id and x.deployment_id = s.deployment_id
    ) a on true
    cross join lateral (${failures}) f
    where s.active order by d.created_at desc limit ${mostDeployments}`.execute(tx);
  return found.rows;
}

type EndedRow = { client_id: string; id: string; title: string; summary: Summary; at: string; not_verified: number };

/** Materialised first by time: states are large, and few deployments ended lately. */
async function readEnded(tx: Tx, since: string): Promise<EndedRow[]> {
  const found = await sql<EndedRow>`
    with lately as materialized (
      select s.client_id, s.deployment_id, e.at from deployment_state s
      join deployment_event e on e.client_id = s.client_id and e.deployment_id = s.deployment_id and e.seq = s.seq
      where not s.active and s.summary ->> 'status' = 'ended with failures' and e.at > ${since}
    )
    select d.client_id, d.id, d.title, s.summary, l.at, f.runs as not_verified from lately l
    join deployment_state s on s.client_id = l.client_id and s.deployment_id = l.deployment_id
    join deployment d on d.client_id = l.client_id and d.id = l.deployment_id
    cross join lateral (${notVerified}) f
    where f.runs > 0 and not exists (select 1 from deployment n where n.client_id = d.client_id and n.predecessor_id = d.id and n.withdrawn_at is null)
    order by l.at desc limit ${mostDeployments}`.execute(tx);
  return found.rows;
}

function activeLines(row: Row, now: Temporal.Instant): Line[] {
  const holds = row.summary.holds ?? [];
  const lines = holds.map((hold) => holdLine(row, hold, now));
  // The hold on too many failures speaks of the same failures.
  if (row.failures === 0 || holds.some((hold) => hold.reason === 'failure budget')) return lines;
  return [
    ...lines,
    line(row, `failed:${row.id}`, 'failed run', {
      title: `${countAtStart(row.failures, 'device', 'devices')} of “${row.title}” failed`,
      why: `${countAtStart(row.failures, 'run', 'runs')} of ${row.summary.devices ?? 0} failed or went back. Nobody has said yet that this is accepted.`,
      since: row.failed_at ?? row.expires_at,
      by: null,
      label: 'Look at the failures',
    }),
  ];
}

function holdLine(row: Row, hold: Hold, now: Temporal.Instant): Line {
  const words = holdLabels[hold.reason];
  if (hold.reason === 'approval') {
    const late = row.approval_days === null ? null : Temporal.Instant.from(hold.since).add({ hours: 24 * row.approval_days });
    const isLate = late !== null && Temporal.Instant.compare(late, now) <= 0;
    return line(row, `approval:${row.id}`, 'approval', {
      title: `“${row.title}” waits for an approval${isLate ? ', late' : ''}`,
      why: `${isLate ? `Lane “${row.lane ?? ''}” wants it within ${countOf(row.approval_days ?? 0, 'day', 'days')}. ` : ''}${countAtStart(row.summary.devices ?? 0, 'device', 'devices')} in ${countOf(row.summary.rings?.length ?? 0, 'ring', 'rings')}. Nothing is sent before somebody signs it.`,
      since: hold.since,
      by: late?.toString({ smallestUnit: 'millisecond' }) ?? row.expires_at,
      label: 'Look and approve',
    });
  }
  return line(row, `hold:${row.id}:${hold.id}`, 'hold', {
    title: `“${row.title}” is on hold: ${words.label.toLowerCase()}`,
    why: `${asSentence(hold.detail)} It goes on by: ${words.endsBy.charAt(0).toLowerCase()}${words.endsBy.slice(1)}`,
    since: hold.since,
    by: row.expires_at,
    label: 'Look and decide',
  });
}

/** A proposal wants its plan once all have answered, or once it is plain that some will not. */
function proposalLines(row: Row, now: Temporal.Instant): Line[] {
  const missing = row.asked - row.answered;
  const { asked_at: askedAt } = row;
  if (row.asked === 0 || askedAt === null) return [];
  if (missing > 0 && now.since(askedAt).total('minutes') < answersPatienceMinutes) return [];
  const not = [
    ...(missing > 0 ? [`${missing} ${missing === 1 ? 'has' : 'have'} not answered for an hour`] : []),
    ...(row.in_trouble > 0 ? [`${row.in_trouble} could not simulate it`] : []),
  ];
  return [
    line(row, `proposal:${row.id}`, 'approval', {
      title: missing > 0 ? `“${row.title}” waits for answers` : `“${row.title}” can be planned`,
      why: `${row.answered} of ${countOf(row.asked, 'device', 'devices')} have answered${not.length > 0 ? `; ${not.join(', ')}` : ''}. Make the spec, so that it can be approved.`,
      since: missing > 0 ? askedAt : (row.answered_at ?? askedAt),
      by: row.expires_at,
      label: 'Look and plan',
    }),
  ];
}

function endedLine(row: EndedRow): Line {
  const { devices = 0, verified = 0 } = row.summary;
  return line(row, `ended:${row.id}`, 'failed run', {
    title: `“${row.title}” ended with failures`,
    why: `${verified} of ${countOf(devices, 'device', 'devices')} verified; what became of ${row.not_verified} nobody has accepted, and no deployment follows.`,
    since: row.at,
    by: null,
    label: 'Look at what failed',
  });
}

const lookAgain = 'Fettle looks again';

/** What Fettle does next by itself: nothing while something holds it. */
function nextOf(row: Row, now: Temporal.Instant): Next[] {
  const { waiting } = row.summary;
  if (row.seq === 0 || row.wake_at === null || (row.summary.holds ?? []).length > 0) return [];
  const [at, sentence] = waiting === undefined || waiting === null ? [row.wake_at, lookAgain] : stepOf(row, row.wake_at, waiting);
  const due = Temporal.Instant.compare(at, now) < 0 ? now.toString({ fractionalSecondDigits: 3 }) : at;
  return [{ at: due, sentence: `“${row.title}”: ${sentence}.`, path: paths.deployment(row.id) }];
}

function stepOf(row: Row, wakeAt: string, waiting: Waiting): readonly [at: string, sentence: string] {
  const ring = (index: number) => `ring ${row.summary.rings?.[index] ?? index + 1}`;
  switch (waiting.what) {
    case 'ring':
      return [waiting.until, `${ring(waiting.ring)} may begin`];
    case 'soak':
      return [waiting.until, `${ring(waiting.ring)} has soaked and is judged`];
    case 'window':
      return waiting.opensAt === null ? [wakeAt, lookAgain] : [waiting.opensAt, 'its window opens'];
    case 'pace':
    case 'limit':
      return [waiting.until, 'the next devices take their turn'];
    case 'freeze':
      return [waiting.opensAt ?? waiting.freeze.until, `the freeze “${waiting.freeze.name}” is over`];
    case 'decision':
      return waiting.bar.until === null ? [wakeAt, lookAgain] : [waiting.bar.until, 'a decision that keeps a device out ends'];
    case 'missed':
      return waiting.until === null ? [wakeAt, lookAgain] : [waiting.until, 'a device that missed its window may begin'];
    case 'backup':
    case 'notice':
    case 'stand-in':
    case 'way-back':
    case 'device':
    case 'busy':
    case 'dependency':
    case 'guest':
    case 'dependant':
    case 'test':
    case 'hold':
    case 'panic stop':
      return [wakeAt, lookAgain];
  }
}

function line(
  row: { readonly client_id: string; readonly id: string },
  id: string,
  kind: Line['kind'],
  words: { readonly title: string; readonly why: string; readonly since: string; readonly by: string | null; readonly label: string },
): Line {
  const { label, ...rest } = words;
  return { id, kind, clientId: row.client_id, ...rest, action: { label, path: paths.deployment(row.id) } };
}
