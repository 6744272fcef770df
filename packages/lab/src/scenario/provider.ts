/** The provider that looks after the lab's inhabitants: the real server, an approver, both clients with a contact and a policy, every device enrolled. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Policy } from '@fettle/core/policy';
import { toPem } from '@fettle/proof/keys';
import { WEB_PORT } from '../archive/catalogue/web.ts';
import type { Device } from '../world/device.ts';
import { waitFor } from '../world/wait.ts';
import type { World } from '../world/world.ts';
import { admitApprover, enrol, openClient, openOfficeAt, openPolicy } from './drive.ts';
import type { Office } from './drive.ts';
import type { ClientOfLab } from './inhabitants.ts';
import { startLabServer } from './server.ts';
import type { LabServer } from './server.ts';

export type Provider = {
  readonly server: LabServer;
  /** The console and its API, on this machine's loopback. */
  readonly url: string;
  readonly office: Office;
  readonly approver: { readonly name: string; readonly keyFile: string };
  /** The link that lets the first person in, as of the server's last start; null where somebody has entered. */
  firstLink(): Promise<string | null>;
};

const PEOPLE_PORT = 8440;
const APPROVER = 'Ada';

/** Starts the server and admits the approver, whose key goes into a file of the world's folder. There is no client yet. */
export async function openProvider(world: World): Promise<Provider> {
  // The way in is made first: the server must know under which address people reach it.
  const url = `http://127.0.0.1:${await world.forward(PEOPLE_PORT)}`;
  const server = await startLabServer(world, {
    peoplePort: PEOPLE_PORT,
    env: { FETTLE_PUBLIC_URL: url, FETTLE_CHECK_IN_SECONDS: '5', FETTLE_PROVIDER: 'Northgate IT' },
  });
  const office = await openOfficeAt(url, server.keysFolder);
  const keyFile = join(world.dir, 'approver.key');
  await writeFile(keyFile, toPem(await admitApprover(office, APPROVER)), { mode: 0o600, flag: 'wx' });

  async function firstLink(): Promise<string | null> {
    if ((await office.api('listPeople', {})).items.length > 0) return null;
    return waitFor('the link for the first person', () => /^ *enter +(\S+)$/m.exec(server.said())?.[1] ?? null, { timeout: 20_000 });
  }
  return { server, url, office, approver: { name: APPROVER, keyFile }, firstLink };
}

/** Takes a client on: contact, devices enrolled with the real agent, then the policy, since that names the test device. */
export async function takeOn(
  { office, server }: Provider,
  client: ClientOfLab,
  devices: readonly Device[],
  say: (line: string) => void,
): Promise<void> {
  const home = await openClient(office, client.name, client.site, client.zone);
  await office.api('createContact', { params: { id: home.clientId }, body: client.contact });
  const ids = await Promise.all(devices.map((device) => enrol(office, server, home, device)));
  await office.api('createPolicy', { params: { id: home.clientId }, body: { body: policyFor(client, ids[0] ?? '') } });
  say(`${client.name} has its devices enrolled and scanned, and a policy`);
}

/** The window is always open: whoever plays wants to see something happen at once. */
function policyFor(client: ClientOfLab, testDeviceId: string): Policy {
  const gate = { minVerified: 1, minRate: 1 };
  return openPolicy(
    {
      name: 'Test device first',
      rings: [
        { name: 'test', members: { kind: 'devices', deviceIds: [testDeviceId] }, soak: 'PT30S', gate },
        { name: 'rest', members: { kind: 'rest' }, soak: 'PT0S', gate },
      ],
      checks: [
        { kind: 'http', name: 'lab-web answers', url: `http://127.0.0.1:${WEB_PORT}/health`, expectStatus: 200, timeoutSeconds: 20 },
      ],
      owner: APPROVER,
    },
    client.zone,
  );
}
