/** What is installed, with what is known of conditions: rpm's list and dnf's history together. */
import type { InstalledPackage } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import type { Outcome, ScanMode } from '../types.ts';
import { readInstalled } from './installed.ts';
import { askDnf, unreadable } from './question.ts';
import { stateOf, withConditions } from './state.ts';
import type { DeviceState } from './state.ts';

export type Inventory = { readonly packages: readonly InstalledPackage[]; readonly state: DeviceState };

/** Asks both; trouble where one of them can not be asked. Pins are not among it: a change in the store is decided already. */
export async function readInventory(machine: Machine, mode: ScanMode): Promise<Outcome<Inventory>> {
  const installed = await readInstalled(machine);
  if (!installed.ok) return installed;
  const asked = await askDnf(machine, mode, { question: 'state' });
  if (!asked.ok) return asked;
  const state = stateOf(asked.fields);
  if (state === null) return { ok: false, trouble: unreadable(asked, 'state') };
  return { ok: true, value: { packages: withConditions(installed.packages, state, []), state } };
}
