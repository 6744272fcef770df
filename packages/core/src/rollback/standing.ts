/** How a device stands for the fifth step, "a rollback plan exists": from its backups and from the ways back that were tried. */
import { ageWords, hoursBetween } from './ages.ts';
import { backupGaps } from './rules.ts';
import type { RollbackFacts, RollbackReason, RollbackStanding, Trial } from './types.ts';

/**
 * `failing`: a mission-critical device whose way back was never tried, on it or on one of the same system and tier; whose last try failed; or what a
 * policy forbids to change. `attention`: what a policy warns of, a drill that is overdue, a way back slower than promised, and a device of another
 * tier that was never tried. Pure; `now` is RFC 3339.
 */
export function rollbackStanding(facts: RollbackFacts, now: string): RollbackStanding {
  const all = [
    ...triedReasons(facts, now),
    ...(facts.backupRule === null ? noRule(facts) : backupGaps(facts.backupRule, facts, now)),
    ...probeReasons(facts),
    ...tooSlow(facts),
  ];
  const reasons = [...all.filter(({ standing }) => standing === 'failing'), ...all.filter(({ standing }) => standing === 'attention')];
  const [first] = reasons;
  return first === undefined
    ? { standing: 'good', sentence: goodSentence(facts, now), reasons }
    : { standing: first.standing, sentence: first.sentence, reasons };
}

const drillRemedy = 'Start a drill on it, or on a device of the same system and tier.';

function triedReasons({ tier, trials, drillRule }: RollbackFacts, now: string): readonly RollbackReason[] {
  const isCritical = tier === 'mission-critical';
  const [last] = trials;
  if (last === undefined)
    return [
      {
        code: 'way-back.untried',
        standing: isCritical ? 'failing' : 'attention',
        sentence: isCritical ? 'It is mission-critical, and its way back was never tried.' : 'Its way back was never tried.',
        remedy: drillRemedy,
      },
    ];
  // What failed somewhere else may work here; what failed here did not.
  const failed = trials.find(({ on }) => on === 'device') ?? last;
  if (!failed.passed)
    return [
      {
        code: 'way-back.failed',
        standing: failed.on === 'device' || isCritical ? 'failing' : 'attention',
        sentence: `The last time that ${failed.on === 'device' ? 'it' : 'a device like it'} went back, ${failed.what === 'drill' ? 'in a drill' : 'by a rollback'}, that failed.`,
        remedy: 'Look at what failed, mend it, and start a drill.',
      },
    ];
  const passed = trials.find((trial) => trial.passed);
  const age = passed === undefined ? null : hoursBetween(passed.at, now);
  if (drillRule === null || age === null || age <= drillRule.everyDays * 24) return [];
  const sentence = `Its way back was tried last ${ageWords(age)} ago, and is to be tried every ${drillRule.everyDays} days.`;
  return [{ code: 'drill.overdue', standing: 'attention', sentence, remedy: drillRemedy }];
}

/** Whoever calls a device mission-critical and says nothing of its backups left something out. */
function noRule({ tier }: RollbackFacts): readonly RollbackReason[] {
  if (tier !== 'mission-critical') return [];
  return [
    {
      code: 'backup.no-rule',
      standing: 'attention',
      sentence: 'It is mission-critical, and no policy says how old its backup may be.',
      remedy: 'Say it in a policy, under backups.',
    },
  ];
}

/** What a probe could not tell is not held against the backups: they stand as they are known. */
function probeReasons({ backupRule, probe }: RollbackFacts): readonly RollbackReason[] {
  const because = backupRule?.probe === undefined ? null : (probe?.because ?? null);
  if (because === null) return [];
  const remedy = 'Mend the command or the device: the probe is run again at its next turn.';
  return [{ code: 'backup.probe-failed', standing: 'attention', sentence: `Its probe told nothing of its backups. ${because}`, remedy }];
}

/** The last time that passed is what a promise is held to; a restore test that was timed counts too. */
function tooSlow({ backupRule, trials, restoreTest }: RollbackFacts): readonly RollbackReason[] {
  const promised = backupRule?.recoverWithinMinutes ?? null;
  if (promised === null) return [];
  const timed = [trials.find((trial) => trial.passed)?.seconds, restoreTest?.ok === true ? restoreTest.seconds : null];
  const longest = Math.max(...timed.map((seconds) => seconds ?? 0));
  if (longest <= promised * 60) return [];
  const sentence = `It came back in ${Math.ceil(longest / 60)} minutes, and ${promised} were promised.`;
  return [{ code: 'way-back.too-slow', standing: 'attention', sentence, remedy: 'Promise what it takes, or make its way back shorter.' }];
}

function goodSentence({ trials, goodBackup, backupRule }: RollbackFacts, now: string): string {
  const passed = trials.find((trial) => trial.passed);
  const tried = passed === undefined ? '' : triedWords(passed, now);
  const age = goodBackup === null || backupRule === null ? null : hoursBetween(goodBackup.at, now);
  const backup = age === null ? '' : ` Its last good backup is ${ageWords(age)} old.`;
  return `${tried}${backup}`.trim();
}

/** `Its way back was tried 3 days ago, in a drill.` */
export function triedWords({ at, on, what }: Trial, now: string): string {
  const hours = hoursBetween(at, now);
  const when = hours < 0 ? 'once' : `${ageWords(hours)} ago`;
  const where = on === 'device' ? '' : ' on a device like it';
  return `Its way back was tried ${when}${where}, ${what === 'drill' ? 'in a drill' : 'by a rollback'}.`;
}
