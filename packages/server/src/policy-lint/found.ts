/** What one look found, gathered so that one thing is one record, however many devices and time zones show it. */
import { settingNames } from '@fettle/core/policy';
import type { EffectivePolicy, Origin, PolicyLint } from '@fettle/core/policy';

export type Named = { readonly id: string; readonly name: string; readonly because: string | null };
export type Found = {
  /** What it is about: of two that say the same of the same field of the same policy one is kept. */
  readonly about: string;
  readonly code: string;
  readonly severity: 'attention' | 'failing';
  readonly policyId: string | null;
  readonly policyName: string;
  readonly policyLevel: Origin['level'] | null;
  readonly path: string;
  readonly sentence: string;
  readonly evidence: { readonly devices: number; readonly names: readonly Named[] };
};

/** As many devices are named in the evidence. */
const mostNames = 20;

/** A lint of what holds for these devices, under the policy that says the field which it is about. */
export function foundOf(lint: PolicyLint, effective: EffectivePolicy, devices: readonly Named[]): Found {
  const setting = settingNames.find((name) => lint.path === name || lint.path.startsWith(`${name}.`) || lint.path.startsWith(`${name}[`));
  const origin = (setting === undefined ? undefined : effective.settings[setting]?.origin) ?? effective.from.at(-1);
  return make(lint, origin ?? null, devices);
}

export function make(
  {
    code,
    severity,
    path,
    sentence,
  }: { readonly code: string; readonly severity: Found['severity']; readonly path: string; readonly sentence: string },
  origin: Origin | null,
  devices: readonly Named[],
): Found {
  return {
    about: `${code} ${origin?.policyId ?? ''} ${path}`,
    code,
    severity,
    policyId: origin?.policyId ?? null,
    policyName: origin?.name ?? '',
    policyLevel: origin?.level ?? null,
    path,
    sentence,
    evidence: evidenceOf(devices),
  };
}

export function evidenceOf(devices: readonly Named[]): Found['evidence'] {
  return { devices: devices.length, names: devices.slice(0, mostNames) };
}

/** The worst severity counts, with its sentence; devices of all are counted once each. */
export function merged(all: readonly { readonly found: Found; readonly devices: readonly Named[] }[]): readonly Found[] {
  return [...Map.groupBy(all, ({ found }) => found.about).values()].flatMap((same): readonly Found[] => {
    const worst = same.find(({ found }) => found.severity === 'failing') ?? same[0];
    if (worst === undefined) return [];
    const devices = [...new Map(same.flatMap((one) => one.devices).map((one) => [one.id, one])).values()];
    return [{ ...worst.found, evidence: evidenceOf(devices.toSorted((a, b) => (a.name < b.name ? -1 : 1))) }];
  });
}
