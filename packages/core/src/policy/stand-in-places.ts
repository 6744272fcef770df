/** Where the stand-in of a mission-critical device is in the rings: only from a ring before that of the device does it show anything in time. */

/** `deviceId` null: something outside of Fettle. */
export type StandInBy = { readonly deviceId: string | null; readonly name: string };

/** `before`: in an earlier ring. `same`, `later`: in the ring of the device, or after it. `absent`: in no ring. `outside`: not a device of Fettle. `none`: nobody named one. */
export const standInPlaces = ['before', 'same', 'later', 'absent', 'outside', 'none'] as const;
export type StandInPlace = (typeof standInPlaces)[number];

/** null: the device itself is in no ring. */
export function standInPlaceOf(
  deviceId: string,
  by: StandInBy | null,
  ringOf: (deviceId: string) => number | undefined,
): { readonly ring: number; readonly standInRing: number | null; readonly place: StandInPlace } | null {
  const ring = ringOf(deviceId);
  if (ring === undefined) return null;
  if (by === null) return { ring, standInRing: null, place: 'none' };
  if (by.deviceId === null) return { ring, standInRing: null, place: 'outside' };
  const its = ringOf(by.deviceId);
  if (its === undefined) return { ring, standInRing: null, place: 'absent' };
  return { ring, standInRing: its, place: its < ring ? 'before' : its === ring ? 'same' : 'later' };
}

/** One sentence of a mission-critical device: `sql-01 is represented by sql-test, which is in ring “test”, before it.` `standInRing`: the name of the stand-in’s ring. */
export function standInPlaceSentence({
  name,
  by,
  place,
  standInRing,
}: {
  readonly name: string;
  readonly by: StandInBy | null;
  readonly place: StandInPlace;
  readonly standInRing: string;
}): string {
  if (by === null || place === 'none') return `${name} is mission-critical and has no stand-in.`;
  const represented = `${name} is represented by ${by.name}`;
  switch (place) {
    case 'outside':
      return `${represented}, outside of Fettle: what was tried there is not known here.`;
    case 'absent':
      return `${represented}, which takes no part.`;
    case 'before':
      return `${represented}, which is in ring “${standInRing}”, before it.`;
    case 'same':
    case 'later':
      return `${represented}, which is in ring “${standInRing}” and in none before it.`;
  }
}
