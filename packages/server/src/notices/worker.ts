/** Sends notices that are due. Any number of servers may do so at once: rows are claimed, and a server that dies lets go of them by time. */
import { allClientIds, inClients, notify } from '../platform/database/index.ts';
import { timestamp } from '../platform/clock.ts';
import type { Context, Stop } from '../platform/feature.ts';
import { keepWorking } from '../platform/keep-working.ts';
import { withLink } from './acknowledge.ts';
import type { Delivery, Outgoing, Outlet } from './channels/types.ts';
import { deliverTo } from './destinations/deliver.ts';
import { mostTries, staleAfterHours, tryAgainAt } from './schedule.ts';
import { claimDue, closeStale, settleNotice, withdrawPast } from './store.ts';
import type { ClaimedNotice, SentBy } from './store.ts';

const atOnce = 10;
/** Longer than the slowest delivery can take. */
const leaseMinutes = 10;
/** A look without a hint: reminders fall due by time alone. */
const lookEveryMs = 20_000;

/** Sends everything that is due now, and returns how many notices were tried. `isStopping` ends it between two notices. */
export async function sendDue(context: Context, outlet: Outlet, isStopping: () => boolean = () => false): Promise<number> {
  return work(context, 'mail', async (notice) => outlet.deliver(await outgoing(context, notice)), isStopping);
}

/** The same of what is posted to destinations. */
export async function postDue(context: Context, isStopping: () => boolean = () => false): Promise<number> {
  return work(context, 'post', (notice) => deliverTo(context, notice), isStopping);
}

type Deliver = (notice: ClaimedNotice) => Promise<Delivery>;

async function work(context: Context, by: SentBy, deliver: Deliver, isStopping: () => boolean): Promise<number> {
  const clients = await allClientIds(context.db);
  await giveUpStale(context, by, clients);
  for (let tried = 0; ;) {
    if (isStopping()) return tried;
    const now = context.clock.now();
    const claimed = await inClients(context.db, clients, (tx) =>
      claimDue(tx, by, timestamp(now), timestamp(now.add({ minutes: leaseMinutes })), atOnce),
    );
    if (claimed.length === 0) return tried;
    for (const [index, notice] of claimed.entries()) {
      if (isStopping()) {
        await letGo(context, claimed.slice(index));
        return tried;
      }
      await settle(context, notice, await deliver(notice));
      tried += 1;
    }
  }
}

async function outgoing(context: Context, notice: ClaimedNotice): Promise<Outgoing> {
  return {
    id: notice.id,
    recipient: notice.recipient,
    recipientName: notice.recipient_name,
    subject: notice.subject,
    ...(await withLink(context, notice)),
    calendar: notice.calendar,
  };
}

async function settle(context: Context, { client_id: clientId, id, tries }: ClaimedNotice, delivery: Delivery): Promise<void> {
  const now = context.clock.now();
  const at = timestamp(now);
  const over = delivery.end === 'rejected' || (delivery.end === 'retry' && tries >= mostTries);
  await inClients(context.db, [clientId], async (tx) => {
    await settleNotice(tx, {
      clientId,
      id,
      deliveredAt: delivery.end === 'delivered' ? at : null,
      rejectedAt: over ? at : null,
      trouble: delivery.end === 'delivered' ? null : delivery.because,
      dueAt: delivery.end === 'retry' && !over ? timestamp(nextTry(delivery, tries, now)) : null,
    });
    await notify(tx, 'changed', JSON.stringify({ clientId, what: 'notice', id }));
  });
  if (delivery.end !== 'delivered') context.log.warn({ notice: id, tries, because: delivery.because }, 'a notice was not delivered');
}

/** Not before the other side asked for it. */
function nextTry(delivery: Delivery, tries: number, now: Temporal.Instant): Temporal.Instant {
  const own = tryAgainAt(tries, now);
  const asked = now.add({ seconds: ('afterSeconds' in delivery ? delivery.afterSeconds : null) ?? 0 });
  return Temporal.Instant.compare(asked, own) > 0 ? asked : own;
}

/** Claimed and not tried: due again at once, for whoever looks next. The try was counted, and stays so: it is a try that a stop took. */
async function letGo(context: Context, notices: readonly ClaimedNotice[]): Promise<void> {
  for (const [clientId, own] of Map.groupBy(notices, (notice) => notice.client_id)) {
    await inClients(context.db, [clientId], async (tx) => {
      for (const { id } of own)
        await settleNotice(tx, { clientId, id, deliveredAt: null, rejectedAt: null, trouble: null, dueAt: context.now() });
    });
  }
}

async function giveUpStale(context: Context, by: SentBy, clients: readonly string[]): Promise<void> {
  const before = timestamp(context.clock.now().subtract({ hours: staleAfterHours }));
  const because = `It could not be sent for ${staleAfterHours} hours after it was due, and would tell of what is past.`;
  await inClients(context.db, clients, async (tx) => {
    await withdrawPast(tx, by, context.now(), 'The deployment ended before this notice could be sent.');
    await closeStale(tx, by, before, context.now(), because);
  });
}

/** Keeps sending: at every hint of `topic`, and every twenty seconds. */
export function startSending(context: Context, outlet: Outlet, topic: string): Stop {
  const stop = keepWorking(context, {
    topic,
    everyMs: lookEveryMs,
    round: (signal) => sendDue(context, outlet, () => signal.aborted),
    failed: 'notices could not be sent; it is tried again',
  });
  return async () => {
    await stop();
    outlet.close();
  };
}

/** The same for destinations, which need nothing to be set up on this server. */
export function startPosting(context: Context, topic: string): Stop {
  return keepWorking(context, {
    topic,
    everyMs: lookEveryMs,
    round: (signal) => postDue(context, () => signal.aborted),
    failed: 'notices could not be posted; it is tried again',
  });
}
