/** What every scenario begins with: a world with an archive, a server, an approver, and devices that start from one prepared disk. */
import type { SigningKey } from '@fettle/proof/keys';
import { buildAgentPackage, installAgent } from '../agent/package.ts';
import { openArchive } from '../archive/archive.ts';
import type { Archive } from '../archive/archive.ts';
import type { Device } from '../world/device.ts';
import type { Disk } from '../world/disk.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { admitApprover, enrol, openOffice } from './drive.ts';
import type { Home, Office } from './drive.ts';
import { startLabServer } from './server.ts';
import type { LabServer } from './server.ts';

export type StageOptions = {
  /** `NAME=VERSION` of the lab's archive that every device has installed. */
  readonly installed: readonly string[];
  /** What the archive has besides, published once they are installed. */
  readonly offered: readonly string[];
  /** Further settings of the server. */
  readonly env?: (world: World) => Promise<Readonly<Record<string, string>>>;
  /** The last hand on the disk that all devices start from. */
  readonly prepare?: (device: Device) => Promise<void>;
};

export type Stage = {
  readonly world: World;
  readonly archive: Archive;
  readonly server: LabServer;
  readonly office: Office;
  readonly approver: SigningKey;
  /** What devices start from: the packages and the agent installed, not enrolled. */
  readonly disk: Disk;
  /** Boots devices from the disk and enrols them, all at once. */
  addDevices(home: Home, names: readonly string[], options?: AddOptions): Promise<readonly Enrolled[]>;
};

export type AddOptions = {
  readonly zone?: string;
  readonly server?: LabServer;
  readonly root?: 'btrfs';
  readonly says?: 'container';
  readonly prepare?: (device: Device) => Promise<void>;
};
export type Enrolled = { readonly name: string; readonly device: Device; readonly id: string };

const LIMIT = 120_000;

/** Sets the stage. Where that fails, nothing of it stays. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const world = await openWorld();
  try {
    return await build(world, options);
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function build(world: World, options: StageOptions): Promise<Stage> {
  const archive = await openArchive(world);
  await archive.publish(options.installed);
  const env = { FETTLE_CHECK_IN_SECONDS: '1', ...(await options.env?.(world)) };
  const [disk, server] = await Promise.all([prepareDisk(world, archive, options), startLabServer(world, { env })]);
  await archive.publish(options.offered);
  const office = await openOffice(world, server);
  const approver = await admitApprover(office);
  async function addDevices(home: Home, names: readonly string[], how: AddOptions = {}): Promise<readonly Enrolled[]> {
    return Promise.all(
      names.map(async (name): Promise<Enrolled> => {
        const device = await world.addDevice({
          name,
          zone: how.zone ?? 'Europe/London',
          disk,
          root: how.root ?? 'overlay',
          says: how.says ?? 'machine',
        });
        await how.prepare?.(device);
        return { name, device, id: await enrol(office, how.server ?? server, home, device) };
      }),
    );
  }
  return { world, archive, server, office, approver, disk, addDevices };
}

/** Installs once what all devices have: packages by apt from the archive, the agent by dpkg. */
async function prepareDisk(world: World, archive: Archive, { installed, prepare }: StageOptions): Promise<Disk> {
  const [agent, device] = await Promise.all([buildAgentPackage(), world.addDevice({ name: 'disk' })]);
  await archive.introduceTo(device);
  await device.must(['apt-get', 'update', '-q'], { timeout: LIMIT });
  await device.must(['apt-get', 'install', '-y', '-q', ...installed], { timeout: LIMIT });
  await installAgent(device, agent);
  await prepare?.(device);
  return device.keep();
}
