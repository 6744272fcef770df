/** `npm run bench -- check-in`: enrols a fleet over HTTP, then measures first reports, unchanged check-ins and small changes; each figure is the median of its rounds. */
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentPaths, agentProtocol } from '@fettle/protocol/agent';
import type { Enrolment, EnrolmentReply } from '@fettle/protocol/agent';
import { cpuPerRequest } from './cpu.ts';
import { benchDevice, changedReport, fleetSize, fullReport, packed, systemOf, unchanged } from './fleet.ts';
import type { BenchDevice, Signed } from './fleet.ts';
import { median, post, sendAll } from './load.ts';
import type { Measured } from './load.ts';
import { startBenchServer } from './server.ts';
import type { BenchServer } from './server.ts';

const clients = 10;
const rounds = 5;

export async function benchCheckIn(devices: number = fleetSize.devices): Promise<void> {
  const server = await startBenchServer();
  try {
    say(
      `${devices} devices × ${fleetSize.packages} packages (${fleetSize.distinct} distinct), ${fleetSize.offers} offers each, ${clients} clients; server, database and generator share this machine`,
    );
    const fleet = await enrolFleet(server, devices);
    let counter = 0;
    counter += 1;
    await measureFirst(server, fleet, counter);
    say(`database after the first reports: ${await databaseMegabytes(server)} MB, server RSS ${Math.round(server.rss())} MB`);

    let before = server.cpu();
    const still: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const work: Signed[] = [];
      for (let pass = 0; pass < 4; pass += 1) {
        counter += 1;
        for (const device of fleet) work.push(unchanged(device, counter));
      }
      still.push(await sendAll(server.agents + agentPaths.checkIn, work, { connections: 64 }));
    }
    report('unchanged check-in', still);
    say(`  ${cpuPerRequest(before, server.cpu(), fleet.length * 4 * rounds)} (the generator signs ahead in that time too)`);
    before = server.cpu();

    const changed: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      counter += 1;
      changed.push(
        await sendAll(
          server.agents + agentPaths.checkIn,
          fleet.map((device) => changedReport(device, counter, round + 1)),
          { connections: 32 },
        ),
      );
    }
    report(`${fleetSize.changed} packages changed`, changed);
    say(`  ${cpuPerRequest(before, server.cpu(), fleet.length * rounds)}`);

    counter += 1;
    const half = await sendAll(
      server.agents + agentPaths.checkIn,
      fleet.map((device) => unchanged(device, counter)),
      { connections: 64, perSecond: median(still.map((one) => one.perSecond)) / 2 },
    );
    say(`at half that load: p50 ${half.p50} ms, p95 ${half.p95} ms, p99 ${half.p99} ms`);
    counter += 1;
    const halfChanged = await sendAll(
      server.agents + agentPaths.checkIn,
      fleet.map((device) => changedReport(device, counter, 99)),
      { connections: 32, perSecond: median(changed.map((one) => one.perSecond)) / 2 },
    );
    say(`changes at half load: p50 ${halfChanged.p50} ms, p95 ${halfChanged.p95} ms`);
    say(`at the end: database ${await databaseMegabytes(server)} MB, server RSS ${Math.round(server.rss())} MB`);
  } finally {
    await server.stop();
  }
}

export async function enrolFleet(server: BenchServer, devices: number): Promise<BenchDevice[]> {
  const fleet = Array.from({ length: devices }, (_, index) => benchDevice(index));
  const tokens: string[] = [];
  for (let index = 0; index < clients; index += 1) {
    const client = await server.api('createClient', { body: { name: `Client ${index}`, site: { name: 'Main', zone: 'Europe/Zurich' } } });
    const made = await server.api('createToken', { params: { id: client.id }, body: { siteId: client.siteList[0]?.id ?? '', uses: null } });
    tokens.push(made.token);
  }
  for (const device of fleet) {
    const message: Enrolment = {
      type: 'enrolment',
      protocol: agentProtocol,
      token: tokens[device.index % clients] ?? '',
      publicKey: device.key.publicKey,
      at: new Date().toISOString(),
      agentVersion: '0.1.0',
      mode: 'manage',
      system: systemOf(device),
    };
    const signed = packed(seal(payloadTypes.enrolment, message, device.key));
    const answer = await post(server.agents + agentPaths.enrol, signed, { localAddress: addressOf(device) });
    if (answer.status !== 200) throw new Error(`enrolment: ${answer.status} ${answer.text}`);
    const { payload } = JSON.parse(answer.text) as { payload: string };
    const reply = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as EnrolmentReply;
    device.deviceId = reply.deviceId;
    device.ticket = reply.ticket;
  }
  return fleet;
}

/** An address of the loopback network for each hundred devices: one address may enrol 120 a minute, as one site's router would be seen. */
function addressOf({ index }: BenchDevice): string {
  return `127.0.1.${1 + Math.floor(index / 100)}`;
}

/** Sixty-four at once on an empty database first, then the rest in lanes. */
async function measureFirst(server: BenchServer, fleet: readonly BenchDevice[], counter: number): Promise<void> {
  const all = fleet.map((device) => fullReport(device, counter));
  const before = server.cpu();
  const burst = await sendAll(server.agents + agentPaths.checkIn, all.slice(0, 64), { connections: 64 });
  say(
    `64 first reports at once on an empty database: ${burst.failed} failed${burst.firstFailure === null ? '' : ` (${burst.firstFailure})`}, ${burst.perSecond}/s, slowest 5 % over ${burst.p95} ms`,
  );
  if (all.length <= 64) return;
  const part = Math.ceil((all.length - 64) / rounds);
  const measured: Measured[] = [];
  for (let from = 64; from < all.length; from += part)
    measured.push(await sendAll(server.agents + agentPaths.checkIn, all.slice(from, from + part), { connections: 16 }));
  report('first full report', measured);
  say(`  ${cpuPerRequest(before, server.cpu(), all.length)}`);
}

async function databaseMegabytes(server: BenchServer): Promise<number> {
  return Math.round((await server.api('getSettings', {})).database.bytes / 1e6);
}

function report(what: string, measured: readonly Measured[]): void {
  const failed = measured.reduce((sum, one) => sum + one.failed, 0);
  const failure = measured.find((one) => one.firstFailure !== null)?.firstFailure;
  say(
    `${what}: ${median(measured.map((one) => one.perSecond))}/s (rounds ${measured.map((one) => one.perSecond).join(', ')}), p50 ${median(measured.map((one) => one.p50))} ms, p95 ${median(measured.map((one) => one.p95))} ms, ${failed} failed${failure === undefined ? '' : ` (${failure})`}`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
