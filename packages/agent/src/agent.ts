/**
 * The agent's life: look, check in, take what it is told, do it, tell. The three go on beside each other, so that a hold or a panic stop is heard while
 * lists are refreshed or packages are changed. What was in the journal when the agent died is gone on with before anything new is taken.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepContact, meet, openMeeting } from './contact/keep-contact.ts';
import { keepStopWatch } from './contact/stop-watch.ts';
import { beginLife } from './life.ts';
import type { AgentSettings } from './life.ts';
import { keepLooking } from './look/keep-looking.ts';
import { openLooker } from './look/looker.ts';
import { scanMode } from './look/scan-mode.ts';
import { readStoredScan } from './look/stored-scan.ts';
import { now } from './clock.ts';
import { tidyCommands } from './run/signed-command/perform.ts';
import { openStepRunner } from './run/step/runner.ts';
import { tidyFolders } from './state/folders.ts';
import { keepSampling } from './usual/keep-sampling.ts';
import { openWorker } from './worker.ts';

export type { AgentSettings } from './life.ts';

/** Lives until the signal, or for one round. */
export async function runAgent(settings: AgentSettings): Promise<void> {
  const { state, machine, managers, limits, self, patience, log } = settings;
  const { folders, journal } = state;
  tidyFolders(folders);
  await tidyCommands(machine, folders);
  const stored = readStoredScan(folders.scan);
  if (stored.notice !== null) log(stored.notice);
  const look = openLooker({
    machine,
    managers,
    file: folders.scan,
    stored: stored.scan,
    mode: () => scanMode(folders, limits(), now),
    now,
    refreshSeconds: settings.refreshSeconds,
    scanSeconds: settings.scanSeconds,
  });
  const life = beginLife(settings, look);
  const steps = openStepRunner({ machine, folders, self, patience, stopping: life.stopping });
  steps.tidy(journal.entries().map((entry) => entry.instruction.id));
  const worker = openWorker(life, steps);
  const meeting = openMeeting(life, steps);
  if (settings.once) {
    if (look.dueIn() <= 0) await look.look({ refresh: false });
    await meet(life, meeting);
    await worker.workOff();
    await meet(life, meeting);
    return;
  }
  const all = Promise.all([
    keepContact(life, meeting),
    keepStopWatch(life),
    worker.work(),
    keepLooking(life, worker.isChanging),
    keepSampling(life, worker.isChanging),
  ]);
  await Promise.race([all, settings.signal.aborted ? null : once(settings.signal, 'abort')]);
  // The contact, too, is waited for: after the end no check-in of this life may be on its way beside the first of the next, which would look like two
  // agents with one key. What takes longer is left to the next life: a step that changes packages goes on by itself.
  await Promise.race([all, sleep(patience.stop * 1000)]);
}
