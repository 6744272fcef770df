/** Made-up content for the page of building blocks. Times are fixed distances from when the page was opened. */
import type { Status } from '../../ui/status.ts';

const opened = Date.now();

/** RFC 3339, so many minutes from now. */
export function minutesFromNow(minutes: number): string {
  return new Date(opened + minutes * 60_000).toISOString();
}

export const clients = [
  { id: 'c1', name: 'Alpenblick Treuhand AG' },
  { id: 'c2', name: 'Brandt & Söhne GmbH' },
  { id: 'c3', name: 'Clínica São João' },
  { id: 'c4', name: '株式会社みどり' },
];

export type Machine = {
  readonly id: string;
  readonly name: string;
  readonly client: string;
  readonly os: string;
  readonly status: Status;
  readonly word: string;
  readonly missing: number | null;
  readonly security: number | null;
  readonly seen: string | null;
};

export const machines: readonly Machine[] = [
  {
    id: 'd1',
    name: 'bra-db-01',
    client: 'Brandt & Söhne GmbH',
    os: 'Debian 12',
    status: 'failing',
    word: 'Could not be asked',
    missing: null,
    security: null,
    seen: minutesFromNow(-4400),
  },
  {
    id: 'd2',
    name: 'bra-web-01',
    client: 'Brandt & Söhne GmbH',
    os: 'Debian 12',
    status: 'attention',
    word: 'Restart pending',
    missing: 31,
    security: 9,
    seen: minutesFromNow(-2),
  },
  {
    id: 'd3',
    name: 'bra-web-02',
    client: 'Brandt & Söhne GmbH',
    os: 'Debian 12',
    status: 'good',
    word: 'Good',
    missing: 0,
    security: 0,
    seen: minutesFromNow(-1),
  },
  {
    id: 'd4',
    name: 'kasse\u202Egpj.exe',
    client: 'Clínica São João',
    os: 'Debian 13',
    status: 'running',
    word: 'Changing',
    missing: 12,
    security: 3,
    seen: minutesFromNow(0),
  },
  {
    id: 'd5',
    name: 'very-long-name-of-a-machine-that-somebody-once-named-after-a-whole-department-and-its-floor',
    client: '株式会社みどり',
    os: 'Debian 12',
    status: 'unknown',
    word: 'Never seen',
    missing: null,
    security: null,
    seen: null,
  },
];

/** Many made-up machines, to scroll through. */
export const many: readonly Machine[] = Array.from({ length: 5000 }, (_, index) => {
  const model = machines[index % machines.length];
  if (model === undefined) throw new Error('there are no specimens');
  return { ...model, id: `m${index}`, name: `srv-${String(index).padStart(5, '0')}` };
});
