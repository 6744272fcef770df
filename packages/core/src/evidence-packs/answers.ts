/** What the records of a client answer to each clause of a framework. What lacks records is said to lack them, never to be fulfilled. */
import type { Duty, Framework, Rule } from '../frameworks/index.ts';
import { attainmentOf, attainmentSentence } from '../months/index.ts';
import { topicOfDuty } from './topics.ts';
import type { AnswerState, ClauseAnswer, PackFacts, PackTopic } from './types.ts';

type Said = { readonly state: AnswerState; readonly sentence: string };

/** Every clause of the framework once for each thing that it asks for: its deadlines first, then its duties. */
export function answersOf(framework: Framework, facts: PackFacts): readonly ClauseAnswer[] {
  return [...framework.rules.map((rule) => ofRule(rule, facts)), ...framework.duties.map((duty) => ofDuty(duty, facts))];
}

function ofRule({ clause, said, confirmed, own }: Rule, facts: PackFacts): ClauseAnswer {
  return { clause, asks: said, confirmed, topic: 'deadlines', ...deadlines(facts, own ? null : clause), files: filesOf.deadlines };
}

function ofDuty({ clause, said, confirmed, every }: Duty, facts: PackFacts): ClauseAnswer {
  const topic = topicOfDuty(clause);
  const days = every === null ? null : daysOf(every);
  const answer = answers[topic](facts, days);
  return {
    clause,
    asks: said,
    confirmed,
    topic,
    ...(ofNow.includes(topic) ? notOfThePeriod(answer, facts) : answer),
    files: filesOf[topic],
  };
}

/** Answered by how it is when the pack is made. */
const ofNow: readonly PackTopic[] = ['scanning', 'database', 'discovery'];
/** A period that ended longer ago is not shown by how it is now. */
const nearDays = 31;

function notOfThePeriod(answer: Said, { until, asOf }: PackFacts): Said {
  const since = Temporal.Instant.from(until).until(Temporal.Instant.from(asOf)).total('hours') / 24;
  if (since <= nearDays) return answer;
  const sentence = `${answer.sentence} The period ended ${Math.floor(since)} days before that: how it was then is not shown.`;
  return { state: answer.state === 'not-shown' ? 'not-shown' : 'gaps', sentence };
}

/** Whole days of a rhythm; a month counts as 31. */
export function daysOf({ count, unit }: NonNullable<Duty['every']>): number {
  return unit === 'hours' ? Math.max(1, Math.floor(count / 24)) : unit === 'days' ? count : count * 31;
}

/** `clause` null: it leaves the times to the organisation, so deadlines are those of whatever else holds for the client: its SLA, another framework. */
function deadlines({ byClause, all, recordedSince, from, until, exceptions }: PackFacts, clause: string | null): Said {
  if (recordedSince >= until) return { state: 'not-shown', sentence: 'When updates were in is not recorded for this period.' };
  const counted = clause === null ? all : (byClause[clause] ?? attainmentOf([]));
  const since = recordedSince > from ? ` Recorded since ${recordedSince.slice(0, 10)}: of the days before nothing is known.` : '';
  const excluded =
    exceptions === 0 ? '' : ` ${exceptions} ${exceptions === 1 ? 'decision' : 'decisions'} against installing held in the period.`;
  const tighter = clause !== null && all.owed > counted.owed ? ' Where a tighter rule set the day, the update counts there.' : '';
  const sentence = `${attainmentSentence(counted).replace('this month', 'this period')}${tighter}${excluded}${since}`;
  const gaps = counted.late + counted.open > 0 || since !== '';
  // Where everything was excepted, nothing was met.
  const none = counted.owed === 0;
  return { state: none && counted.excluded === 0 ? 'not-shown' : none || gaps ? 'gaps' : 'shown', sentence };
}

const answers: Readonly<Record<PackTopic, (facts: PackFacts, days: number | null) => Said>> = {
  deadlines: (facts) => deadlines(facts, null),
  ranking: ({ all, devices }) => ({
    state: devices === 0 ? 'not-shown' : 'shown',
    sentence: `Each update on each device is judged by documented rules (CVSS, EPSS, known exploitation, exposure, tier), and each judgement names its reasons. ${all.owed + all.excluded} that had to be in within the period stand in the list, each with its urgency and the rule that set its day.`,
  }),
  scanning: ({ devices, scannedWithin }, days) => {
    if (days === null || devices === 0) return { state: 'not-shown', sentence: 'No rhythm is named, or there is no device.' };
    const scanned = scannedWithin[days] ?? 0;
    return {
      state: scanned === devices ? 'shown' : 'gaps',
      sentence: `${scanned} of ${devices} devices were scanned by their own agent within ${days} ${days === 1 ? 'day' : 'days'} before the pack was made. Single scans of the period are not kept.`,
    };
  },
  database: ({ feeds }) => ({
    state: feeds.on === 0 ? 'not-shown' : feeds.late === 0 ? 'shown' : 'gaps',
    sentence:
      feeds.on === 0
        ? 'No source of advisories is on.'
        : `${feeds.on - feeds.late} of ${feeds.on} sources of advisories were current when the pack was made.`,
  }),
  changes: ({ changes }) => {
    const { deployments, approved, toTest, tested, verified, failed, takenBack } = changes;
    if (deployments === 0) return { state: 'not-shown', sentence: 'Nothing was deployed in the period.' };
    return {
      state: approved === deployments && tested === toTest && failed === 0 ? 'shown' : 'gaps',
      sentence: `${deployments} ${deployments === 1 ? 'deployment' : 'deployments'}: ${approved} approved by signature or under a standing approval, ${tested} of ${toTest} that could be judged so with whole evidence of a test on a few devices first. On devices, ${verified} ${verified === 1 ? 'change was' : 'changes were'} verified by a later scan, ${failed} failed, ${takenBack} ${takenBack === 1 ? 'was' : 'were'} taken back. The samples have plan, approval, test, way back and result of each.`,
    };
  },
  supported: ({ pastSupport, devices }) => ({
    state: pastSupport === null || devices === 0 ? 'not-shown' : pastSupport === 0 ? 'shown' : 'gaps',
    sentence:
      pastSupport === null || devices === 0
        ? 'It was not computed lately which devices run what its maker no longer supports.'
        : `${pastSupport} of ${devices} devices run what its maker no longer supports, without a decision about it.`,
  }),
  discovery: ({ discovered: { machines, undecided } }) => ({
    state: 'gaps',
    sentence: `Fettle does not search networks: machines without agent are entered by people or from files. ${machines} are entered, ${undecided} of them without a decision.`,
  }),
  review: ({ months, wholeMonths }) => ({
    state: months === 0 ? 'not-shown' : months < wholeMonths ? 'gaps' : 'shown',
    sentence: `Of ${wholeMonths} whole months of the period ${months} ${months === 1 ? 'has a monthly report' : 'have monthly reports'}.`,
  }),
  outside: () => ({ state: 'not-shown', sentence: 'Fettle has no records of this: another tool or person must show it.' }),
};

export const packFiles = {
  devices: 'population/devices.csv',
  deadlines: 'population/deadlines.csv',
  installed: 'population/installed.csv',
  failed: 'population/failed.csv',
  deployments: 'population/deployments.csv',
  exceptions: 'population/exceptions.csv',
  discovered: 'population/machines-without-agent.csv',
  months: 'population/months.csv',
} as const;

const filesOf: Readonly<Record<PackTopic, readonly string[]>> = {
  deadlines: [packFiles.deadlines, packFiles.exceptions],
  ranking: [packFiles.deadlines],
  scanning: [packFiles.devices],
  database: [],
  changes: [packFiles.deployments, packFiles.installed, packFiles.failed, 'samples/'],
  supported: [packFiles.devices],
  discovery: [packFiles.discovered],
  review: [packFiles.months],
  outside: [],
};
