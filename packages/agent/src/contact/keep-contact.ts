/** The contact with the server: reports that wait, then the check-in, then what came with its reply. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readBootId, readLastEnd, readUpSeconds } from '@fettle/managers/system';
import type { Life } from '../life.ts';
import type { StepRunner } from '../run/step/runner.ts';
import { isCode } from '../state/durable.ts';
import { agentVersion } from '../version.ts';
import { checkIn } from './check-in.ts';
import { openSentBook } from './sent.ts';
import type { SentBook } from './sent.ts';
import { openSpool } from './spool.ts';
import type { Spool } from './spool.ts';
import { takeReply } from './take.ts';

export type Meeting = { readonly spool: Spool; readonly sent: SentBook };

export function openMeeting(life: Life, steps: StepRunner): Meeting {
  const { state, log } = life;
  return { spool: openSpool(state, (id) => steps.forget(id), log), sent: openSentBook(state.folders.sent) };
}

/** Until the agent stops. */
export async function keepContact(life: Life, meeting: Meeting): Promise<void> {
  const { patience } = life.settings;
  let again: number = patience.again;
  while (!life.stopping()) {
    const seconds = await meet(life, meeting);
    again = seconds === null ? Math.min(again * 2, patience.longestAgain) : patience.again;
    const pause = seconds === null ? again : Math.min(Math.max(seconds, patience.leastCheckIn), patience.longestCheckIn);
    // Chance keeps a fleet that was started, or lost its server, at once from asking at once.
    await life.contactNap.sleep(pause * (0.9 + Math.random() * 0.2));
    // Several reports that come together leave together.
    await sleep(Math.min(150, patience.leastCheckIn * 150));
  }
}

/** One meeting. Seconds until the next one that the server asks for, or null where it did not answer. */
export async function meet(life: Life, { spool, sent }: Meeting): Promise<number | null> {
  const { state, settings, look, log, logOnce } = life;
  try {
    const waiting = await spool.send(life.now);
    logOnce('spool', waiting === null ? null : `reports wait: ${waiting}`);
    const bootId = await readBootId(settings.machine);
    const checked = await checkIn(state, sent, {
      scan: look.last(),
      bootId,
      agentVersion,
      mode: settings.limits().limits.mode,
      now: life.now,
      upSeconds: await readUpSeconds(settings.machine),
      lastEnd: state.contact.get().bootId === bootId ? null : await readLastEnd(settings.machine, bootId),
    });
    if (!checked.ok) {
      logOnce('check-in', `check-in: ${checked.detail}`);
      return null;
    }
    logOnce('check-in', checked.sectionTrouble === null ? null : `the inventory could not be delivered: ${checked.sectionTrouble}`);
    logOnce('disk', null);
    takeReply(life, checked);
    // Heard, and after what was heard is taken: who waits for this goes on with it.
    if (checked.believed) life.line.heard();
    life.wakeWorker();
    return checked.reply.nextCheckInSeconds;
  } catch (error) {
    if (isCode(error, 'ENOSPC')) {
      logOnce('disk', `${state.folders.root} can not be written, since its disk is full: no contact and no change until there is room`);
      return null;
    }
    log(`the contact failed by a fault of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return null;
  }
}
