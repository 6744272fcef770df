/** The part of the fold that concerns one device run. */
import { foldDependantEvent } from './apply-dependants.ts';
import type { DependantEvent } from './apply-dependants.ts';
import type { DeploymentEvent, RunPhase, RunState } from './types.ts';
import { calledBack, calledBackBefore } from './runs.ts';
import { runPhases } from './types.ts';

export type RunEvent =
  | Extract<
      DeploymentEvent,
      {
        readonly kind:
          | 'securing-sent'
          | 'rate-refused'
          | 'secured'
          | 'run-sent'
          | 'run-progressed'
          | 'run-settled'
          | 'run-planned-again'
          | 'check-sent';
      }
    >
  | DependantEvent;

/** Does the second phase lie further on the way than the first? */
export function isLater(than: RunPhase, phase: RunPhase): boolean {
  return runPhases.indexOf(phase) > runPhases.indexOf(than);
}

/** The run after one more event of its own. Events of an attempt that is over change nothing. */
export function foldRunEvent(run: RunState, event: RunEvent): RunState {
  switch (event.kind) {
    case 'run-sent':
      return {
        ...anew(run, event.attempt),
        phase: 'sent',
        sentAt: event.at,
        notBefore: event.notBefore,
        notAfter: event.notAfter,
        ...(event.outside === undefined ? {} : { outside: event.outside }),
      };
    case 'run-planned-again':
      return { ...withoutDependants(anew(run, event.attempt)), ...countedBack(run), ...afterMiss(run), tryAfter: event.tryAfter };
    case 'securing-sent':
      return { ...fetchedAnew(run, event), securingSentAt: event.at };
    case 'rate-refused':
      return { ...withoutFetch(run), securingSentAt: null, keepsNoRate: true };
    case 'secured':
      return { ...run, secured: true };
    default:
      return event.attempt === run.attempt ? foldAttempt(run, event) : run;
  }
}

/** What was said before an attempt that came to nothing is old by the next. */
function withoutDependants({ dependants: _, ...run }: RunState): RunState {
  return run;
}

/** Without a bandwidth a device is told once, and nothing of it is kept. */
function fetchedAnew(run: RunState, { download, instructionId }: Extract<RunEvent, { kind: 'securing-sent' }>): RunState {
  if (download === undefined && run.fetches === undefined) return run;
  return { ...withoutFetch(run), ...(download === undefined ? {} : { download }), fetchId: instructionId, fetches: (run.fetches ?? 0) + 1 };
}

function withoutFetch({ download: _, ...run }: RunState): RunState {
  return run;
}

function countedBack(run: RunState): Pick<RunState, 'calledBack'> {
  return run.outcomeCode === calledBack ? { calledBack: calledBackBefore(run) + 1 } : {};
}

/** Ends that say that a device was off, or out of contact, through its window. */
const absent: readonly (string | null)[] = ['run.never-handed-out', 'run.not-started', 'missed.absent'];

function afterMiss(run: RunState): Pick<RunState, 'floated' | 'missedWindow'> {
  if (run.outcome !== 'missed') return {};
  if (run.outside !== undefined) return { floated: (run.floated ?? 0) + 1 };
  if (run.missedWindow !== undefined || run.notBefore === null || run.notAfter === null || !absent.includes(run.outcomeCode)) return {};
  return { missedWindow: { from: run.notBefore, to: run.notAfter } };
}

type AttemptEvent = Extract<RunEvent, { kind: 'run-progressed' | 'run-settled' | 'check-sent' }> | DependantEvent;

function foldAttempt(run: RunState, event: AttemptEvent): RunState {
  switch (event.kind) {
    case 'dependant-asked':
    case 'dependant-judged':
      return foldDependantEvent(run, event);
    case 'run-progressed':
      if (!isLater(run.phase, event.phase)) return run;
      return {
        ...run,
        phase: event.phase,
        accepted: run.accepted || isLater('sent', event.phase),
        progressAt: event.at,
        reportedAt: event.phase === 'reported' ? event.at : run.reportedAt,
      };
    case 'run-settled':
      if (!maySettle(run)) return run;
      return { ...run, outcome: event.outcome, outcomeCode: event.code, outcomeDetail: event.detail, settledAt: event.at };
    case 'check-sent':
      return { ...run, checkRounds: run.checkRounds + 1, checkInstructionId: event.instructionId, checkSentAt: event.at };
  }
}

/** Ends of a cancelled deployment that say what the device did not do, and not what it said. */
const silentEnds: readonly (string | null)[] = ['run.never-handed-out', 'run.not-started'];

/** An end that rests on silence gives way to one that rests on a report; any other end is the end. */
export function restsOnSilence(run: RunState): boolean {
  return run.outcome === 'unknown' || run.outcome === 'missed' || (run.outcome === 'cancelled' && silentEnds.includes(run.outcomeCode));
}

function maySettle(run: RunState): boolean {
  return run.outcome === null || restsOnSilence(run);
}

function anew({ outside: _outside, ...run }: RunState, attempt: number): RunState {
  return {
    ...run,
    attempt,
    phase: 'planned',
    outcome: null,
    outcomeCode: null,
    outcomeDetail: null,
    tryAfter: null,
    sentAt: null,
    progressAt: null,
    reportedAt: null,
    settledAt: null,
    notBefore: null,
    notAfter: null,
    accepted: false,
  };
}
