/** `npm run bench -- reads`: every page's answer with eight readers over the full fleet. */
import { agentPaths } from '@fettle/protocol/agent';
import { routes } from '@fettle/protocol/routes';
import type { RouteName } from '@fettle/protocol/routes';
import { urlOf } from '@fettle/protocol/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { enrolFleet } from './check-in.ts';
import { openPolicy } from '../scenario/drive.ts';
import { changedReport, fleetSize, fullReport } from './fleet.ts';
import type { BenchDevice } from './fleet.ts';
import { sendAll } from './load.ts';
import { startBenchServer } from './server.ts';
import type { BenchServer } from './server.ts';

const readers = 8;
const rounds = 5;
const asks = 200;
/** Asked first and not counted: each connection makes its plans, and the code is compiled. */
const warmingUp = 100;

type Page = readonly [RouteName, { params?: Record<string, string>; query?: Record<string, unknown> }];

export async function benchReads(devices: number = fleetSize.devices): Promise<void> {
  const server = await startBenchServer();
  try {
    const pages = await settle(server, devices);
    process.stdout.write(
      `${devices} devices, ${readers} readers, ${warmingUp} asks of a page to warm up, then ${rounds} rounds of ${asks}: the middle one\n`,
    );
    for (const [name, input] of pages)
      process.stdout.write(
        `${`${routes[name].method} ${urlOf(name, input)}`.slice(0, 80).padEnd(82)} ${await measure(server, urlOf(name, input))}\n`,
      );
    process.stdout.write(`server RSS ${Math.round(server.rss())} MB\n`);
  } finally {
    await server.stop();
  }
}

/** Fills the server with a fleet and its week; gives every page that is to be read. */
export async function settle(server: BenchServer, devices: number): Promise<readonly Page[]> {
  const fleet = await enrolFleet(server, devices);
  await sendAll(
    server.agents + agentPaths.checkIn,
    fleet.map((device) => fullReport(device, 1)),
    { connections: 8 },
  );
  await aWeek(server, fleet);
  // The database tidies up once a minute, as it does between the reports of a real week.
  await sleep(65_000);
  const clients = await server.api('listClients', {});
  const clientId = clients.items[0]?.id ?? '';
  const list = await server.api('listDevices', { query: { limit: 50 } });
  const id = list.items[0]?.id ?? '';
  const updates = await server.api('listUpdates', { query: { clientId, limit: 50 } });
  const updateId = updates.items[0]?.id ?? '';
  const policy = await server.api('createPolicy', { params: { id: clientId }, body: { body: openPolicy({}) } });
  const deployments = await propose(
    server,
    clientId,
    updates.items.map((update) => update.id),
  );
  const deployment = { params: { id: deployments[0] ?? '' } };
  return [
    ['today', {}],
    ['listClients', {}],
    ['getClient', { params: { id: clientId } }],
    ['listDevices', { query: {} }],
    ['listDevices', { query: { sort: 'missing' } }],
    ['getDevice', { params: { id } }],
    ['getDeviceUpdates', { params: { id } }],
    ['getDeviceSoftware', { params: { id } }],
    ['getDeviceTimeline', { params: { id } }],
    ['listUpdates', { query: {} }],
    ['listUpdates', { query: { clientId } }],
    ['getUpdate', { params: { id: updateId } }],
    ['getUpdateDevices', { params: { id: updateId } }],
    ['listDeployments', {}],
    ['getDeployment', deployment],
    ['getDeploymentEvents', deployment],
    ['listPolicies', {}],
    ['getPolicy', { params: { id: policy.id } }],
    ['listAudit', { query: { clientId } }],
    ['listNotices', {}],
    ['getSettings', {}],
    ['getTrust', {}],
    ['listPeople', {}],
    ['listApiKeys', {}],
    ['listTokens', { params: { id: clientId } }],
    ['me', {}],
  ];
}

/** As many changes as seven days bring where every device takes ten packages a day: what its pages show besides what is missing. */
async function aWeek(server: BenchServer, fleet: readonly BenchDevice[]): Promise<void> {
  for (let day = 1; day <= 7; day += 1) {
    const work = fleet.map((device) => changedReport(device, 1 + day, day));
    const sent = await sendAll(server.agents + agentPaths.checkIn, work, { connections: 16 });
    if (sent.failed > 0) throw new Error(`${sent.failed} reports of day ${day} failed: ${sent.firstFailure}`);
  }
}

/** One deployment a day of a hundred devices, a few updates each; nobody approves them. */
async function propose(server: BenchServer, clientId: string, updateIds: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let day = 0; day < 7; day += 1) {
    const { id } = await server.api('proposeDeployment', {
      body: { clientId, title: `Day ${day}`, updateIds: updateIds.slice(day * 3, day * 3 + 3), deviceIds: null },
    });
    ids.push(id);
  }
  return ids;
}

/** p50 and p95 in milliseconds: of five rounds the middle one. */
export async function measure(server: { people: string; key: string }, url: string): Promise<string> {
  const ask = async (): Promise<boolean> => {
    const answer = await fetch(server.people + url, { headers: { authorization: `Bearer ${server.key}` } });
    await answer.arrayBuffer();
    return answer.ok;
  };
  await round(ask, warmingUp);
  const all: Round[] = [];
  for (let n = 0; n < rounds; n += 1) all.push(await round(ask, asks));
  const middle = (values: readonly number[]): string => (values.toSorted((a, b) => a - b)[rounds >> 1] ?? 0).toFixed(1).padStart(7);
  const failed = all.reduce((sum, one) => sum + one.failed, 0);
  return `p50 ${middle(all.map(({ p50 }) => p50))} ms  p95 ${middle(all.map(({ p95 }) => p95))} ms${failed > 0 ? `  ${failed} FAILED` : ''}`;
}

type Round = { readonly p50: number; readonly p95: number; readonly failed: number };

/** So many asks by all readers together, each as soon as it has its last answer. */
async function round(ask: () => Promise<boolean>, count: number): Promise<Round> {
  const times: number[] = [];
  let left = count;
  let failed = 0;
  const reader = async (): Promise<void> => {
    while (left-- > 0) {
      const started = performance.now();
      if (!(await ask())) failed += 1;
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), failed };
}
