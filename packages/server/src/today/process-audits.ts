/** Audits of clients' processes that are overdue, and their actions that are: one line a client. */
import { auditStandings } from '../process-audits/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Tx } from '../platform/database/index.ts';
import { paths } from './paths.ts';
import { countOf } from './types.ts';
import type { Line } from './types.ts';

export async function processAuditLines(tx: Tx, now: Temporal.Instant): Promise<readonly Line[]> {
  const at = timestamp(now);
  return (await auditStandings(tx, null, at)).flatMap(
    ({ clientId, state, last, nextOn, zone, openActions, overdueActions, firstDueOn }): readonly Line[] => {
      const isOverdue = state === 'overdue' || state === 'long-overdue';
      const by = [isOverdue ? nextOn : null, overdueActions > 0 ? firstDueOn : null].filter((day) => day !== null).toSorted()[0];
      if (by === undefined) return [];
      const why = [
        ...(isOverdue ? [`It was due on ${nextOn}; the last one was on ${last?.on ?? 'no day'}.`] : []),
        ...(overdueActions > 0
          ? [`${countOf(overdueActions, 'action', 'actions')} of ${openActions} open ones overdue, since ${firstDueOn} the first.`]
          : []),
      ];
      return [
        {
          id: `process-audit:${clientId}`,
          kind: 'process audit',
          clientId,
          title: isOverdue ? 'Audit the process' : `End ${countOf(overdueActions, 'action', 'actions')} of the process audit`,
          why: why.join(' '),
          since: timestamp(Temporal.PlainDate.from(by).add({ days: 1 }).toZonedDateTime(zone).toInstant()),
          by: null,
          action: { label: isOverdue ? 'See the audits' : 'See the actions', path: paths.audits(clientId) },
        },
      ];
    },
  );
}
