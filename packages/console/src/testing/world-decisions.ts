/** Decisions of the made-up installation: a refusal that has ended, a workaround whose fix came, a block, a review that is due, one that was reviewed. */
import type { CallOutput } from '@fettle/protocol/client';
import { at, clients, devices, id } from './world.ts';

type Detail = CallOutput<'getDecision'>;
const day = 1440;
const brandt = clients[1];
const midori = clients[3];

const refusal: Detail = {
  id: id(12, 1),
  clientId: brandt?.id ?? '',
  clientName: brandt?.name ?? '',
  about: { kind: 'update', manager: 'apt', sourceName: 'openssl', sourceVersion: null },
  title: 'openssl, every version',
  scope: { kind: 'site', ids: [brandt?.siteList[1]?.id ?? ''] },
  scopeNames: ['Warehouse'],
  kind: 'exception',
  made: 'manual',
  standing: 'expired',
  reviewDue: false,
  needs: null,
  clientSaid: 'refused',
  saidBy: 'Carla Brandt',
  startsAt: at(-95 * day),
  endsAt: at(-5 * day),
  reviewAt: at(-35 * day),
  madeBy: 'Anna Müller',
  madeAt: at(-95 * day),
  recommendation: 'Install it this week: the flaw is exploited, and the warehouse is reachable from the internet.',
  evidence: 'Ticket 4711, mail of Carla Brandt: “Not before the scanners are replaced.”',
  reason: 'The barcode scanners speak only an old cipher.',
  compensatingControl: 'The scanners stand in a network of their own; the firewall lets nothing else in.',
  workaround: null,
  revoked: null,
  predecessorId: id(12, 5),
  replacedById: null,
  history: [
    { at: at(-185 * day), by: 'Jörg', what: 'recorded', because: 'The barcode scanners are old.', decisionId: id(12, 5) },
    {
      at: at(-95 * day),
      by: 'Anna Müller',
      what: 'reviewed',
      because: 'The barcode scanners speak only an old cipher.',
      decisionId: id(12, 1),
    },
  ],
  devices: devices
    .filter((one) => one.clientId === brandt?.id)
    .slice(0, 3)
    .map((one, n) => ({
      deviceId: one.id,
      deviceName: one.name,
      siteName: 'Warehouse',
      what: 'openssl 3.0.17-1~deb12u2',
      counts: false,
      why: n === 1 ? 'It ended on 2026-11-17. A block counts: openssl 3.0.17-1~deb12u2.' : 'It ended on 2026-11-17. It is open again.',
      byId: n === 1 ? id(12, 3) : null,
    })),
  reaches: 3,
};

export const decisions: readonly Detail[] = [
  refusal,
  {
    ...refusal,
    id: id(12, 2),
    clientId: midori?.id ?? '',
    clientName: midori?.name ?? '',
    about: { kind: 'advisory', id: 'LAB-2026-0042', ids: ['CVE-2026-10001', 'CVE-2026-10002'] },
    title: 'LAB-2026-0042',
    scope: { kind: 'client' },
    scopeNames: [],
    kind: 'workaround',
    standing: 'in-force',
    needs: 'undo',
    clientSaid: 'agreed',
    saidBy: '緑 花子',
    startsAt: at(-20 * day),
    endsAt: at(20 * day),
    reviewAt: at(10 * day),
    workaround: {
      what: 'The module is switched off in every server.',
      check: 'The list of loaded modules does not hold it.',
      undoWhenFixed: true,
      verifiedAt: at(-19 * day),
      undoneAt: null,
    },
    compensatingControl: null,
    predecessorId: null,
    history: [
      { at: at(-20 * day), by: 'Anna Müller', what: 'recorded', because: 'There is no fix yet.', decisionId: id(12, 2) },
      { at: at(-19 * day), by: 'Jörg', what: 'verified', because: 'Seen on all eight.', decisionId: id(12, 2) },
    ],
    devices: devices
      .filter((one) => one.clientId === midori?.id)
      .slice(0, 2)
      .map((one) => ({
        deviceId: one.id,
        deviceName: one.name,
        siteName: 'Head office',
        what: 'lab-app 2.0-1',
        counts: true,
        why: 'The fix can be had now: the workaround is to be undone, or verified again.',
        byId: null,
      })),
    reaches: 2,
  },
  {
    ...refusal,
    id: id(12, 4),
    title: 'linux, every version',
    about: { kind: 'update', manager: 'apt', sourceName: 'linux', sourceVersion: null },
    scope: { kind: 'devices', ids: devices.slice(8, 12).map((one) => one.id) },
    scopeNames: devices.slice(8, 12).map((one) => one.name),
    standing: 'in-force',
    reviewDue: true,
    clientSaid: 'no-answer',
    saidBy: null,
    endsAt: at(60 * day),
    reviewAt: at(-2 * day),
    reaches: 0,
    devices: [],
  },
  {
    ...refusal,
    id: id(12, 3),
    title: 'openssl 3.0.17-1~deb12u2',
    about: { kind: 'update', manager: 'apt', sourceName: 'openssl', sourceVersion: '3.0.17-1~deb12u2' },
    scope: { kind: 'client' },
    scopeNames: [],
    kind: 'block',
    standing: 'in-force',
    clientSaid: 'not-asked',
    saidBy: null,
    evidence: null,
    compensatingControl: null,
    endsAt: null,
    reviewAt: null,
  },
];
