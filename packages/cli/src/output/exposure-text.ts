/** Who can reach a device, and who says so: a person's word counts, else what it measures itself. */
import type { CallOutput } from '@fettle/protocol/client';

type Device = Pick<CallOutput<'getDevice'>, 'exposure' | 'exposureMeasured'>;

export function exposureText({ exposure, exposureMeasured: { value, why, contradiction } }: Device): string {
  if (exposure === null) return value === null ? why : `${value}, measured: ${why}`;
  if (contradiction !== null) return `${exposure}. ${contradiction} ${why}`;
  return `${exposure}, set by a person; measured: ${value ?? 'not known'}. ${why}`;
}
