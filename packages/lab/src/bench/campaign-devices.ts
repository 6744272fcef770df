/** The devices of the campaign, as far as they have something to say: each check-in and each report is signed and sent over HTTP. Their contacts at which nothing is said are left out. */
import type { Share } from '@fettle/core/deployment';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import { agentPaths, agentProtocol } from '@fettle/protocol/agent';
import type { CheckIn, CheckInReply, Instruction, Report } from '@fettle/protocol/agent';
import type { CampaignDevice, CampaignFleet } from './campaign-fleet.ts';
import type { FastServer } from './fast.ts';
import { packed } from './fleet.ts';
import { openLine } from './line.ts';
import type { Line } from './line.ts';

type Due = { readonly at: Temporal.Instant; readonly device: CampaignDevice; readonly say: () => Report };
export type Said = { checkIns: number; reports: number; failed: number; firstFailure: string | null };

/** Devices that speak at the same time. A fleet of this size would have thousands of lines open; more of them here would only make the generator dearer. */
const connections = 192;

export type Devices = {
  /** Who has something to fetch fetches it, and who has something to say by now says it. */
  readonly act: () => Promise<void>;
  readonly said: Said;
  readonly close: () => void;
};

/** 8 % are away for two days and 1 % fail, as in the campaign of the pure core. */
export function isAway({ index }: CampaignDevice): boolean {
  return index % 25 === 3 || index % 25 === 17;
}
function fails({ index }: CampaignDevice): boolean {
  return index % 100 === 8;
}

export function openDevices(server: FastServer, fleet: CampaignFleet): Devices {
  const lines = Array.from({ length: connections }, () => openLine(server.agents));
  const said: Said = { checkIns: 0, reports: 0, failed: 0, firstFailure: null };
  const taken = new Set<string>();
  const inHand = new Map<string, Set<string>>();
  let due: Due[] = [];
  let since = '1970-01-01T00:00:00Z';

  async function act(): Promise<void> {
    const now = Temporal.Instant.from(server.now());
    // What was stored a moment before the last look at it may have been committed after it.
    const fresh = await server.query<{ id: string; device_id: string }>(
      `select id, device_id from instruction where closed_at is null and verb <> 'simulate' and created_at > $1::timestamptz - interval '10 minutes'`,
      [since],
    );
    since = server.now();
    const asked = new Set(fresh.filter(({ id }) => !taken.has(id)).map(({ device_id: id }) => id));
    const callers = [...asked].flatMap((id) => {
      const device = fleet.devices.get(id);
      return device === undefined || isAway(device) ? [] : [device];
    });
    await inLanes(lines, callers.toSorted(asTheyCome), checkIn);
    const ready = due.filter(({ at }) => Temporal.Instant.compare(at, now) <= 0);
    due = due.filter(({ at }) => Temporal.Instant.compare(at, now) > 0);
    // What one device says follows one another; of different devices it does not.
    const byDevice = Map.groupBy(ready, ({ device }) => device);
    await inLanes(lines, [...byDevice.keys()].toSorted(asTheyCome), async (device, line) => {
      for (const { say } of byDevice.get(device) ?? []) await report(device, line, say());
    });
  }

  async function checkIn(device: CampaignDevice, line: Line): Promise<void> {
    device.counter += 1;
    const message: CheckIn = {
      type: 'check-in',
      protocol: agentProtocol,
      deviceId: device.id,
      counter: device.counter,
      ticket: device.ticket,
      at: server.now(),
      bootId: 'b0',
      scannedAt: server.now(),
      agentVersion: '0.1.0',
      mode: 'manage',
      authorityVersion: 99,
      stopVersion: 0,
      inFlight: [...(inHand.get(device.id) ?? [])],
      spooled: 0,
      digests: {},
    };
    said.checkIns += 1;
    const reply = await send<CheckInReply>(line, agentPaths.checkIn, seal(payloadTypes.checkIn, message, device.key));
    if (reply === null) return;
    device.ticket = reply.ticket;
    for (const envelope of reply.instructions) {
      const instruction = payloadOf<Instruction>(envelope);
      if (taken.has(instruction.id)) continue;
      taken.add(instruction.id);
      const own = inHand.get(device.id) ?? new Set();
      inHand.set(device.id, own.add(instruction.id));
      for (const one of answers(device, instruction)) due.push(one);
    }
  }

  /** When it says what: packages are fetched within the hour, a change begins as the window opens and takes some minutes. */
  function answers(device: CampaignDevice, { id, notBefore, body }: Instruction): readonly Due[] {
    const now = Temporal.Instant.from(server.now());
    let seq = 0;
    const at = (when: Temporal.Instant, what: (said: string) => Report['body']): Due => {
      seq += 1;
      const own = seq;
      const say = (): Report => {
        const instant = server.now();
        return {
          type: 'report',
          protocol: agentProtocol,
          deviceId: device.id,
          instructionId: id,
          seq: own,
          at: instant,
          body: what(instant),
        };
      };
      return { at: when, device, say };
    };
    if (body.verb === 'get')
      return [
        at(now.add({ minutes: (device.index * 7919) % 60 }), () => ({
          status: 'ended',
          result: { verb: 'get', ok: true, trouble: null, receipts: [] },
        })),
      ];
    if (body.verb !== 'install') return [];
    const opens = Temporal.Instant.from(notBefore);
    const begins = (Temporal.Instant.compare(opens, now) > 0 ? opens : now).add({ minutes: (device.index * 104_729) % 90 });
    return [
      at(now, () => ({ status: 'accepted' })),
      at(begins, () => ({ status: 'progress', phase: 'changing', line: 'changing' })),
      at(begins.add({ minutes: 6 }), (instant) => ({
        status: 'ended',
        result: { verb: 'install', install: resultOf(device, body.share, begins, instant) },
      })),
    ];
  }

  async function report(device: CampaignDevice, line: Line, one: Report): Promise<void> {
    said.reports += 1;
    if (one.body.status === 'ended') inHand.get(device.id)?.delete(one.instructionId);
    await send(line, agentPaths.report, seal(payloadTypes.report, one, device.key));
  }

  async function send<Reply>(line: Line, path: string, envelope: unknown): Promise<Reply | null> {
    const { status, text } = await line.post(path, packed(envelope));
    if (status === 200) return payloadOf<Reply>(JSON.parse(text));
    said.failed += 1;
    said.firstFailure ??= `${path}: ${status} ${text.slice(0, 300)}`;
    return null;
  }
  return {
    act,
    said,
    close() {
      for (const line of lines) line.close();
    },
  };
}

/** Devices of all clients mixed up, always in the same way. */
function asTheyCome(a: CampaignDevice, b: CampaignDevice): number {
  return placeOf(a) - placeOf(b);
}
function placeOf({ index }: CampaignDevice): number {
  return (index * 2_654_435_761) % 4_294_967_296;
}

async function inLanes<T>(lines: readonly Line[], work: readonly T[], act: (one: T, line: Line) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (line: Line): Promise<void> => {
    for (let one = work[next++]; one !== undefined; one = work[next++]) await act(one, line);
  };
  await Promise.all(lines.map(lane));
}

/** Signed by the server that this benchmark started itself. */
function payloadOf<T>(envelope: unknown): T {
  const { payload } = envelope as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as T;
}

type Install = Extract<Extract<Report['body'], { status: 'ended' }>['result'], { verb: 'install' }>['install'];

function resultOf(device: CampaignDevice, { changes }: Share, startedAt: Temporal.Instant, at: string): Install {
  const isIn = !fails(device);
  const text = (instant: Temporal.Instant) => instant.toString({ fractionalSecondDigits: 3 });
  return {
    how: isIn ? 'done' : 'failed',
    code: isIn ? 'done' : 'apt.dpkg-failed',
    detail: '',
    bootIdBefore: 'b0',
    startedAt: text(startedAt),
    appliedAt: isIn ? text(startedAt.add({ minutes: 3 })) : null,
    restartDue: false,
    checksBefore: [],
    checksAfter: [],
    checksRolledBack: null,
    receipts: [],
    after: {
      at,
      bootId: 'b0',
      packages: changes.map(({ name, architecture, from, to }) => ({
        name,
        architecture,
        version: (isIn ? to : from) ?? '',
        condition: 'installed',
      })),
      offers: isIn ? [] : changes.map(({ name, architecture, to }) => ({ name, architecture, to: to ?? '' })),
      restartPending: false,
    },
  };
}
