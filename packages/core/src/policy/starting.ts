import type { Policy } from './types.ts';

/**
 * A careful policy to begin with: security and normal updates, a tenth of the devices first, then a quarter more, each for a day, on Sundays
 * from 02:00 for four hours, restarts where needed, back by itself after a failure. It names no health checks: those are the client's own.
 */
export function startingPolicy(about: { readonly name: string; readonly owner: string; readonly reviewAt: string }): Policy {
  return {
    ...about,
    select: { classes: ['security', 'normal'], exclude: [] },
    rings: [
      { name: 'test', members: { kind: 'share', percent: 10 }, soak: 'P1D', gate: { minVerified: 1, minRate: 1 } },
      { name: 'pilot', members: { kind: 'share', percent: 25 }, soak: 'P1D', gate: { minVerified: 1, minRate: 0.9 } },
      { name: 'broad', members: { kind: 'rest' }, soak: 'PT0S', gate: { minVerified: 1, minRate: 0.9 } },
    ],
    window: { rule: 'FREQ=WEEKLY;BYDAY=SU', start: '02:00', durationMinutes: 240 },
    restart: 'if-needed',
    failureBudget: 0,
    checks: [],
    rollback: 'automatic',
    startOffline: false,
    maxParallel: 5,
    devicesPerHour: 50,
    notices: { plannedHoursBefore: [48] },
  };
}
