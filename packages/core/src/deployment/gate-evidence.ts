/** What a ring had shown when it passed: kept with the event by which it passed, so that nobody has to work it out again. */
import { countRing } from './gate.ts';
import type { RingCounts } from './gate.ts';
import { toInstant, toMs, addDuration } from './instants.ts';
import type { Look } from './look.ts';
import { notAwaitedIn } from './look.ts';
import { answerOf, checkedRuns } from './soak-checks.ts';
import { runsOf } from './runs.ts';
import type { TestRecord, TestStep } from './test-steps.ts';
import { openSteps, testStepsOf } from './test-steps.ts';
import { standInEvidence } from './stand-ins.ts';
import type { StandInEvidence } from './stand-ins.ts';
import type { HoldReason, Promotion } from './types.ts';

/** How many there were and how they ended, as the gate counted them. */
export type GateEvidence = Omit<RingCounts, 'settled'> & {
  /** Verified of those counted, 0 to 1; null: none counted. */
  readonly rate: number | null;
  readonly wanted: { readonly minVerified: number; readonly minRate: number; readonly soak: string };
  /** From when to when it was watched (RFC 3339). */
  readonly soakedFrom: string;
  readonly soakedUntil: string;
  /** Devices of which the checks passed again at the end of the soak. Null: they have none, or a person did not wait for them. */
  readonly checksPassed: number | null;
  readonly tests: readonly (TestRecord & { readonly kind: TestStep['kind']; readonly at: string; readonly accepted: boolean })[];
  /** What later rings have and no ring before them, in sentences, as it was when the plan was made. */
  readonly notCovered: readonly string[];
  /** Of mission-critical devices of later rings, whether their stand-ins had shown the same change; not there: there are none. */
  readonly standIns?: readonly StandInEvidence[];
  /** A person let it pass before `soakUntil`, the end of its soak, or without these steps of its test plan; not there: it passed by itself. */
  readonly promoted?: Promotion & { readonly soakUntil: string; readonly stepsOpen: readonly string[] };
  /** Where people let it go on: why it was held, who, and for what reason. */
  readonly goOn: readonly { readonly reason: HoldReason; readonly by: string; readonly at: string; readonly because: string }[];
};

/** Of a ring that passes now. */
export function evidenceOf(look: Look, ring: number): GateEvidence {
  const { draft } = look;
  const { settled: _settled, ...counts } = countRing(draft, ring, notAwaitedIn(look, ring));
  const gate = draft.header.rings[ring]?.gate ?? { minVerified: 0, minRate: 0, soak: 'PT0S' };
  const until = draft.rings[ring]?.soakUntil ?? look.facts.now;
  const soakMs = toMs(addDuration('1970-01-01T00:00:00Z', gate.soak));
  const checked = checkedRuns(look, ring);
  const promoted = draft.rings[ring]?.promoted;
  const standIns = standInEvidence(look, ring);
  const members = new Set(
    runsOf(draft)
      .filter((run) => run.ring === ring)
      .map((run) => run.deviceId),
  );
  return {
    ...counts,
    rate: counts.counted === 0 ? null : counts.verified / counts.counted,
    wanted: { minVerified: gate.minVerified, minRate: gate.minRate, soak: gate.soak },
    soakedFrom: toInstant(toMs(until) - soakMs),
    soakedUntil: look.facts.now,
    checksPassed: checked.length > 0 && checked.every((run) => answerOf(look, run) === 'passed') ? checked.length : null,
    tests: ring === 0 ? testsOf(look) : [],
    notCovered: look.facts.notCovered ?? [],
    ...(standIns.length === 0 ? {} : { standIns }),
    ...(promoted === undefined ? {} : { promoted: { ...promoted, soakUntil: until, stepsOpen: ring === 0 ? stepsOpen(look) : [] } }),
    goOn: draft.releases
      .filter(({ by, ring: of, content }) => by !== 'engine' && (of === ring || content.acceptedDeviceIds.some((id) => members.has(id))))
      .map(({ reason, by, at, content }) => ({ reason, by, at, because: content.because })),
  };
}

function stepsOpen({ draft }: Look): readonly string[] {
  return openSteps(draft).map(({ name }) => name);
}

function testsOf({ draft }: Look): GateEvidence['tests'] {
  return testStepsOf(draft.header).flatMap(({ name, kind }) => {
    const said = draft.tests?.[name];
    return said === undefined ? [] : [{ step: name, kind, ...said }];
  });
}
