/** What an active deployment waits for, device by device: the typed answer to "why does nothing happen?". */
import { answerOf, checkedRuns } from './soak-checks.ts';
import { dependantWaits } from './dependants.ts';
import { floatingWait } from './floating.ts';
import { freezeWait, frozenNow, isHeldBack } from './freezes.ts';
import { isStill } from './holds.ts';
import { toMs } from './instants.ts';
import type { Look } from './look.ts';
import { factsOf, isWindingDown, seenSince } from './look.ts';
import type { Pace } from './pace.ts';
import { countPace } from './pace.ts';
import { currentRing } from './rings.ts';
import { isInFlight, isPlanned, runsOf } from './runs.ts';
import { fetchWait, turnOf } from './sending.ts';
import { isLater } from './apply-run.ts';
import { rulesOf } from './spec.ts';
import { testWaits } from './tests.ts';
import type { RestartWait, RunState, Waiting } from './types.ts';

/** Everything that is awaited, holds first. Empty only when the deployment is over. */
export function waitingOn(look: Look): readonly Waiting[] {
  if (look.draft.status !== 'active') return [];
  const pace = countPace(look);
  return [
    ...holdWaits(look),
    ...runsOf(look.draft).flatMap((run) => runWaits(look, run, pace)),
    ...dependantWaits(look),
    ...look.draft.rings.flatMap((_, ring) => ringWaits(look, ring)),
  ];
}

function holdWaits(look: Look): readonly Waiting[] {
  if (isWindingDown(look)) return [];
  return look.draft.holds.map((hold) => (hold.reason === 'panic stop' ? { what: 'panic stop' } : { what: 'hold', hold }));
}

function runWaits(look: Look, run: RunState, pace: Pace): readonly Waiting[] {
  if (isInFlight(run)) return [inFlightWait(look, run)];
  if (!isPlanned(run) || isWindingDown(look)) return [];
  // Before the holds: whoever approves or releases is to know what stays out.
  const barred = factsOf(look, run)?.barred ?? null;
  if (barred !== null) return [{ what: 'decision', deviceId: run.deviceId, bar: barred }];
  if (look.draft.holds.length > 0) return [];
  if (look.draft.rings[run.ring]?.phase === 'closed') return run.secured ? [] : [securingWait(look, run, pace)];
  const turn = turnOf(look, run, pace);
  return 'what' in turn ? [turn] : [];
}

function securingWait(look: Look, run: RunState, pace: Pace): Waiting {
  const frozen = frozenNow(look, run);
  if (frozen !== null) return freezeWait(run, frozen);
  const quarantined = factsOf(look, run)?.deviceUsable === 'quarantined';
  return quarantined ? { what: 'device', deviceId: run.deviceId, for: 'quarantine' } : fetchWait(look, run, pace.bounds);
}

function inFlightWait(look: Look, run: RunState): Waiting {
  const { deviceId } = run;
  const opens = run.notBefore === null ? 0 : toMs(run.notBefore);
  const closes = run.notAfter === null ? 0 : toMs(run.notAfter);
  const device = (what: Extract<Waiting, { what: 'device' }>['for']): Waiting => ({ what: 'device', deviceId, for: what });
  if (run.phase === 'reported') return device('scan');
  const facts = factsOf(look, run);
  if (!run.accepted && facts !== null && facts.barred !== null) return { what: 'decision', deviceId, bar: facts.barred };
  const frozen = frozenNow(look, run);
  if (frozen !== null && isHeldBack(look, run)) return freezeWait(run, frozen);
  if (look.now < opens) return { what: 'window', deviceId, opensAt: run.notBefore };
  const floating = look.now < closes ? floatingWait(look, run) : null;
  if (floating !== null) return floating;
  if (!run.accepted) {
    const heard = run.sentAt !== null && seenSince(factsOf(look, run), toMs(run.sentAt));
    return device(heard && look.now < closes ? 'acceptance' : 'contact');
  }
  if (run.phase === 'restarting' && !isStill(look, run) && (look.now < closes || restartWait(look, run) === 'restart asked'))
    return device(restartWait(look, run));
  if (look.now >= closes || isStill(look, run)) return device('report');
  return device(isLater('getting', run.phase) || run.phase === 'getting' ? 'progress' : 'acceptance');
}

function restartWait(look: Look, run: RunState): RestartWait {
  switch (rulesOf(look.draft.header, look.facts.shares[run.deviceId]).restartWhen?.kind) {
    case 'ask':
      return 'restart asked';
    case 'signed-out':
      return 'restart signed out';
    case 'window-end':
      return 'restart window end';
    default:
      return 'restart';
  }
}

function ringWaits(look: Look, ring: number): readonly Waiting[] {
  const { phase, soakUntil } = look.draft.rings[ring] ?? { phase: 'passed', soakUntil: null };
  if (look.draft.cancelled !== null || phase === 'passed' || phase === 'open') return [];
  if (phase === 'soaking') return soakWaits(look, ring, soakUntil ?? look.facts.now);
  const earliest = look.draft.header.rings[ring]?.earliest;
  const awaited = runsOf(look.draft).some((run) => run.ring === ring && run.outcome === null);
  const next = ring === currentRing(look.draft);
  return earliest === undefined || (!awaited && !next) ? [] : [{ what: 'ring', ring, until: earliest }];
}

function soakWaits(look: Look, ring: number, until: string): readonly Waiting[] {
  if (look.now < toMs(until)) return [{ what: 'soak', ring, until }, ...testWaits(look, ring)];
  if (look.draft.holds.length > 0) return [];
  const checks: readonly Waiting[] = checkedRuns(look, ring)
    .filter((run) => answerOf(look, run) === 'pending')
    .map((run) => ({ what: 'device', deviceId: run.deviceId, for: 'check' }));
  return [...checks, ...testWaits(look, ring)];
}
