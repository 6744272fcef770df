/**
 * `npm run lab -- kernel`: a virtual machine gets Debian's own kernel update by an approved deployment, restarts, and runs it. Real where devices of the
 * lab can not be: their kernel is this machine's. It takes some ten minutes of emulated processor, so it is a command of its own.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAgentPackage } from '../agent/package.ts';
import { ensureMirror, serveMirror } from '../mirror/mirror.ts';
import type { PendingUpdate } from '../mirror/pending.ts';
import {
  admitApprover,
  approve,
  describe,
  enrol,
  openClient,
  openOffice,
  openPolicy,
  propose,
  until,
  updateId,
} from '../scenario/drive.ts';
import type { DeploymentView, Office } from '../scenario/drive.ts';
import { startLabServer } from '../scenario/server.ts';
import { waitFor } from '../world/wait.ts';
import { openWorld } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { machineBase, makeImage } from './image.ts';
import { startMachine } from './machine.ts';
import type { Machine } from './machine.ts';

const NAME = 'harbour-vm';
/** Debian's package that always depends on the newest kernel for virtual machines. */
const META = 'linux-image-cloud-amd64';
const LAST_OF_ADDRESS = 200;
/** Its processor is emulated: everything may take so many times what it does elsewhere. */
const PATIENCE = 10;
const MOST = 40 * 60_000;

type Tell = (line: string) => void;

/** Does all of it and tells each step; throws at the first thing that is not as it should be. Nothing of it stays. */
export async function updateKernel(say: Tell): Promise<void> {
  const started = performance.now();
  const tell: Tell = (line) => say(`${String(Math.round((performance.now() - started) / 1000)).padStart(5)} s  ${line}`);
  tell("making the machine's base, its agent, and a mirror of what it lacks: some minutes the first time");
  const [base, agent] = await Promise.all([machineBase(), buildAgentPackage()]);
  const mirror = await ensureMirror(base);
  const update = mirror.pending.find(({ name }) => name === META);
  if (update === undefined) throw nothingNew(mirror.madeAt);
  const world = await openWorld();
  try {
    const folder = join(world.dir, NAME);
    await mkdir(folder);
    const { files } = await serveMirror(world, mirror);
    const address = `${world.serverAddress.replace(/\.\d+$/, '')}.${LAST_OF_ADDRESS}/24`;
    const image = await makeImage(base, { folder, name: NAME, address, agent, files });
    const machine = await startMachine(world, { name: NAME, folder, image });
    await deployTo(world, machine, update, tell);
  } finally {
    await world.close();
  }
}

function nothingNew(madeAt: string): Error {
  return new Error(
    `as of ${madeAt} Debian's security pocket has no kernel newer than the point release's, so that there is nothing to try: there are such days after a point release`,
  );
}

async function deployTo(world: World, machine: Machine, update: PendingUpdate, tell: Tell): Promise<void> {
  const server = await startLabServer(world, { env: { FETTLE_CHECK_IN_SECONDS: '5' } });
  const office = await openOffice(world, server);
  const approver = await admitApprover(office);
  const home = await openClient(office, 'Harbour Dental', 'Bristol', 'Europe/London');
  await office.api('createPolicy', { params: { id: home.clientId }, body: { body: openPolicy({}) } });
  const word = await machine.untilBooted();
  const [kernel, boot] = [await machine.kernel(), await machine.bootId()];
  tell(`the machine booted (${word}) and runs ${kernel}`);
  const deviceId = await enrol(office, server, home, machine, PATIENCE);
  const offered = await updateId(office, home, META, update.to, 1, PATIENCE);
  tell(`it is enrolled, and is offered ${META} ${update.to}; ${update.from} is installed`);

  const view = await propose(office, home, 'Kernel', [offered], null, PATIENCE);
  await approve(office, view, approver);
  tell('its plan is approved; now the kernel is unpacked and its initial file system made');
  const ended = await follow(office, view, machine, tell);
  if (ended.status !== 'succeeded') throw new Error(`the deployment did not succeed\n${describe(ended)}`);

  const [newKernel, newBoot] = [await machine.kernel(), await machine.bootId()];
  mustHold(`it runs another kernel than ${kernel}`, newKernel !== kernel);
  mustHold('its boot id is another one', newBoot !== boot);
  mustHold('it restarted once', machine.starts() === 2);
  const version = (await machine.must(['dpkg-query', '-W', '-f', '${Version}', META])).trim();
  mustHold(`${META} ${update.to} is installed, not ${version}`, version === update.to);
  await waitFor(
    'the scan that says that no restart is due',
    async () => ((await office.api('getDevice', { params: { id: deviceId } })).restartPending === false ? true : null),
    { timeout: 120_000 * PATIENCE, every: 1_000 },
  );
  const report = (await office.document(`/api/v1/deployments/${view.id}/report.html`)).toString();
  for (const named of [NAME, META, update.from, update.to]) mustHold(`the report names ${named}`, report.includes(named));
  tell(`it runs ${newKernel}; the deployment succeeded, its report names the change, and no restart is due`);
}

/** Waits for the end; tells each word about the machine once. */
async function follow(office: Office, { id }: DeploymentView, machine: Machine, tell: Tell): Promise<DeploymentView> {
  let told = '';
  return until(
    office,
    id,
    'the deployment to end',
    (view) => {
      const word = view.runs.map(({ label }) => label).join(', ');
      if (word !== told) tell(`${machine.name}: ${word}`);
      told = word;
      return view.status !== 'active';
    },
    MOST,
  );
}

function mustHold(what: string, holds: boolean): void {
  if (!holds) throw new Error(`it was to be so, and is not: ${what}`);
}
