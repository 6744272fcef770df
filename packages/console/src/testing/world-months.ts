/** Monthly reports of each made-up client: one that is made, with something late and something open, and the one that runs. */
import { stepTitles } from '@fettle/core/checklist';
import { attainmentSentence, lastMonth, monthBefore, monthSpan } from '@fettle/core/months';
import type { CallOutput } from '@fettle/protocol/client';
import { deployments } from './world-deployments.ts';
import { at, clients, devices } from './world.ts';

type View = CallOutput<'getMonth'>;

const zone = 'Europe/Berlin';
/** The newest month that is reported. */
export const reportedMonth = lastMonth(Temporal.Now.instant(), zone);
const running = Temporal.PlainYearMonth.from(reportedMonth).add({ months: 1 }).toString();
const digest = 'c'.repeat(64);
const attainment = { met: 118, late: 2, open: 1, excluded: 3, owed: 121, share: 118 / 121 };

function reportOf(clientId: string, month: string): View['report'] {
  const span = monthSpan(month, zone);
  const own = devices.filter((device) => device.clientId === clientId);
  const name = (index: number) => ({ deviceId: own[index]?.id ?? clientId, device: own[index]?.name ?? 'till-04' });
  return {
    format: 'fettle-month/1',
    provider: 'Weber IT',
    client: { id: clientId, name: clients.find((one) => one.id === clientId)?.name ?? '', zone },
    ...span,
    asOf: month === running ? at(0) : at(-400),
    recordedSince: at(-400_000),
    fleet: { devices: 8, scanned: 7, withoutMissed: 6 },
    attainment,
    byRule: [
      { rule: 'Service level agreement', ...attainment, met: 98, excluded: 0, owed: 101, share: 98 / 101 },
      { rule: 'PCI DSS', met: 20, late: 0, open: 0, excluded: 3, owed: 20, share: 1 },
    ],
    latency: { urgent: { count: 96, medianDays: 3.5, p90Days: 6.8 }, normal: { count: 0, medianDays: null, p90Days: null } },
    missed: [
      { ...name(0), update: 'openssl 3.0.17-1', rule: 'Service level agreement', urgency: 'urgent', due: at(-20_000), endedAt: null },
      {
        ...name(1),
        update: 'linux-image-6.1.0-41-amd64 6.1.158-1',
        rule: 'Service level agreement',
        urgency: 'urgent',
        due: at(-30_000),
        endedAt: at(-25_000),
      },
      {
        ...name(1),
        update: 'curl 7.88.1-10+deb12u14',
        rule: 'Service level agreement',
        urgency: 'normal',
        due: at(-30_000),
        endedAt: at(-25_000),
      },
    ],
    moreMissed: 0,
    changes: {
      packages: 214,
      devices: 7,
      rows: [
        {
          deploymentId: deployments[0]?.id ?? clientId,
          title: 'Security of the second week',
          at: at(-22_000),
          verified: 7,
          failed: 1,
          takenBack: 0,
          otherwise: 0,
        },
      ],
      more: 0,
    },
    needs: [
      { kind: 'approvals', count: 2 },
      { kind: 'silent', count: 1 },
    ],
    needsKnown: true,
    steps: stepTitles.map((title, index) => ({
      step: index + 1,
      title,
      state: index === 3 ? 'failing' : index % 4 === 1 ? 'attention' : 'good',
      before: index === 3 ? 'good' : index === 11 ? 'unknown' : 'good',
      sentence: index === 3 ? '1 of 42 updates past the day by which they had to be in.' : 'As the records say.',
    })),
    trend: [
      { month: monthBefore(monthBefore(month)), met: 90, owed: 100 },
      { month: monthBefore(month), met: null, owed: null },
      { month, met: attainment.met, owed: attainment.owed },
    ],
  };
}

export function monthOf(clientId: string, month: string): View {
  return {
    made: month === running ? null : { madeAt: at(-400), digest },
    missing: month === running ? 'This month is not over: these are the numbers so far.' : null,
    sentence: attainmentSentence(attainment),
    needs: ['2 changes wait for an approval.', '1 device has not been heard of for long: please switch it on, or tell us that it is gone.'],
    report: reportOf(clientId, month),
  };
}

export const months: CallOutput<'listMonths'> = {
  clientName: clients[1]?.name ?? '',
  running,
  items: [{ month: reportedMonth, madeAt: at(-400), digest, attainment, missing: null }],
};

export const clientsOfMonth = (month: string): CallOutput<'listClientsOfMonth'> => ({
  month,
  items: clients.map(({ id: clientId, name: clientName }, index) => ({
    clientId,
    clientName,
    madeAt: index === 4 ? null : at(-400),
    attainment: index === 4 ? null : index === 3 ? { met: 0, late: 0, open: 0, excluded: 0, owed: 0, share: null } : attainment,
    devices: index === 4 ? null : 8,
    failingSteps: index === 4 ? null : 1,
  })),
});
