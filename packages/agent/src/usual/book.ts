/**
 * What is usual on this device, kept through restarts: a few kilobytes, hour by hour of four weeks. Losing it costs nothing but time: checks that go by it say that they could not measure.
 */
import { hourAt, keyOf, respondingIn, usualAt, withSample } from '@fettle/core/baselines';
import type { Responding, Usual } from '@fettle/core/baselines';
import type { HealthCheck } from '@fettle/core/deployment';
import { HealthCheckSchema } from '@fettle/protocol/instruction';
import { z } from 'zod';
import { writeJson } from '../state/durable.ts';
import { readAs } from '../state/read-file.ts';

/** Answers that are timed at most; what was named longest ago is dropped first. */
const mostWatched = 20;
/** So long after it was named last an address is timed no more. */
const watchDays = 90;

export const UsualFile = z.strictObject({
  format: z.literal(1),
  measures: z.record(z.string(), z.array(z.tuple([z.number().int(), z.number().int().min(1), z.number().min(0)])).max(1_000)),
  /** Checks whose answers are timed, by key, with when they were named last. */
  watched: z.record(z.string(), z.strictObject({ check: HealthCheckSchema, namedAt: z.string() })),
});
export type UsualFile = z.infer<typeof UsualFile>;

export type UsualBook = {
  /** Adds samples of one moment, and writes. */
  readonly add: (samples: readonly { readonly key: string; readonly value: number }[], at: string) => void;
  /** Times the answers from now on that `slower` checks of this list are about. */
  readonly watch: (checks: readonly HealthCheck[], at: string) => void;
  readonly watched: (at: string) => readonly Responding[];
  readonly usual: (key: string, at: string) => { readonly usual: Usual; readonly hour: number };
};

/** Opens it. One that can not be read is begun anew, with a notice. `zone`: whose clock the hours go by. */
export function openUsual(path: string, zone: string): { readonly book: UsualBook; readonly notice: string | null } {
  const read = readAs(path, UsualFile);
  const notice = read.ok ? null : `${read.sentence} What is usual on this device is learned anew.`;
  let file: UsualFile = (read.ok ? read.value : null) ?? { format: 1, measures: {}, watched: {} };
  const write = (next: UsualFile): void => {
    writeJson(path, next);
    file = next;
  };
  const isCurrent = (namedAt: string, at: string): boolean => hoursBetween(namedAt, at) < watchDays * 24;
  return {
    notice,
    book: {
      add(samples, at) {
        const hour = hourAt(at, zone);
        const measures = { ...file.measures };
        for (const { key, value } of samples)
          measures[key] = withSample(measures[key] ?? [], hour, value).map(([when, count, mean]) => [when, count, mean]);
        const watched = Object.fromEntries(Object.entries(file.watched).filter(([, { namedAt }]) => isCurrent(namedAt, at)));
        const isKept = (key: string): boolean => key === 'cpu' || key === 'memory' || key in watched;
        write({ ...file, watched, measures: Object.fromEntries(Object.entries(measures).filter(([key]) => isKept(key))) });
      },
      watch(checks, at) {
        const named = respondingIn(checks);
        if (named.length === 0) return;
        const all = {
          ...file.watched,
          ...Object.fromEntries(named.map((check) => [keyOf(check), { check: HealthCheckSchema.parse(check), namedAt: at }])),
        };
        const newest = Object.entries(all).toSorted(([, one], [, other]) => hoursBetween(one.namedAt, other.namedAt));
        write({ ...file, watched: Object.fromEntries(newest.slice(0, mostWatched)) });
      },
      watched: (at) =>
        Object.values(file.watched).flatMap(({ check, namedAt }) =>
          isCurrent(namedAt, at) && (check.kind === 'http' || check.kind === 'tcp') ? [check] : [],
        ),
      usual(key, at) {
        const hour = hourAt(at, zone);
        return { usual: usualAt(file.measures[key] ?? [], hour), hour };
      },
    },
  };
}

function hoursBetween(from: string, to: string): number {
  return Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total('hours');
}
