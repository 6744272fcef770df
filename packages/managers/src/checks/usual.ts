/**
 * Checks against what is usual on this device at these hours: processors, memory, and how soon something answers. One sample says nothing; the middle of several counts, and where it is
 * too much the check goes on measuring until its time is up: after a restart a device is busy for a while.
 */
import { judgeSamples, keyOf } from '@fettle/core/baselines';
import type { Allowance, MeasureKind, Responding, Usual } from '@fettle/core/baselines';
import type { HealthCheck } from '@fettle/core/deployment';
import type { Machine } from '../machine/index.ts';
import { busyPercent, readCpuTimes, readMemoryPercent } from '../system/usage.ts';
import { realClock } from './clock.ts';
import type { CheckClock } from './clock.ts';
import { httpCheck } from './http.ts';
import { tcpCheck } from './tcp.ts';
import type { Look } from './types.ts';

/** What is usual of a measure at this hour, by the key under which it is kept. */
export type UsualOf = (key: string) => { readonly usual: Usual; readonly hour: number };
/** How the middle is found. */
export type Sampling = { readonly everyMs: number; readonly samples: number };

export const sampling: Sampling = { everyMs: 5_000, samples: 6 };
/** Of a program that keeps nothing. */
export const nothingUsual: UsualOf = () => ({ usual: { known: false, because: 'This program does not keep what is usual' }, hour: 0 });

export type UsualCheck = Extract<HealthCheck, { kind: 'cpu' | 'memory' | 'slower' }>;

/** Measures until it is not more than usual, or until the time is up. */
export async function measureUsual(
  machine: Machine,
  check: UsualCheck,
  checks: readonly HealthCheck[],
  leftMs: number,
  { usualOf, pace, clock }: { readonly usualOf: UsualOf; readonly pace: Sampling; readonly clock: CheckClock },
): Promise<Look> {
  const end = clock.now() + leftMs;
  const measure = measureOf(machine, check, checks, clock);
  if (measure === null)
    return { answer: 'could-not-measure', detail: 'Its policy has no check of that name that asks an address or a port' };
  const samples: number[] = [];
  for (;;) {
    const sample = await measure.take(Math.max(end - clock.now(), 100));
    if (sample !== null) samples.push(sample);
    const { usual, hour } = usualOf(measure.key);
    const judged = judgeSamples(measure.kind, samples.slice(-pace.samples), usual, measure.allowance, hour);
    const isEnough = samples.length >= pace.samples;
    if (isEnough && judged.answer !== 'failed') return judged;
    // What is not known will not be known a second later.
    if (!usual.known && samples.length > 0) return judged;
    if (clock.now() + pace.everyMs >= end)
      return isEnough
        ? judged
        : { answer: 'could-not-measure', detail: `Only ${samples.length} of ${pace.samples} samples could be taken in its time` };
    await clock.sleep(pace.everyMs);
  }
}

type Measure = {
  readonly key: string;
  readonly kind: MeasureKind;
  readonly allowance: Allowance;
  readonly take: (leftMs: number) => Promise<number | null>;
};

function measureOf(machine: Machine, check: UsualCheck, checks: readonly HealthCheck[], clock: CheckClock): Measure | null {
  switch (check.kind) {
    case 'cpu':
      return { key: 'cpu', kind: 'cpu', allowance: { percentOver: check.mostPercentOver }, take: cpuSampler(machine) };
    case 'memory':
      return { key: 'memory', kind: 'memory', allowance: { percentOver: check.mostPercentOver }, take: () => readMemoryPercent(machine) };
    case 'slower': {
      const of = checks.find((one): one is Responding => (one.kind === 'http' || one.kind === 'tcp') && one.name === check.of);
      if (of === undefined) return null;
      const allowance = { times: check.mostTimesSlower };
      return { key: keyOf(of), kind: 'response', allowance, take: (leftMs) => responseMs(machine, of, Math.min(leftMs, 10_000), clock) };
    }
  }
}

/** Between one call and the next; the first has nothing to compare with. */
export function cpuSampler(machine: Machine): () => Promise<number | null> {
  let before: Awaited<ReturnType<typeof readCpuTimes>> = null;
  return async () => {
    const after = await readCpuTimes(machine);
    const busy = before === null || after === null ? null : busyPercent(before, after);
    before = after;
    return busy;
  };
}

/** Milliseconds until it answered as it should; null: it did not. */
export async function responseMs(
  machine: Machine,
  check: Responding,
  leftMs: number,
  clock: CheckClock = realClock,
): Promise<number | null> {
  const started = clock.now();
  const look = await (check.kind === 'http' ? httpCheck.look(machine, check, leftMs, null) : tcpCheck.look(machine, check, leftMs, null));
  return look.answer === 'passed' ? clock.now() - started : null;
}
