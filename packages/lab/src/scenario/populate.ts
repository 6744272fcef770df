/** Brings the inhabitants of the lab up: archives, devices with old packages, the agent's real package on each. */
import { buildAgentPackage, installAgent } from '../agent/package.ts';
import type { AgentPackage } from '../agent/package.ts';
import { openArchive } from '../archive/archive.ts';
import type { Archive } from '../archive/archive.ts';
import { ensureMirror, serveMirror } from '../mirror/mirror.ts';
import type { Device } from '../world/device.ts';
import type { World } from '../world/world.ts';
import { COMMON, UPDATES, clients } from './inhabitants.ts';
import type { ClientOfLab, Inhabitant } from './inhabitants.ts';

export type Populated = {
  readonly archive: Archive;
  readonly agent: AgentPackage;
  readonly clients: readonly { readonly client: ClientOfLab; readonly devices: readonly Device[] }[];
};

const INSTALL_LIMIT = 300_000;

/** Fills an empty world. `say` hears what is being done. Devices have the agent, and are not enrolled. */
export async function populate(world: World, say: (line: string) => void): Promise<Populated> {
  const [agent, mirror] = await Promise.all([buildAgentPackage(), ensureMirror(world.base)]);
  const archive = await openArchive(world);
  await archive.publish([...new Set([...COMMON, ...clients.flatMap((client) => client.devices.flatMap((device) => device.packages))])]);
  const debian = await serveMirror(world, mirror);

  async function settle(client: ClientOfLab, inhabitant: Inhabitant): Promise<Device> {
    const device = await world.addDevice({ name: inhabitant.name, zone: client.zone });
    await archive.introduceTo(device);
    await device.must(['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any'], { timeout: INSTALL_LIMIT });
    await device.must(['apt-get', 'install', '-y', '-q', ...COMMON, ...inhabitant.packages], { timeout: INSTALL_LIMIT });
    if (inhabitant.debian) await debian.introduceTo(device);
    await installAgent(device, agent);
    say(`${device.name} is up at ${device.address} (${device.zone})`);
    return device;
  }

  const settled = await Promise.all(
    clients.map(async (client) => ({ client, devices: await Promise.all(client.devices.map((inhabitant) => settle(client, inhabitant))) })),
  );
  await archive.publish(UPDATES);
  say(`published ${UPDATES.join(', ')}; Debian's own archive has ${mirror.pending.length} updates for the devices that list it`);
  return { archive, agent, clients: settled };
}
