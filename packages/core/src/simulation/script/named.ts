import type { ExportedState } from '../types.ts';

/** The id of the device that is called so; null: none is, or several are. */
export function deviceNamed(state: ExportedState | null, name: string): string | null {
  const found = new Set(
    (state?.deployments ?? []).flatMap(({ devices }) =>
      devices.filter((device) => device.name === name || device.deviceId === name).map(({ deviceId }) => deviceId),
    ),
  );
  const [id] = found;
  return id === undefined || found.size > 1 ? null : id;
}
