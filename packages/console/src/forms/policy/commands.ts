/** The signed commands among which a form chooses. */
import type { CommandPurpose, SignedCommandRef } from '@fettle/core/deployment';
import { useQuery } from '@tanstack/react-query';
import { reading } from '../../api.ts';

export type CommandChoice = SignedCommandRef & { readonly label: string };

/** Those of a purpose that may be run, and those that are chosen, whatever became of them. `none`: why there is nothing to choose. */
export function useCommands(
  purpose: CommandPurpose,
  chosen: readonly SignedCommandRef[],
): { readonly choices: readonly CommandChoice[]; readonly none: string | null } {
  const { data } = useQuery(reading('listCommands', { query: { removed: 'yes' } }));
  const all = data?.items ?? [];
  const ready = all.filter((one) => one.purpose === purpose && one.state === 'ready');
  const others = chosen.filter(({ document }) => document !== '' && !ready.some((one) => one.document === document));
  const doubled = new Set(ready.map(({ name }) => name).filter((name, index, names) => names.indexOf(name) < index));
  const choices = [
    ...ready.map(({ name, document }) => ({ name, document, label: doubled.has(name) ? `${name} (${document.slice(0, 8)})` : name })),
    ...others.map(({ name, document }) => {
      const state = all.find((one) => one.document === document)?.state;
      return { name, document, label: `${name} (${state === undefined || state === 'ready' ? 'not to be had' : state})` };
    }),
  ];
  return { choices, none: data !== undefined && choices.length === 0 ? 'none is signed for this: Settings, Trust' : null };
}
