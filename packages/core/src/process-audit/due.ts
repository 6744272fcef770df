/** When the next audit is due, and what is overdue. Days are days of the client's zone. */

/** How often the process is audited where nobody said otherwise, and within what it may be said. */
export const auditMonths = { standard: 12, least: 1, most: 36 } as const;
/** Overdue for more days it is no longer a matter of weeks: it fails. */
export const longOverdueDays = 90;

/** The day of an instant (RFC 3339) in a zone. */
export function dayIn(at: string, zone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** So many months after a day; of a shorter month its last day. */
export function monthsAfter(day: string, months: number): string {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

/** On its day a thing is not overdue yet. */
export function isOverdue(dueOn: string, today: string): boolean {
  return Temporal.PlainDate.compare(dueOn, today) < 0;
}

export type AuditFacts = {
  /** The one that was concluded last; null: none ever was. */
  readonly last: { readonly number: number; readonly on: string } | null;
  /** The interval that holds for the client. */
  readonly months: number;
  readonly today: string;
  /** Actions of concluded audits that have no end yet. */
  readonly openActions: readonly { readonly dueOn: string }[];
};

export const auditStates = ['never', 'current', 'overdue', 'long-overdue'] as const;
export type AuditState = (typeof auditStates)[number];
export type AuditStanding = {
  readonly state: AuditState;
  readonly last: AuditFacts['last'];
  /** Null: there is no audit to count from. */
  readonly nextOn: string | null;
  readonly openActions: number;
  readonly overdueActions: number;
};

/** How a client stands in the audits of its process. A client that was never audited is not overdue: nobody said by when, and so it is unknown. */
export function auditStanding({ last, months, today, openActions }: AuditFacts): AuditStanding {
  const nextOn = last === null ? null : monthsAfter(last.on, months);
  return {
    state: nextOn === null ? 'never' : stateOn(nextOn, today),
    last,
    nextOn,
    openActions: openActions.length,
    overdueActions: openActions.filter(({ dueOn }) => isOverdue(dueOn, today)).length,
  };
}

function stateOn(nextOn: string, today: string): AuditState {
  if (!isOverdue(nextOn, today)) return 'current';
  return Temporal.PlainDate.from(nextOn).until(today).days > longOverdueDays ? 'long-overdue' : 'overdue';
}
