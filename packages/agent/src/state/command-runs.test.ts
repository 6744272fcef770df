import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostRunsAnHour, runsOfHour, withCommandRun } from './command-runs.ts';
import type { CommandRun } from './command-runs.ts';

const start = Temporal.Instant.from('2026-03-01T12:00:00Z');
const at = (minutes: number) => start.add({ seconds: Math.round(minutes * 60) }).toString();

test('no hour holds more runs of a command than may be, however they are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 0, max: 15 })), { maxLength: 150 }), (asked) => {
      let runs: CommandRun[] = [];
      const ran: { document: string; minute: number }[] = [];
      let minute = 0;
      for (const [document, later] of asked) {
        minute += later;
        const next = withCommandRun(runs, document, at(minute));
        if (next !== null) ran.push({ document, minute });
        runs = next ?? runs;
      }
      for (const one of ran) {
        const within = ran.filter((run) => run.document === one.document && run.minute >= one.minute && run.minute < one.minute + 60);
        expect(within.length).toBeLessThanOrEqual(mostRunsAnHour);
      }
      expect(runs.length).toBeLessThanOrEqual(2 * mostRunsAnHour);
    }),
  );
});

test('one command does not use up the runs of another, and an hour later it may run again', () => {
  const full = Array.from({ length: mostRunsAnHour }, (_, minute) => ({ document: 'a', at: at(minute) }));
  expect(withCommandRun(full, 'a', at(20))).toBe(null);
  expect(withCommandRun(full, 'b', at(20))).toHaveLength(mostRunsAnHour + 1);
  expect(withCommandRun(full, 'a', at(61))).toHaveLength(mostRunsAnHour - 1);
});

test('a clock that went back makes nobody forget, and stops nothing for ever', () => {
  const ahead = Array.from({ length: mostRunsAnHour }, () => ({ document: 'a', at: at(100_000) }));
  expect(withCommandRun(ahead, 'a', at(0))).toBe(null);
  const seen = runsOfHour(ahead, at(0));
  expect(withCommandRun(seen, 'a', at(61))).toHaveLength(1);
});
