/** What a person may do to a world that is up: its weather. `npm run lab -- WISH ARGUMENT…` asks for one. */
import type { Archive } from '../archive/archive.ts';
import type { Device } from '../world/device.ts';
import type { World } from '../world/world.ts';
import type { Provider } from './provider.ts';

/** What wishes are about. */
export type Lab = {
  readonly world: World;
  readonly archive: Archive;
  readonly provider: Provider;
  /** Says how to get in, as things are now, and has `status` show that. */
  tell(): Promise<readonly string[]>;
};

export type Wish = {
  readonly name: string;
  /** The arguments, as a person writes them. */
  readonly takes: string;
  readonly does: string;
  grant(lab: Lab, words: readonly string[]): Promise<string>;
};

function onDevice(name: string, does: string, act: (device: Device) => Promise<void>, done: string): Wish {
  return {
    name,
    takes: 'DEVICE',
    does,
    async grant({ world }, [wanted = '']) {
      const device = world.devices().find((one) => one.name === wanted);
      const names = world.devices().map((one) => one.name);
      if (device === undefined) throw new Error(`there is no device "${wanted}"; there are ${names.join(', ')}`);
      await act(device);
      return `${device.name} ${done}`;
    },
  };
}

export const wishes: readonly Wish[] = [
  {
    name: 'publish',
    takes: 'NAME=VERSION…',
    does: "adds versions to the lab's archive",
    async grant({ archive }, words) {
      await archive.publish(words);
      return `published: ${archive.published().join(', ')}`;
    },
  },
  {
    name: 'withdraw',
    takes: 'NAME=VERSION',
    does: 'takes a version out of index and pool',
    async grant({ archive }, [wanted = '']) {
      const [name = '', version = ''] = wanted.split('=');
      await archive.withdraw(name, version);
      return `published: ${archive.published().join(', ')}`;
    },
  },
  {
    name: 'archive',
    takes: 'bad | good | away | back',
    does: "spoils or mends the archive's signature, stops or starts serving it",
    async grant({ archive }, [state = '']) {
      const acts = new Map([
        ['bad', () => archive.breakSignature()],
        ['good', () => archive.mend()],
        ['away', () => archive.stopServing()],
        ['back', () => archive.startServing()],
      ]);
      const act = acts.get(state);
      if (act === undefined) throw new Error(`the archive can be ${[...acts.keys()].join(', ')}, not "${state}"`);
      await act();
      return `the archive is ${state}`;
    },
  },
  {
    name: 'look',
    takes: '',
    does: 'asks all devices to look for updates now; otherwise they do so each hour',
    async grant({ provider: { office } }) {
      const { items } = await office.api('listDevices', { query: { limit: 500 } });
      for (const { id } of items) await office.api('scanDevice', { params: { id } });
      return `asked ${items.map(({ name }) => name).join(', ')}`;
    },
  },
  onDevice('cut', "pulls the device's cable", (device) => device.cutNetwork(), 'is cut off'),
  onDevice('heal', 'plugs it in again', (device) => device.healNetwork(), 'is on the network'),
  onDevice('kill', 'takes its power away', (device) => device.kill(), 'lost its power'),
  onDevice('off', 'shuts it down', (device) => device.powerOff(), 'is off'),
  onDevice('on', 'starts it', (device) => device.powerOn(), 'is starting'),
  onDevice('reboot', 'restarts it', (device) => device.reboot(), 'has restarted'),
  {
    name: 'server',
    takes: 'kill | stop | start | log',
    does: 'ends the server by force or in order, starts it again, prints what it said',
    async grant(lab, [wanted = '']) {
      const { server } = lab.provider;
      const acts = new Map([
        ['kill', () => server.kill().then(() => 'the server is dead; its database is not')],
        ['stop', () => server.stop().then(() => 'the server has stopped')],
        ['start', async () => server.start().then(async () => ['the server answers', ...(await lab.tell())].join('\n'))],
        ['log', async () => server.said()],
      ]);
      const act = acts.get(wanted);
      if (act === undefined) throw new Error(`the server knows ${[...acts.keys()].join(', ')}, not "${wanted}"`);
      return act();
    },
  },
];
