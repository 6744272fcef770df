/** Checks that were asked again days after the change, and what turned out worse by them: how each question was answered, and what nobody answered. */
import type { Records } from '../records/types.ts';
import type { ChecksAgainDay, ChecksAgainReport } from './types.ts';

type Question = Records['checksAgain'][number];
type NotWell = ChecksAgainReport['notWell'][number]['state'];

const notWell: Readonly<Partial<Record<Question['state'], NotWell>>> = {
  failed: 'failed',
  'not-measured': 'not measured',
  refused: 'refused',
  waiting: 'no answer',
};

export function checksAgainOf({ checksAgain, regressions }: Pick<Records, 'checksAgain' | 'regressions'>): ChecksAgainReport {
  return {
    days: [...Map.groupBy(checksAgain, ({ days }) => days)].map(([days, asked]) => dayOf(days, asked)),
    notWell: checksAgain.flatMap((one) => {
      const state = notWell[one.state];
      const { days, device_name: device, asked_at: askedAt } = one;
      return state === undefined || askedAt === null ? [] : [{ days, device, state, askedAt }];
    }),
    regressions: regressions
      .map((row) => ({
        device: row.device_name,
        check: row.check_name,
        days: row.days,
        before: row.before_detail,
        after: row.after_detail,
        foundAt: row.found_at,
        decision: row.what === null ? null : { what: row.what, because: row.because ?? '', by: row.decided_by ?? '' },
      }))
      .toSorted((a, b) => (a.foundAt < b.foundAt ? -1 : a.foundAt > b.foundAt ? 1 : 0)),
  };
}

function dayOf(days: number, asked: readonly Question[]): ChecksAgainDay {
  const of = (state: Question['state']): number => asked.filter((one) => one.state === state).length;
  return {
    days,
    devices: asked.length,
    passed: of('passed'),
    failed: of('failed'),
    notMeasured: of('not-measured') + of('refused'),
    noAnswer: of('waiting'),
    notAsked: of('not-asked'),
    notAskedYet: of('planned'),
  };
}
