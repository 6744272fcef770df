/** The SQL of notices. Only this file writes their table. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type NewNotice = {
  readonly id: string;
  readonly clientId: string;
  readonly deploymentId: string;
  readonly occasion: string;
  readonly kind: string;
  readonly contactId: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly at: string;
  readonly dueAt: string;
};

/** False where this contact has been told of this occasion: a repeat writes nothing. */
export async function addNotice(tx: Tx, row: NewNotice): Promise<boolean> {
  const added = await tx
    .insertInto('notice')
    .values({
      client_id: row.clientId,
      id: row.id,
      deployment_id: row.deploymentId,
      occasion: row.occasion,
      kind: row.kind,
      contact_id: row.contactId,
      recipient: row.recipient,
      recipient_name: row.recipientName,
      subject: row.subject,
      body_text: row.text,
      body_html: row.html,
      created_at: row.at,
      due_at: row.dueAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Announcements of a deployment that are not due yet are not sent any more; the rows stay and say why. */
export async function withdrawAnnouncements(tx: Tx, clientId: string, deploymentId: string, at: string, because: string): Promise<void> {
  await tx
    .updateTable('notice')
    .set({ rejected_at: at, last_trouble: because })
    .where('client_id', '=', clientId)
    .where('deployment_id', '=', deploymentId)
    .where('kind', '=', 'planned')
    .where('due_at', '>', at)
    .where('tries', '=', 0)
    .where('delivered_at', 'is', null)
    .where('rejected_at', 'is', null)
    .execute();
}

export type ClaimedNotice = {
  readonly client_id: string;
  readonly id: string;
  readonly recipient: string;
  readonly recipient_name: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
  /** How often it was tried, this time included. */
  readonly tries: number;
};

/**
 * Takes notices that are due for this server until `leaseUntil`: another server passes over them, and takes them on if this one dies.
 * The try counts from now, so that a notice which ends the process can not do so for ever.
 */
export async function claimDue(tx: Tx, now: string, leaseUntil: string, limit: number): Promise<ClaimedNotice[]> {
  const found = await sql<ClaimedNotice>`
    with due as (
      select client_id, id from notice
      where due_at <= ${now} and delivered_at is null and rejected_at is null
      order by due_at limit ${limit} for update skip locked
    )
    update notice n set due_at = ${leaseUntil}, tries = n.tries + 1
    from due where n.client_id = due.client_id and n.id = due.id
    returning n.client_id, n.id, n.recipient, n.recipient_name, n.subject, n.body_text, n.body_html, n.tries`.execute(tx);
  return found.rows;
}

/** Notices that were never tried and fell due before `before` are closed; returns how many. */
export async function closeStale(tx: Tx, before: string, at: string, because: string): Promise<number> {
  const closed = await tx
    .updateTable('notice')
    .set({ rejected_at: at, last_trouble: because })
    .where('due_at', '<', before)
    .where('tries', '=', 0)
    .where('delivered_at', 'is', null)
    .where('rejected_at', 'is', null)
    .executeTakeFirst();
  return Number(closed.numUpdatedRows);
}

export type Settling = {
  readonly clientId: string;
  readonly id: string;
  readonly deliveredAt: string | null;
  readonly rejectedAt: string | null;
  readonly trouble: string | null;
  /** Set where it is tried again. */
  readonly dueAt: string | null;
};

/** Writes how a try ended. */
export async function settleNotice(tx: Tx, row: Settling): Promise<void> {
  await tx
    .updateTable('notice')
    .set({
      delivered_at: row.deliveredAt,
      rejected_at: row.rejectedAt,
      last_trouble: row.trouble,
      ...(row.dueAt === null ? {} : { due_at: row.dueAt }),
    })
    .where('client_id', '=', row.clientId)
    .where('id', '=', row.id)
    .execute();
}

export type NoticeRow = {
  id: string;
  client_id: string;
  client_name: string;
  kind: string;
  recipient: string;
  recipient_name: string;
  subject: string;
  body_text: string;
  tries: number;
  last_trouble: string | null;
  deployment_id: string | null;
  created_at: string;
  delivered_at: string | null;
  rejected_at: string | null;
};

/** Newest first, below the id `before`. Each client's newest are looked up by key, so that the price does not grow with what was ever sent. */
export async function readNotices(
  tx: Tx,
  scope: readonly string[],
  given: { readonly deploymentId: string | null; readonly before: string | null; readonly limit: number },
): Promise<NoticeRow[]> {
  const found = await sql<NoticeRow>`
    select n.*, c.name as client_name
    from unnest(${[...scope]}::uuid[]) as s(client_id)
    join client c on c.client_id = s.client_id
    cross join lateral (
      select id, client_id, kind, recipient, recipient_name, subject, body_text, tries, last_trouble, deployment_id, created_at, delivered_at, rejected_at
      from notice x
      where x.client_id = s.client_id
        and ${given.before === null ? sql`true` : sql`x.id < ${given.before}::uuid`}
        and ${given.deploymentId === null ? sql`true` : sql`x.deployment_id = ${given.deploymentId}::uuid`}
      order by x.id desc limit ${given.limit}
    ) n
    order by n.id desc limit ${given.limit}`.execute(tx);
  return found.rows;
}
