/** Takes samples of what is usual, every five minutes or so: three small files are read, and each watched address is asked once. */
import { keyOf } from '@fettle/core/baselines';
import { cpuSampler, responseMs } from '@fettle/managers/checks';
import { readMemoryPercent } from '@fettle/managers/system';
import type { Life } from '../life.ts';
import { openNap } from '../nap.ts';

/** An answer that takes longer is none. */
const answerMs = 10_000;

/** Until the agent stops. `isBusy`: packages are being changed, which is not what is usual. */
export async function keepSampling(life: Life, isBusy: () => boolean): Promise<void> {
  const { settings, usual, log } = life;
  const { machine, patience } = settings;
  const nap = openNap(settings.signal);
  const cpu = cpuSampler(machine);
  while (!life.stopping()) {
    try {
      const busy = isBusy();
      const percent = await cpu();
      if (!busy) {
        const samples = [
          { key: 'cpu', value: percent },
          { key: 'memory', value: await readMemoryPercent(machine) },
        ];
        for (const check of usual.watched(life.now()))
          samples.push({ key: keyOf(check), value: await responseMs(machine, check, answerMs) });
        const taken = samples.flatMap(({ key, value }) => (value === null ? [] : [{ key, value }]));
        if (taken.length > 0 && !isBusy()) usual.add(taken, life.now());
      }
    } catch (error) {
      log(`what is usual here could not be noted: ${error instanceof Error ? error.message : String(error)}`);
    }
    // Chance keeps the devices of one host from measuring each other.
    await nap.sleep(patience.sample * (0.8 + Math.random() * 0.4));
  }
}
