import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { plainName } from './name-text.ts';
import { type Status, statuses } from './status.ts';
import { StatusMark, StatusShape } from './StatusMark.tsx';
import style from './RingLanes.module.css';

export type LaneDevice = {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  /** What it does or waits for, in words. */ readonly word: string;
  readonly href?: string;
};

export type Lane = {
  readonly id: string;
  readonly name: string;
  readonly status: Status;
  /** The ring's own word: `soaking until 04:00`, `closed`. */
  readonly word: string;
  /** What its gate asks for and shows: `3 of 3 verified, soak 24 h`. */
  readonly gate: ReactNode;
  readonly devices: readonly LaneDevice[];
};

/** A deployment's rings as lanes, in order, each device a small mark with its own word. Counts by status stand beside the marks in words. */
export function RingLanes({ lanes, most = 120 }: { lanes: readonly Lane[]; most?: number }): ReactNode {
  return (
    <ol className={style.lanes}>
      {lanes.map((lane, index) => (
        <li key={lane.id} className={style.lane}>
          <div className={style.head}>
            <span className={style.place}>{index + 1}</span>
            <div>
              <h3>{lane.name}</h3>
              <StatusMark status={lane.status} word={lane.word} />
            </div>
          </div>
          <div className={style.body}>
            <ul className={style.devices} aria-label={`Devices of ring ${lane.name}`}>
              {lane.devices.slice(0, most).map((device) => (
                <li key={device.id}>
                  <DeviceMark device={device} />
                </li>
              ))}
              {lane.devices.length > most && <li className={style.more}>and {lane.devices.length - most} more</li>}
              {lane.devices.length === 0 && <li className={style.more}>No devices in this ring</li>}
            </ul>
            <div className={style.gate}>
              <span className={style.tally}>{tally(lane.devices)}</span>
              <span>{lane.gate}</span>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}

function DeviceMark({ device }: { device: LaneDevice }): ReactNode {
  const words = `${plainName(device.name)}: ${device.word}`;
  const mark = <StatusShape status={device.status} />;
  return (
    <Tooltip label={words} openDelay={80}>
      {device.href === undefined ? (
        <span className={style.device} role="img" aria-label={words}>
          {mark}
        </span>
      ) : (
        <a className={style.device} href={device.href} aria-label={words}>
          {mark}
        </a>
      )}
    </Tooltip>
  );
}

const laneWord: Readonly<Record<Status, string>> = {
  good: 'verified',
  attention: 'need a person',
  failing: 'failed',
  running: 'running',
  waiting: 'waiting',
  unknown: 'unknown',
};

function tally(devices: readonly LaneDevice[]): string {
  const parts = statuses
    .map((status) => ({ status, count: devices.filter((device) => device.status === status).length }))
    .filter((part) => part.count > 0);
  return parts.map((part) => `${part.count} ${laneWord[part.status]}`).join(', ');
}
