/** The SQL of notices. Only this file writes their table. */
import { sql } from 'kysely';
import type { Tx } from '../platform/database/index.ts';

export type NewNotice = {
  readonly id: string;
  readonly clientId: string;
  readonly deploymentId: string;
  readonly occasion: string;
  readonly kind: string;
  /** A contact; of what is no mail, a destination. */
  readonly contactId: string;
  readonly channel: string;
  readonly recipient: string;
  readonly recipientName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly at: string;
  readonly dueAt: string;
  /** The opening that it announces; null: none is known, or it announces nothing. */
  readonly announces: { readonly opensAt: string; readonly closesAt: string } | null;
  /** Of the first announcement: when it is compared with what is expected by then. */
  readonly compareAt: string | null;
  /** The invitation that it carries. */
  readonly calendar: string | null;
};

/** Notices that tell of a change before it begins. */
const ahead = sql`('planned', 'reminder', 'rescheduled')`;

/** Mail goes by the mail server, everything else is posted: each has a worker of its own, so that one without the other sends all the same. */
export type SentBy = 'mail' | 'post';

function sentBy(by: SentBy) {
  return by === 'mail' ? sql<boolean>`channel = 'mail'` : sql<boolean>`channel <> 'mail'`;
}

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
      channel: row.channel,
      recipient: row.recipient,
      recipient_name: row.recipientName,
      subject: row.subject,
      body_text: row.text,
      body_html: row.html,
      created_at: row.at,
      due_at: row.dueAt,
      opens_at: row.announces?.opensAt ?? null,
      closes_at: row.announces?.closesAt ?? null,
      compare_at: row.compareAt,
      calendar: row.calendar,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Announcements of a deployment that are not due yet are not sent any more, to one contact or to all; the rows stay and say why. */
export async function withdrawAnnouncements(
  tx: Tx,
  given: { readonly clientId: string; readonly deploymentId: string; readonly contactId: string | null; readonly at: string },
  because: string,
): Promise<void> {
  await sql`
    update notice set withdrawn_at = ${given.at}, last_trouble = ${because}
    where client_id = ${given.clientId} and deployment_id = ${given.deploymentId} and kind in ${ahead} and due_at > ${given.at}
      and ${given.contactId === null ? sql`true` : sql`contact_id = ${given.contactId}`}
      and tries = 0 and delivered_at is null and rejected_at is null and withdrawn_at is null`.execute(tx);
}

/** What a contact was told of the time of a change; `opens_at` null: that it is not known yet. */
export type Announced = {
  readonly contact_id: string;
  readonly opens_at: string | null;
  readonly closes_at: string | null;
  /** Invitations that went out. */
  readonly invited: number;
};

/** The last announcement to each contact that went out, or lies in the outbox for somebody to tell. */
export async function announcedTo(tx: Tx, clientId: string, deploymentId: string, now: string): Promise<ReadonlyMap<string, Announced>> {
  const found = await sql<Announced>`
    select distinct on (contact_id) contact_id, opens_at, closes_at, count(calendar) over (partition by contact_id)::int as invited from notice
    where client_id = ${clientId} and deployment_id = ${deploymentId} and kind in ${ahead}
      and withdrawn_at is null and (due_at <= ${now} or tries > 0)
    order by contact_id, created_at desc, id desc`.execute(tx);
  return new Map(found.rows.map((row) => [row.contact_id, row]));
}

/** Takes deployments whose announcements have not been compared with what is expected since `before`: another server passes over them. */
export async function claimToCompare(
  tx: Tx,
  given: { readonly now: string; readonly next: string; readonly limit: number },
): Promise<readonly { readonly client_id: string; readonly deployment_id: string }[]> {
  const found = await sql<{ client_id: string; deployment_id: string }>`
    with old as (
      select client_id, id from notice where compare_at <= ${given.now} order by compare_at limit ${given.limit} for update skip locked
    ), taken as (
      update notice n set compare_at = ${given.next} from old where n.client_id = old.client_id and n.id = old.id
      returning n.client_id, n.deployment_id
    )
    select distinct client_id, deployment_id from taken where deployment_id is not null order by 1, 2`.execute(tx);
  return found.rows;
}

/**
 * Approved deployments with contacts who came after they were proposed, answer for a device that still waits, and were told nothing: the announcement is news to them.
 * Newest first, at most `limit`.
 */
export async function withLateContacts(
  tx: Tx,
  limit: number,
): Promise<readonly { readonly client_id: string; readonly deployment_id: string }[]> {
  const found = await sql<{ client_id: string; deployment_id: string }>`
    select s.client_id, s.deployment_id from deployment_state s
    join deployment d on d.client_id = s.client_id and d.id = s.deployment_id
    where s.active and s.seq > 0
      and jsonb_array_length(coalesce(d.effective #> '{notices,plannedHoursBefore}', '[]')) > 0 and exists (
      select 1 from contact c
      where c.client_id = s.client_id and c.removed_at is null and c.created_at > d.created_at
        and not exists (select 1 from notice n where n.client_id = c.client_id and n.deployment_id = s.deployment_id and n.contact_id = c.id)
        and exists (
          select 1 from deployment_run r join device v on v.client_id = r.client_id and v.id = r.device_id
          where r.client_id = s.client_id and r.deployment_id = s.deployment_id and r.run ->> 'phase' = 'planned' and r.run ->> 'outcome' is null
            and (c.site_ids = '{}' or v.site_id = any(c.site_ids))))
    order by s.deployment_id desc limit ${limit}`.execute(tx);
  return found.rows;
}

/** Keeps others from looking at a deployment until this transaction ends; false: somebody is at it. */
export async function lockDeployment(tx: Tx, clientId: string, deploymentId: string): Promise<boolean> {
  const found = await sql`
    select 1 from deployment_state where client_id = ${clientId} and deployment_id = ${deploymentId} for update skip locked`.execute(tx);
  return found.rows.length > 0;
}

/** Whether an announcement to this contact waits to be sent that tells of this time. */
export async function waitsToTell(
  tx: Tx,
  of: { readonly clientId: string; readonly deploymentId: string },
  contactId: string,
  opensAt: string,
): Promise<boolean> {
  const found = await sql`
    select 1 from notice
    where client_id = ${of.clientId} and deployment_id = ${of.deploymentId} and contact_id = ${contactId} and kind in ${ahead}
      and opens_at = ${opensAt} and delivered_at is null and rejected_at is null and withdrawn_at is null limit 1`.execute(tx);
  return found.rows.length > 0;
}

/** From now on nobody is told that the start has moved: to these contacts it began, or (null) the deployment is over. */
export async function compareNoMore(tx: Tx, clientId: string, deploymentId: string, contactIds: readonly string[] | null): Promise<void> {
  await sql`
    update notice set compare_at = null
    where client_id = ${clientId} and deployment_id = ${deploymentId} and compare_at is not null
      and ${contactIds === null ? sql`true` : sql`contact_id = any(${[...contactIds]}::uuid[])`}`.execute(tx);
}

export type ClaimedNotice = {
  readonly client_id: string;
  readonly id: string;
  readonly kind: string;
  readonly contact_id: string;
  readonly deployment_id: string | null;
  readonly created_at: string;
  readonly recipient: string;
  readonly recipient_name: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
  readonly calendar: string | null;
  /** How often it was tried, this time included. */
  readonly tries: number;
};

/**
 * Takes notices that are due for this server until `leaseUntil`: another server passes over them, and takes them on if this one dies.
 * The try counts from now, so that a notice which ends the process can not do so for ever.
 */
export async function claimDue(tx: Tx, by: SentBy, now: string, leaseUntil: string, limit: number): Promise<ClaimedNotice[]> {
  const found = await sql<ClaimedNotice>`
    with due as (
      select client_id, id from notice
      where due_at <= ${now} and ${sentBy(by)} and delivered_at is null and rejected_at is null and withdrawn_at is null
      order by due_at limit ${limit} for update skip locked
    )
    update notice n set due_at = ${leaseUntil}, tries = n.tries + 1
    from due where n.client_id = due.client_id and n.id = due.id
    returning n.client_id, n.id, n.kind, n.contact_id, n.deployment_id, n.created_at, n.recipient, n.recipient_name, n.subject, n.body_text, n.body_html, n.calendar, n.tries`.execute(
    tx,
  );
  return found.rows;
}

/** Notices that were never tried and fell due before `before` are closed; returns how many. */
export async function closeStale(tx: Tx, by: SentBy, before: string, at: string, because: string): Promise<number> {
  const closed = await tx
    .updateTable('notice')
    .set({ rejected_at: at, last_trouble: because })
    .where('due_at', '<', before)
    .where(sentBy(by))
    .where('tries', '=', 0)
    .where('delivered_at', 'is', null)
    .where('rejected_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return Number(closed.numUpdatedRows);
}

/** The hash of one more link to a notice; of the last dozen times that it was sent. */
export async function addLink(
  tx: Tx,
  row: { readonly clientId: string; readonly id: string; readonly hash: Buffer; readonly until: string },
): Promise<void> {
  await sql`
    update notice set ack_hashes = (array[${row.hash}::bytea] || ack_hashes)[1:12], ack_until = ${row.until}
    where client_id = ${row.clientId} and id = ${row.id}`.execute(tx);
}

export type AnnouncementRow = {
  readonly id: string;
  readonly deployment_id: string | null;
  readonly contact_id: string;
  readonly kind: string;
  readonly recipient_name: string;
  readonly language: string;
  readonly subject: string;
  readonly body_text: string;
  readonly ack_hashes: readonly Buffer[];
  readonly acknowledged_at: string | null;
};

/** A notice of which a link is still good, to somebody who is a contact still; undefined: there is none. */
export async function readAnnouncement(tx: Tx, clientId: string, id: string, now: string): Promise<AnnouncementRow | undefined> {
  const found = await sql<AnnouncementRow>`
    select n.id, n.deployment_id, n.contact_id, n.kind, n.recipient_name, c.language, n.subject, n.body_text, n.ack_hashes, n.acknowledged_at
    from notice n join contact c on c.client_id = n.client_id and c.id = n.contact_id and c.removed_at is null
    where n.client_id = ${clientId} and n.id = ${id} and n.ack_until > ${now}`.execute(tx);
  return found.rows[0];
}

/** False where it was acknowledged before. */
export async function markAcknowledged(tx: Tx, clientId: string, id: string, at: string): Promise<boolean> {
  const marked = await tx
    .updateTable('notice')
    .set({ acknowledged_at: at })
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}

/** Announcements that wait to be tried again and whose deployment is over: whoever was told how it ended would be told after that that it is planned. */
export async function withdrawPast(tx: Tx, by: SentBy, now: string, because: string): Promise<void> {
  await sql`
    update notice n set withdrawn_at = ${now}, last_trouble = ${because}
    from deployment_state s
    where s.client_id = n.client_id and s.deployment_id = n.deployment_id and not s.active
      and n.due_at <= ${now} and ${sentBy(by)} and n.kind in ${ahead} and n.delivered_at is null and n.rejected_at is null and n.withdrawn_at is null`.execute(
    tx,
  );
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
  channel: string;
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
  withdrawn_at: string | null;
  acknowledged_at: string | null;
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
      select id, channel, client_id, kind, recipient, recipient_name, subject, body_text, tries, last_trouble, deployment_id, created_at, delivered_at, rejected_at,
        withdrawn_at, acknowledged_at
      from notice x
      where x.client_id = s.client_id
        and ${given.before === null ? sql`true` : sql`x.id < ${given.before}::uuid`}
        and ${given.deploymentId === null ? sql`true` : sql`x.deployment_id = ${given.deploymentId}::uuid`}
      order by x.id desc limit ${given.limit}
    ) n
    order by n.id desc limit ${given.limit}`.execute(tx);
  return found.rows;
}
