/** How far the first rings stand for the later ones, for a terminal. */
import { traitKindWords } from '@fettle/core/policy';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, count, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';

type Coverage = NonNullable<CallOutput<'previewPolicy'>['coverage']> & {
  readonly rings: readonly { readonly name: string; readonly devices: number }[];
};

/** Rings with their numbers, what later ones have first, then devices that would cover more. */
export function coverageText(screen: Screen, coverage: Coverage): string {
  const { rings, gaps, suggestion, left, standIns, undecided, gone, looked, devices } = coverage;
  return blocks(
    rings.map(({ name, devices: number }) => sentence(screen, `${clean(name)}: ${count(number, 'device')}`)).join('\n'),
    looked < devices ? sentence(screen, `Of the first ${looked} of ${count(devices, 'device')}.`) : null,
    gone.length === 0
      ? null
      : screen.paint(
          sentence(screen, `The group of ring ${gone.map((one) => clean(one)).join(', ')} is not there: nothing can be planned.`),
          'failing',
        ),
    undecided.length === 0
      ? null
      : undecided
          .map((one) =>
            screen.paint(
              sentence(
                screen,
                `Not known whether ${count(one.devices, 'device')} ${one.devices === 1 ? 'is' : 'are'} in group “${clean(one.group)}”: ${clean(one.because)}`,
              ),
              'attention',
            ),
          )
          .join('\n'),
    rings.length < 2
      ? 'There is one ring: nothing is tried first.'
      : gaps.length === 0
        ? 'Each later ring has only what a ring before it has.'
        : gapTable(screen, coverage),
    standIns.length === 0
      ? null
      : standIns.map(({ place, sentence: said }) => (place === 'before' ? clean(said) : screen.paint(clean(said), 'attention'))).join('\n'),
    suggestion.length === 0 || rings.length < 2
      ? null
      : sentence(
          screen,
          `Test devices that between them have what the others have: ${suggestion.map(({ name }) => clean(name)).join(', ')}.`,
        ),
    left.length === 0
      ? null
      : sentence(
          screen,
          `Only mission-critical devices, or such as others need, have: ${left.map(({ kind, value }) => `${clean(value)} (${traitKindWords[kind]})`).join(', ')}.`,
        ),
  );
}

function gapTable(screen: Screen, { gaps, rings }: Coverage): string {
  const columns = [
    { title: 'met first in ring' },
    { title: 'what' },
    { title: 'value', atLeast: 14 },
    { title: 'devices', align: 'right' as const },
    { title: 'such as', atLeast: 16 },
  ];
  const rows = gaps.map((gap): Cell[] => [
    clean(rings[gap.ring]?.name ?? ''),
    traitKindWords[gap.kind],
    clean(gap.value),
    gap.devices,
    gap.deviceNames.map((name) => clean(name)).join(', '),
  ]);
  return table(screen, columns, rows);
}
