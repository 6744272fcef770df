/** What is looked at after a change, beside the device itself and its soak. */
import { child, readChoice, readFields, readList, readWhole, refuseDoubles } from './reader.ts';
import type { Reader } from './reader.ts';

export type Aftercare = {
  /** `asked`: devices that depend on one that changes are asked for their own checks, before and after. One that is worse than before holds the deployment. */
  readonly dependants: 'asked' | 'not-asked';
  /** So many days after a device was verified its checks are asked again; what passed before the change and fails then is a regression. Rising. */
  readonly againAfterDays: readonly number[];
};

/** Where no policy says it: as it was before there was the setting. */
export const noAftercare: Aftercare = { dependants: 'not-asked', againAfterDays: [] };

export const mostAgain = 5;
/** Reports are kept longer than that. */
export const latestAgainDays = 60;

export function readAftercare(reader: Reader, path: string, value: unknown): Aftercare | null {
  const fields = readFields(reader, path, value, ['dependants', 'againAfterDays']);
  if (fields === null) return null;
  const dependants = readChoice(reader, child(path, 'dependants'), fields['dependants'], ['asked', 'not-asked']);
  const at = child(path, 'againAfterDays');
  const days = readList(reader, at, fields['againAfterDays'], [0, mostAgain], (itemPath, item) =>
    readWhole(reader, itemPath, item, 1, latestAgainDays),
  );
  if (dependants === null || days === null) return null;
  refuseDoubles(reader, at, days);
  return { dependants, againAfterDays: days.toSorted((a, b) => a - b) };
}

export function aftercareInWords({ dependants, againAfterDays: days }: Aftercare): string {
  const others =
    dependants === 'asked' ? 'devices that depend on a changed one are asked' : 'devices that depend on a changed one are not asked';
  const last = days.at(-1);
  if (last === undefined) return others;
  const listed = days.length === 1 ? `${last}` : `${days.slice(0, -1).join(', ')} and ${last}`;
  return `${others}; checks again ${listed} ${last === 1 ? 'day' : 'days'} after`;
}
