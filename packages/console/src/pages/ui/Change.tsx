import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { type LaneDevice, RingLanes } from '../../ui/RingLanes.tsx';
import { OpeningsList } from '../../ui/OpeningsList.tsx';
import { TimeLine } from '../../ui/TimeLine.tsx';
import type { Status } from '../../ui/status.ts';
import { minutesFromNow } from './specimens.ts';
import style from './ui-page.module.css';

const looks: readonly { readonly status: Status; readonly word: string }[] = [
  { status: 'good', word: 'verified by the scan of 02:41' },
  { status: 'running', word: 'changing, 3 of 7 packages' },
  { status: 'failing', word: 'failed: the disk is full' },
  { status: 'waiting', word: 'waits for its window, Sunday 02:00' },
  { status: 'unknown', word: 'lost contact while changing' },
  { status: 'attention', word: 'refused: beyond its limits' },
];

function lane(count: number, pick: (index: number) => number): LaneDevice[] {
  return Array.from({ length: count }, (_, index) => {
    const look = looks[pick(index)];
    return {
      id: String(index),
      name: `bra-web-${String(index + 1).padStart(2, '0')}`,
      status: look?.status ?? 'unknown',
      word: look?.word ?? 'not known',
      href: paths.devices(),
    };
  });
}

/** Ring lanes, a window's next openings, a time line. */
export function Change(): ReactNode {
  const week = 7 * 24 * 60;
  return (
    <div className={style.stack}>
      <RingLanes
        lanes={[
          { id: 'test', name: 'Test', status: 'good', word: 'Passed', gate: '3 of 3 verified, soaked 24 h', devices: lane(3, () => 0) },
          {
            id: 'pilot',
            name: 'Pilot',
            status: 'attention',
            word: 'Held: failure budget',
            gate: 'asks for 11 of 12 verified; the budget of 1 failure is spent',
            devices: lane(12, (index) => [0, 0, 0, 1, 1, 0, 2, 4, 0, 2, 5, 0][index] ?? 0),
          },
          {
            id: 'broad',
            name: 'Broad',
            status: 'waiting',
            word: 'Closed until Pilot passes',
            gate: 'asks for 95 % verified, soak 48 h',
            devices: lane(140, () => 3),
          },
          { id: 'last', name: 'Last', status: 'waiting', word: 'Closed', gate: 'asks for every device', devices: [] },
        ]}
      />
      <OpeningsList
        zone="Europe/Zurich"
        openings={[
          { opens: minutesFromNow(2880), closes: minutesFromNow(3060) },
          { opens: minutesFromNow(2880 + week), closes: minutesFromNow(3060 + week), note: 'Frozen: year-end closing', closed: true },
          { opens: minutesFromNow(2880 + 2 * week), closes: minutesFromNow(3000 + 2 * week), note: 'One hour shorter: the clocks change' },
        ]}
      />
      <OpeningsList zone="Europe/Zurich" openings={[]} />
      <TimeLine
        empty="Nothing has happened yet."
        happenings={[
          {
            key: '1',
            at: minutesFromNow(-3),
            status: 'running',
            what: 'Changing 7 packages',
            detail: 'openssl, libssl3 and 5 more',
            by: 'Deployment “November security”',
          },
          { key: '2', at: minutesFromNow(-40), status: 'good', what: 'The health check “shop answers” passed before the change' },
          {
            key: '3',
            at: minutesFromNow(-1500),
            status: 'failing',
            what: 'The lists could not be refreshed',
            detail: 'The archive’s signature is not valid: NO_PUBKEY 0E98404D386FA1D9. Nothing was taken from it.',
          },
          { key: '4', at: minutesFromNow(-1700), status: null, what: 'Tier set to mission-critical', by: 'Anna Müller' },
        ]}
      />
      <TimeLine empty="Nothing has happened on this device yet." happenings={[]} />
    </div>
  );
}
