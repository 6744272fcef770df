/** A soak as a number and a unit: people say "2 days", the policy holds `P2D`. */

export const soakUnits = ['minutes', 'hours', 'days'] as const;
export type SoakUnit = (typeof soakUnits)[number];
export type Soak = { readonly count: number; readonly unit: SoakUnit };

const forms: readonly (readonly [RegExp, SoakUnit, number])[] = [
  [/^P(\d+)W$/, 'days', 7],
  [/^P(\d+)D$/, 'days', 1],
  [/^PT(\d+)H$/, 'hours', 1],
  [/^PT(\d+)M$/, 'minutes', 1],
  [/^PT(0)S$/, 'hours', 1],
];

/** `P1D` → 1 day. Null for a duration of several units, which is written as it is. */
export function readSoak(text: string): Soak | null {
  for (const [form, unit, times] of forms) {
    const found = form.exec(text)?.[1];
    if (found !== undefined) return { count: Number(found) * times, unit };
  }
  return null;
}

/** 1 day → `P1D`; nothing → `PT0S`. */
export function writeSoak({ count, unit }: Soak): string {
  if (count === 0) return 'PT0S';
  return unit === 'days' ? `P${count}D` : `PT${count}${unit === 'hours' ? 'H' : 'M'}`;
}
