/** The world's cables: a bridge on the server side, one pair of virtual interfaces a device. Nothing touches the machine's own. */
import { inWorld } from './holder.ts';
import type { Holder } from './holder.ts';
import { must } from './run.ts';

export type Cable = {
  /** The device's network namespace, and its path inside the world. */
  readonly namespace: string;
  readonly path: string;
  /** The bridge's end of the cable. */
  readonly port: string;
  readonly address: string;
};

const BRIDGE = 'br0';

function ip(holder: Holder, ...words: string[]): Promise<string> {
  return must(inWorld(holder, ['ip', ...words]));
}

/** Lays the bridge with the server's address, `SUBNET.1`. */
export async function layBridge(holder: Holder, subnet: string): Promise<void> {
  await ip(holder, 'link', 'set', 'lo', 'up');
  await ip(holder, 'link', 'add', BRIDGE, 'type', 'bridge');
  await ip(holder, 'addr', 'add', `${subnet}.1/24`, 'dev', BRIDGE);
  await ip(holder, 'link', 'set', BRIDGE, 'up');
}

/** Lays one device's cable and gives it the address `SUBNET.NUMBER`; no route leads anywhere else. */
export async function layCable(holder: Holder, subnet: string, number: number): Promise<Cable> {
  const cable = { namespace: `dev${number}`, path: `/run/netns/dev${number}`, port: `v${number}`, address: `${subnet}.${number}` };
  await ip(holder, 'netns', 'add', cable.namespace);
  await ip(holder, 'link', 'add', cable.port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', cable.namespace);
  await ip(holder, 'link', 'set', cable.port, 'master', BRIDGE, 'up');
  await ip(holder, '-n', cable.namespace, 'addr', 'add', `${cable.address}/24`, 'dev', 'eth0');
  await ip(holder, '-n', cable.namespace, 'link', 'set', 'eth0', 'up');
  await ip(holder, '-n', cable.namespace, 'link', 'set', 'lo', 'up');
  return cable;
}

/** Pulls or plugs the cable at the bridge: the device sees its link go down or come back. */
export async function setCable(holder: Holder, cable: Cable, state: 'up' | 'down'): Promise<void> {
  await ip(holder, 'link', 'set', cable.port, state);
}

/** Takes the cable away with its namespace. */
export async function removeCable(holder: Holder, cable: Cable): Promise<void> {
  await ip(holder, 'netns', 'delete', cable.namespace);
}
