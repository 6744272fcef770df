/**
 * A time that a test can move ahead, so that a maintenance window of tomorrow is a matter of seconds. The server and the agents of a world live in it
 * (libfaketime, by its own file); the world's other programs, and all timers, keep the machine's time. It only ever moves ahead.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { multiarchFolder } from '../base/source.ts';
import type { Device } from '../world/device.ts';
import type { World } from '../world/world.ts';

export type WorldClock = {
  /** What the server's environment needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Has a device's agent live in this time, from its next start on. Also for one that is off. */
  introduceTo(device: Device): Promise<void>;
  now(): Temporal.Instant;
  /** Moves on to a time; one that has passed already changes nothing. Everybody has it within a second. */
  moveTo(time: Temporal.Instant): Promise<void>;
};

const ON_DEVICE = '/var/lib/lab-clock';
const LIBRARY = `usr/lib/${multiarchFolder()}/faketime/libfaketimeMT.so.1`;
/** The agent, and the units in which it makes its changes. */
const UNITS = ['fettle-agent.service', 'fettle-change-.service'];

function settings(library: string, file: string): Record<string, string> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_RESET: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}

/** Makes the clock; it shows the machine's time until it is moved. */
export async function makeClock(world: World): Promise<WorldClock> {
  const file = join(world.dir, 'clock');
  const devices: Device[] = [];
  let ahead = 0;
  const text = (): string => `+${ahead}\n`;

  async function write(): Promise<void> {
    await writeFile(`${file}.half`, text());
    await rename(`${file}.half`, file);
    for (const device of devices) await device.put(ON_DEVICE, text());
  }

  async function introduceTo(device: Device): Promise<void> {
    devices.push(device);
    await device.put(ON_DEVICE, text());
    const lines = Object.entries(settings(`/${LIBRARY}`, ON_DEVICE)).map(([name, value]) => `Environment=${name}=${value}`);
    for (const unit of UNITS) await device.put(`/etc/systemd/system/${unit}.d/lab-clock.conf`, `[Service]\n${lines.join('\n')}\n`);
    if (device.supervisor() !== null) await device.must(['systemctl', 'daemon-reload']);
  }

  const now = (): Temporal.Instant => Temporal.Now.instant().add({ seconds: ahead });
  await write();
  return {
    env: settings(join(world.base.root, LIBRARY), file),
    introduceTo,
    now,
    async moveTo(time) {
      const seconds = Math.ceil(now().until(time).total('seconds'));
      if (seconds <= 0) return;
      ahead += seconds;
      await write();
    },
  };
}
