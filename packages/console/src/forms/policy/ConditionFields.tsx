import { MultiSelect, TagsInput } from '@mantine/core';
import type { UpdateCondition } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { below, type Problems } from './draft.ts';
import style from './policy.module.css';

type Props = {
  condition: UpdateCondition;
  path: string;
  problems: Problems;
  /** All of what it says, lists that say nothing left out. */
  onChange: (condition: UpdateCondition) => void;
};

const classes = ['security', 'normal'];
const urgencies = [
  { value: 'urgent', label: 'urgent' },
  { value: 'normal', label: 'normal' },
  { value: 'unknown', label: 'urgent until more is known' },
];
const severities = ['critical', 'high', 'medium', 'low', 'unknown'];

/** What must hold of an update: all of what is said, and of each list one. An empty field asks nothing. */
export function ConditionFields({ condition, path, problems, onChange }: Props): ReactNode {
  const set = (name: keyof UpdateCondition, values: readonly string[]): void => {
    const { [name]: _before, ...rest } = condition;
    // Values come from the lists of the fields; the server reads them again.
    onChange(values.length === 0 ? rest : ({ ...rest, [name]: values } as UpdateCondition));
  };
  const picks = (name: 'classes' | 'urgency' | 'severity') => ({
    value: [...(condition[name] ?? [])],
    onChange: (values: string[]) => set(name, values),
    error: below(problems, `${path}.${name}`),
    placeholder: (condition[name] ?? []).length === 0 ? 'any' : '',
  });
  const tags = (name: 'products' | 'origins') => ({
    value: [...(condition[name] ?? [])],
    onChange: (values: string[]) => set(name, values),
    error: below(problems, `${path}.${name}`),
    placeholder: (condition[name] ?? []).length === 0 ? 'any' : '',
    splitChars: [',', ' '],
    acceptValueOnBlur: true,
  });
  return (
    <>
      <MultiSelect label="Class" data={classes} {...picks('classes')} />
      <MultiSelect label="Urgency" data={urgencies} {...picks('urgency')} />
      <MultiSelect label="Severity" data={severities} {...picks('severity')} />
      <TagsInput
        label="Packages"
        description="Or their source packages; * stands for any text. Enter takes each."
        className={style.wide ?? ''}
        {...tags('products')}
      />
      <TagsInput
        label="Origins"
        description="Label of the archive, or label:archive; * stands for any text."
        className={style.wide ?? ''}
        {...tags('origins')}
      />
    </>
  );
}
