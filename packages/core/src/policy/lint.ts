/** What can be saved and is still unwise, or can never work. `failing`: it contradicts itself. `attention`: a person should know. */
import { outlook } from '../calendar/index.ts';
import type { Freeze, HolidayList } from '../calendar/index.ts';
import { changeEstimate, restartEstimate } from '../durations/index.ts';
import type { Took } from '../durations/index.ts';
import { inZone, nextOpenings, readZone, restartSecondsWithoutHistory, secondsWithoutHistory } from '../windows/index.ts';
import { lintGap, lintRingDevices } from './lint-gap.ts';
import type { PromisedTime } from './lint-gap.ts';
import { lintSelection } from './selection/lint-rules.ts';
import type { SelectionLint } from './selection/lint-rules.ts';
import { soakSeconds } from './soak.ts';
import type { PolicyPart } from './settings.ts';
import type { Policy, Ring } from './types.ts';

export type PolicyLintCode =
  | 'zone-unknown'
  | 'window-never-opens'
  | 'window-opens-late'
  | 'window-frozen'
  | 'window-closed-by-holidays'
  | 'window-too-short'
  | 'window-short'
  | 'ring-without-gate'
  | 'gate-beyond-ring'
  | 'no-test-ring'
  | 'no-soak'
  | 'window-shorter-than-learned'
  | 'restart-never'
  | 'restart-never-and-waiting'
  | 'restart-asked-too-long'
  | 'no-checks'
  | 'no-planned-notice'
  | 'review-overdue'
  | 'ring-not-covered'
  | 'way-back-untried'
  | 'test-check-unknown'
  | 'test-without-ring'
  | 'window-gap-beyond-deadline'
  | 'ring-without-devices'
  | SelectionLint['code'];

export type PolicyLint = {
  readonly code: PolicyLintCode;
  readonly severity: 'attention' | 'failing';
  readonly path: string;
  readonly sentence: string;
};

/** The next opening may be so many days away before somebody is told. */
const lateDays = 62;

/** So far ahead freezes and holidays are looked at. */
const frozenDays = 90;

/** What is known besides the policy: freezes that bind all of its devices, and the lists of holidays that it names. */
export type LintWorld = {
  readonly zones: readonly string[];
  readonly from: Temporal.Instant;
  readonly freezes?: readonly Freeze[];
  readonly lists?: readonly HolidayList[];
  /** What changes of its devices took here before, newest first. */
  readonly took?: readonly Took[];
  /** Devices on which updates wait for a restart just now. */
  readonly waitingForRestart?: number;
  /** What devices of later rings have and none before them, in sentences (`coverSentences`). */
  readonly notCovered?: readonly { readonly ring: number; readonly sentence: string }[];
  /** Its mission-critical devices of which the way back was never tried, or failed the last time, by name. */
  readonly untriedWaysBack?: readonly string[];
  /** The tightest time that a framework or an agreement gives on its devices. */
  readonly promised?: PromisedTime | undefined;
  /** How many devices each ring has just now, in their order. */
  readonly ringDevices?: readonly number[] | undefined;
};

/** Looks a policy over for the sites' zones, as of `from`; contradictions first. */
export function lintPolicy(policy: Policy, world: LintWorld): readonly PolicyLint[] {
  const all = [
    ...[...new Set(world.zones)].flatMap((zone) => [
      ...lintOpenings(policy, zone, world.from),
      ...lintClosed(policy, zone, world),
      ...lintGap(policy, zone, world),
    ]),
    ...lintRingDevices(policy, world.ringDevices),
    ...lintDuration(policy),
    ...lintLearned(policy, world.took ?? []),
    ...lintWaiting(policy, world.waitingForRestart ?? 0),
    ...lintUntried(world.untriedWaysBack ?? []),
    ...lintAsked(policy),
    ...lintRings(policy.rings),
    ...(world.notCovered ?? []).map(({ ring, sentence }) => attention('ring-not-covered', `rings[${ring}].members`, sentence)),
    ...lintTests(policy),
    ...lintRest(policy),
    ...lintRules(policy),
    ...lintReview(policy, world.from),
  ];
  return [...all.filter((lint) => lint.severity === 'failing'), ...all.filter((lint) => lint.severity === 'attention')];
}

/** Looks over what one level says, as far as that can be told from it alone. Paths begin with the setting. */
export function lintPart(
  part: PolicyPart,
  world: { readonly zones: readonly string[]; readonly from: Temporal.Instant },
): readonly PolicyLint[] {
  const { window, restart, checks, rings } = part.settings;
  const all = [
    ...(window === undefined ? [] : [...new Set(world.zones)].flatMap((zone) => lintOpenings({ window }, zone, world.from))),
    ...(rings === undefined ? [] : lintRings(rings)),
    ...(restart === undefined ? [] : lintRestart(restart)),
    ...(checks === undefined ? [] : lintChecks(checks)),
    ...lintRules(part.settings),
    ...lintReview(part, world.from),
  ];
  return [...all.filter((lint) => lint.severity === 'failing'), ...all.filter((lint) => lint.severity === 'attention')];
}

function lintOpenings(policy: Pick<Policy, 'window'>, zone: string, from: Temporal.Instant): readonly PolicyLint[] {
  if (readZone(zone) === null)
    return [failing('zone-unknown', 'window', `A site’s time zone “${zone}” is not known: the window is closed there.`)];
  const [next] = nextOpenings(inZone(policy.window, zone), from, 1);
  if (next === undefined)
    return [
      failing('window-never-opens', 'window', `The window does not open in ${zone} within ten years: nothing can ever be installed.`),
    ];
  const days = Math.floor(from.until(next.opensAt).total('hours') / 24);
  return days > lateDays ? [attention('window-opens-late', 'window', `The window opens in ${zone} only in ${days} days.`)] : [];
}

/** All openings of the next 90 days lie in freezes or on holidays: nothing can be deployed for so long. */
function lintClosed(policy: Policy, zone: string, { from, freezes = [], lists = [] }: LintWorld): readonly PolicyLint[] {
  if (readZone(zone) === null || (freezes.length === 0 && lists.length === 0)) return [];
  const until = from.add({ hours: 24 * frozenDays });
  // A window opens once a day at the most.
  const ahead = outlook(policy.window, zone, from, frozenDays + 1, { lists, freezes, subject: { siteId: null, ring: null } });
  const near = ahead.filter(({ opensAt }) => Temporal.Instant.compare(opensAt, until) < 0);
  const frozen = near.find(({ closed }) => closed?.kind === 'freeze');
  if (near.length === 0 || near.some(({ closed }) => closed === null)) return [];
  return frozen === undefined
    ? [
        attention(
          'window-closed-by-holidays',
          'window.closedOn',
          `Every opening of the next ${frozenDays} days in ${zone} falls on a holiday of its lists: nothing can be installed.`,
        ),
      ]
    : [
        attention(
          'window-frozen',
          'window',
          `No opening of the next ${frozenDays} days in ${zone} is left by freezes (“${frozen.closed?.name ?? ''}”): nothing can be installed until then.`,
        ),
      ];
}

function lintDuration(policy: Policy): readonly PolicyLint[] {
  const restart = policy.restart === 'never' ? 0 : restartSecondsWithoutHistory;
  const has = policy.window.durationMinutes;
  const least = (secondsWithoutHistory(1) + restart) / 60;
  const usual = (secondsWithoutHistory(10) + restart) / 60;
  const withRestart = restart === 0 ? '' : ' and a restart';
  if (has < least)
    return [
      failing('window-too-short', 'window.durationMinutes', `One package${withRestart} need ${least} minutes; the window has ${has}.`),
    ];
  return has < usual
    ? [attention('window-short', 'window.durationMinutes', `Ten packages${withRestart} need ${usual} minutes; the window has ${has}.`)]
    : [];
}

/** Ten packages, and a restart where one may follow, by what these took here. */
function lintLearned(policy: Policy, took: readonly Took[]): readonly PolicyLint[] {
  const history = { own: [], alike: took };
  const changes = [1, 10, 30].map((packages) => ({ packages, estimate: changeEstimate(history, packages) }));
  const restart = policy.restart === 'never' ? 0 : restartEstimate(history).seconds;
  const worst = changes
    .filter(({ estimate }) => estimate.from.kind === 'alike')
    .find(({ estimate }) => estimate.seconds + restart > policy.window.durationMinutes * 60);
  if (worst === undefined || worst.estimate.from.kind !== 'alike') return [];
  const minutes = Math.ceil((worst.estimate.seconds + restart) / 60);
  const size =
    worst.packages === 1 ? 'A change of a few packages' : worst.packages === 10 ? 'A change of some packages' : 'A change of many packages';
  const sentence = `${size}${restart === 0 ? '' : ' with its restart'} took up to ${minutes} minutes here (learned from ${worst.estimate.from.runs} runs); the window has ${policy.window.durationMinutes}.`;
  return [attention('window-shorter-than-learned', 'window.durationMinutes', sentence)];
}

function lintWaiting({ restart }: Pick<Policy, 'restart'>, waiting: number): readonly PolicyLint[] {
  if (restart !== 'never' || waiting === 0) return [];
  const devices = waiting === 1 ? 'On 1 device an update waits' : `On ${waiting} devices updates wait`;
  return [
    failing('restart-never-and-waiting', 'restart', `${devices} for a restart, and this policy forbids restarts: they are not in effect.`),
  ];
}

function lintUntried(names: readonly string[]): readonly PolicyLint[] {
  if (names.length === 0) return [];
  const who = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  const sentence = `${who}: mission-critical, and nobody has seen ${names.length === 1 ? 'it' : 'them'} come back from a change. Start a drill, and say with “drills” how often one is due.`;
  return [attention('way-back-untried', 'drills', sentence)];
}

/** An asked restart that can never be put off as often as it says, because the window ends before. */
function lintAsked({ restartWhen, window }: Pick<Policy, 'restartWhen' | 'window'>): readonly PolicyLint[] {
  if (
    restartWhen?.kind !== 'ask' ||
    restartWhen.mayEndAfterWindow ||
    restartWhen.minutes * 60 + restartSecondsWithoutHistory <= window.durationMinutes * 60
  )
    return [];
  const sentence = `A restart is put off by ${restartWhen.minutes} minutes and has to fit into the window, which has ${window.durationMinutes}: it could never be put off. Make the window longer, or let it take place after it.`;
  return [attention('restart-asked-too-long', 'restartWhen.minutes', sentence)];
}

function lintRings(rings: readonly Ring[]): readonly PolicyLint[] {
  if (rings.length === 1)
    return [attention('no-test-ring', 'rings', 'There is one ring: every device changes at once, and nothing is tried first.')];
  // The last ring opens nothing, so its gate and soak are for the record only.
  return rings.slice(0, -1).flatMap((ring, index) => lintRing(ring, `rings[${index}]`));
}

function lintRing(ring: Ring, path: string): readonly PolicyLint[] {
  const { gate, members, name } = ring;
  const lints: PolicyLint[] = [];
  if (gate.minVerified === 0 && gate.minRate === 0)
    lints.push(
      failing(
        'ring-without-gate',
        `${path}.gate`,
        `Ring “${name}” asks for nothing: the next ring opens even if every device of it fails.`,
      ),
    );
  if (members.kind === 'devices' && gate.minVerified > members.deviceIds.length)
    lints.push(
      attention(
        'gate-beyond-ring',
        `${path}.gate.minVerified`,
        `Ring “${name}” asks for ${gate.minVerified} verified devices and has ${members.deviceIds.length}: all of them must be verified.`,
      ),
    );
  if (soakSeconds(ring.soak) === 0)
    lints.push(
      attention('no-soak', `${path}.soak`, `Ring “${name}” has no soak: the next ring opens as soon as its devices are verified.`),
    );
  return lints;
}

function lintTests({ testPlan = [], checks, rings }: Policy): readonly PolicyLint[] {
  const unknown = testPlan.flatMap((step, index) =>
    step.kind === 'check' && !checks.some(({ name }) => name === step.check)
      ? [
          attention(
            'test-check-unknown',
            `testPlan[${index}].check`,
            `Test step “${step.name}” rests on the check “${step.check}”, and this policy has none of that name: it will not be done.`,
          ),
        ]
      : [],
  );
  if (testPlan.length === 0 || rings.length > 1) return unknown;
  return [
    attention(
      'test-without-ring',
      'testPlan',
      'There is a test plan and one ring: nothing comes after the test, so its steps are not asked for.',
    ),
    ...unknown,
  ];
}

function lintRest(policy: Policy): readonly PolicyLint[] {
  const lints = [...lintRestart(policy.restart), ...lintChecks(policy.checks)];
  if (policy.notices.plannedHoursBefore.length === 0)
    lints.push(attention('no-planned-notice', 'notices.plannedHoursBefore', 'Nobody is told before a change begins.'));
  return lints;
}

function lintRestart(restart: Policy['restart']): readonly PolicyLint[] {
  if (restart !== 'never') return [];
  const sentence =
    'Restarts are forbidden: a new kernel or library is installed and not in use until somebody restarts the device, and its change stays unverified.';
  return [attention('restart-never', 'restart', sentence)];
}

function lintChecks(checks: Policy['checks']): readonly PolicyLint[] {
  if (checks.length > 0) return [];
  const sentence = 'There are no health checks: a scan shows that the update is in, nothing shows that the device still does its work.';
  return [attention('no-checks', 'checks', sentence)];
}

function lintRules(said: Parameters<typeof lintSelection>[0]): readonly PolicyLint[] {
  return lintSelection(said).map(({ code, path, sentence }) => attention(code, path, sentence));
}

function lintReview(policy: Pick<Policy, 'reviewAt' | 'owner'>, from: Temporal.Instant): readonly PolicyLint[] {
  const today = from.toZonedDateTimeISO('UTC').toPlainDate().toString();
  return policy.reviewAt < today
    ? [attention('review-overdue', 'reviewAt', `It should have been reviewed by ${policy.reviewAt}; ${policy.owner} answers for it.`)]
    : [];
}

function failing(code: PolicyLintCode, path: string, sentence: string): PolicyLint {
  return { code, severity: 'failing', path, sentence };
}

function attention(code: PolicyLintCode, path: string, sentence: string): PolicyLint {
  return { code, severity: 'attention', path, sentence };
}
