import { MultiSelect } from '@mantine/core';
import type { Hooks, SignedCommandRef } from '@fettle/core/deployment';
import { unsaidSettings } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { below, type Draft } from './draft.ts';
import { useCommands } from './commands.ts';
import form from '../form.module.css';

/** Signed commands around a change: a backup before, a service started after. */
export function HookFields({ policy, problems, change }: Draft): ReactNode {
  const hooks: Hooks = policy.hooks ?? unsaidSettings.hooks;
  return (
    <div className={form.form}>
      <HookField
        label="Commands before a change"
        note="After the checks, right before it, in this order. One that fails, or can not run: the change does not begin, and the device says why."
        purpose="before-change"
        refs={hooks.beforeChange}
        error={below(problems, 'hooks.beforeChange')}
        onChange={(beforeChange) => change({ hooks: { ...hooks, beforeChange } })}
      />
      <HookField
        label="Commands after a change"
        note="Once it is over, however it ended. One that fails is told, and not blamed on the change."
        purpose="after-change"
        refs={hooks.afterChange}
        error={below(problems, 'hooks.afterChange')}
        onChange={(afterChange) => change({ hooks: { ...hooks, afterChange } })}
      />
    </div>
  );
}

type Props = {
  label: string;
  note: string;
  purpose: 'before-change' | 'after-change';
  refs: readonly SignedCommandRef[];
  error: string | null;
  onChange: (refs: readonly SignedCommandRef[]) => void;
};

function HookField({ label, note, purpose, refs, error, onChange }: Props): ReactNode {
  const { choices, none } = useCommands(purpose, refs);
  return (
    <MultiSelect
      label={label}
      description={note}
      placeholder={refs.length > 0 ? '' : (none ?? 'none')}
      data={choices.map(({ document, label: words }) => ({ value: document, label: words }))}
      value={refs.map(({ document }) => document)}
      onChange={(documents) =>
        onChange(
          documents.flatMap((document) => choices.filter((one) => one.document === document).map(({ name }) => ({ name, document }))),
        )
      }
      error={error}
    />
  );
}
