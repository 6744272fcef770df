/** Reads the lanes of a policy. */
import { readRings } from '../parse-rings.ts';
import { child, note, readFields, readFlag, readList, readText, readWhole, refuseDoubles } from '../reader.ts';
import type { Reader } from '../reader.ts';
import type { Policy, PolicyWindow } from '../types.ts';
import { restLane } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { readTakes } from './parse-rules.ts';

const mostLanes = 8;

/** How a policy's own fields are read that a lane may say otherwise. */
type Readers = {
  readonly window: (reader: Reader, path: string, value: unknown) => PolicyWindow | null;
  readonly notices: (reader: Reader, path: string, value: unknown) => Policy['notices'] | null;
};

export function readLanes(reader: Reader, path: string, value: unknown, readers: Readers): readonly Lane[] | null {
  const lanes = readList(reader, path, value, [0, mostLanes], (at, item) => readLane(reader, at, item, readers));
  if (lanes === null) return null;
  refuseDoubles(
    reader,
    path,
    lanes.map(({ name }) => name),
    'name',
  );
  return lanes;
}

const optional = ['rings', 'window', 'anyTime', 'maxParallel', 'devicesPerHour', 'notices', 'approvalDays'] as const;

function readLane(reader: Reader, path: string, value: unknown, readers: Readers): Lane | null {
  const fields = readFields(reader, path, value, ['name', 'takes', ...optional]);
  if (fields === null) return null;
  const before = reader.problems.length;
  const name = readText(reader, child(path, 'name'), fields['name'], 40);
  if (name === restLane)
    note(reader, child(path, 'name'), `“${restLane}” is the lane of all that no other takes; give this one another name.`);
  const takes = readTakes(reader, child(path, 'takes'), fields['takes']);
  const said = <Value>(field: (typeof optional)[number], read: (reader: Reader, at: string, value: unknown) => Value | null) => {
    const found = fields[field] === undefined ? null : read(reader, child(path, field), fields[field]);
    return found === null ? {} : { [field]: found };
  };
  const whole = (least: number, most: number) => (into: Reader, at: string, item: unknown) => readWhole(into, at, item, least, most);
  const own: Omit<Lane, 'name' | 'takes'> = {
    ...said('rings', readRings),
    ...said('window', readers.window),
    ...said('anyTime', readFlag),
    ...said('maxParallel', whole(1, 10_000)),
    ...said('devicesPerHour', whole(1, 100_000)),
    ...said('notices', readers.notices),
    ...said('approvalDays', whole(1, 60)),
  };
  if (own.anyTime === true && own.window !== undefined)
    note(reader, child(path, 'window'), 'It may go at any time, so a window of its own would change nothing. Say one of the two.');
  return name === null || takes === null || reader.problems.length > before ? null : { name, takes, ...own };
}
