/** Looks in the background, beside the contact: an archive that does not answer must not keep a stop from being heard. */
import type { Life } from '../life.ts';
import { openNap } from '../nap.ts';

/** Until the agent stops. `isBusy`: packages are being changed, and a look would see them half done. */
export async function keepLooking(life: Life, isBusy: () => boolean): Promise<void> {
  const { look, settings, log } = life;
  const { patience } = settings;
  const nap = openNap(settings.signal);
  while (!life.stopping()) {
    try {
      if (!isBusy() && look.dueIn() <= 0) {
        await look.look({ refresh: false });
        life.wakeContact();
      }
      await readChangelogs(life, isBusy);
      await nap.sleep(isBusy() ? patience.look : Math.min(Math.max(look.dueIn(), 0), patience.retry));
    } catch (error) {
      log(`could not look at this device: ${error instanceof Error ? error.message : String(error)}`);
      await nap.sleep(patience.retry);
    }
  }
}

/** Once the table of what is missing has been told, since CVE ids take downloads. */
async function readChangelogs(life: Life, isBusy: () => boolean): Promise<void> {
  const { look, line, settings } = life;
  if (!(await line.hear(settings.patience.longestCheckIn, settings.patience.hear))) return;
  while (!life.stopping() && !isBusy() && look.dueIn() > 0 && (await look.readChangelogs())) life.wakeContact();
}
