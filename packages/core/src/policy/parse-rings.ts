import { child, note, readChoice, readFields, readList, readNumber, readText, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';
import { longestSoakDays, soakSeconds } from './soak.ts';
import type { Ring, RingMembers } from './types.ts';

/** Reads the rings, and what must hold between them: names differ, no device is listed twice, shares fit, the last is the rest. */
export function readRings(reader: Reader, path: string, value: unknown): readonly Ring[] | null {
  const rings = readList(reader, path, value, [1, 10], (at, item) => readRing(reader, at, item));
  if (rings === null) return null;
  const before = reader.problems.length;
  refuseDoubles(
    reader,
    path,
    rings.map((ring) => ring.name),
    'name',
  );
  refuseListedTwice(reader, path, rings);
  refuseStandInsTwice(reader, path, rings);

  const percent = rings.reduce((sum, { members }) => sum + (members.kind === 'share' ? members.percent : 0), 0);
  if (percent > 100) note(reader, path, `The shares come to ${percent} percent; together they may be at most 100.`);
  for (const [index, ring] of rings.entries()) {
    const isLast = index === rings.length - 1;
    if (isLast !== (ring.members.kind === 'rest'))
      note(
        reader,
        `${path}[${index}].members.kind`,
        isLast ? 'The last ring must be the rest, so that every device has a ring.' : 'Only the last ring may be the rest.',
      );
  }
  return reader.problems.length === before ? rings : null;
}

function readRing(reader: Reader, path: string, value: unknown): Ring | null {
  const fields = readFields(reader, path, value, ['name', 'members', 'soak', 'gate', 'maxParallel', 'devicesPerHour']);
  if (fields === null) return null;
  const name = readText(reader, child(path, 'name'), fields['name'], 40);
  const members = readMembers(reader, child(path, 'members'), fields['members']);
  const soak = readSoak(reader, child(path, 'soak'), fields['soak']);
  const gate = readGate(reader, child(path, 'gate'), fields['gate']);
  const maxParallel = readLimit(reader, child(path, 'maxParallel'), fields['maxParallel'], 1_000);
  const devicesPerHour = readLimit(reader, child(path, 'devicesPerHour'), fields['devicesPerHour'], 100_000);
  return name === null || members === null || soak === null || gate === null
    ? null
    : {
        name,
        members,
        soak,
        gate,
        ...(maxParallel === null ? {} : { maxParallel }),
        ...(devicesPerHour === null ? {} : { devicesPerHour }),
      };
}

/** Not there is no limit of the ring's own. */
function readLimit(reader: Reader, path: string, value: unknown, most: number): number | null {
  return value === undefined || value === null ? null : readWhole(reader, path, value, 1, most);
}

function readMembers(reader: Reader, path: string, value: unknown): RingMembers | null {
  const kindField = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const kind = readChoice(reader, child(path, 'kind'), kindField, ['devices', 'share', 'group', 'stand-ins', 'rest']);
  if (kind === null) return null;
  const own = { devices: ['deviceIds'], share: ['percent'], group: ['groupId'], 'stand-ins': [], rest: [] }[kind];
  const fields = readFields(reader, path, value, ['kind', ...own]);
  if (fields === null) return null;
  if (kind === 'rest' || kind === 'stand-ins') return { kind };
  if (kind === 'share') {
    const percent = readNumber(reader, child(path, 'percent'), fields['percent'], 0.1, 100);
    return percent === null ? null : { kind, percent };
  }
  if (kind === 'group') {
    const groupId = readText(reader, child(path, 'groupId'), fields['groupId'], 100);
    return groupId === null ? null : { kind, groupId };
  }
  const at = child(path, 'deviceIds');
  const deviceIds = readList(reader, at, fields['deviceIds'], [1, 10_000], (itemPath, item) => readText(reader, itemPath, item, 100));
  return deviceIds === null ? null : { kind, deviceIds };
}

function readSoak(reader: Reader, path: string, value: unknown): string | null {
  if (typeof value === 'string' && soakSeconds(value) !== null) return value;
  return note(
    reader,
    path,
    `It must be an ISO 8601 duration from PT0S to P${longestSoakDays}D in weeks, days, hours, minutes or seconds, such as PT2H or P3D.`,
  );
}

function readGate(reader: Reader, path: string, value: unknown): Ring['gate'] | null {
  const fields = readFields(reader, path, value, ['minVerified', 'minRate']);
  if (fields === null) return null;
  const minVerified = readWhole(reader, child(path, 'minVerified'), fields['minVerified'], 0, 100_000);
  const minRate = readNumber(reader, child(path, 'minRate'), fields['minRate'], 0, 1);
  return minVerified === null || minRate === null ? null : { minVerified, minRate };
}

/** The first such ring has them all: a second one would stay empty. */
function refuseStandInsTwice(reader: Reader, path: string, rings: readonly Ring[]): void {
  const first = rings.findIndex(({ members }) => members.kind === 'stand-ins');
  for (const [index, { members }] of rings.entries())
    if (members.kind === 'stand-ins' && index !== first)
      note(
        reader,
        `${path}[${index}].members.kind`,
        `Ring “${rings[first]?.name ?? ''}” has the stand-ins already; a device has one ring.`,
      );
}

function refuseListedTwice(reader: Reader, path: string, rings: readonly Ring[]): void {
  const seen = new Map<string, string>();
  for (const [index, { name, members }] of rings.entries()) {
    if (members.kind !== 'devices') continue;
    for (const [at, id] of members.deviceIds.entries()) {
      const other = seen.get(id);
      if (other !== undefined)
        note(
          reader,
          `${path}[${index}].members.deviceIds[${at}]`,
          `This device is already listed in ring “${other}”; a device has one ring.`,
        );
      seen.set(id, name);
    }
  }
}
