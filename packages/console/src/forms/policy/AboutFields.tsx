import { Checkbox, Group, Textarea, TextInput } from '@mantine/core';
import type { UpdateClass } from '@fettle/core/inventory';
import type { ReactNode } from 'react';
import { at, below, type Draft } from './draft.ts';
import style from '../form.module.css';

/** Name, who answers for it, until when it must be looked at again. */
export function AboutFields({ policy, problems, change }: Draft): ReactNode {
  return (
    <>
      <TextInput
        label="Name"
        value={policy.name}
        maxLength={200}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={at(problems, 'name')}
      />
      <div className={style.pair}>
        <TextInput
          label="Owner"
          description="Who answers for it."
          value={policy.owner}
          maxLength={200}
          onChange={(event) => change({ owner: event.currentTarget.value })}
          error={at(problems, 'owner')}
        />
        <TextInput
          type="date"
          label="Review by"
          description="From this day on it is said to be overdue."
          value={policy.reviewAt}
          onChange={(event) => change({ reviewAt: event.currentTarget.value })}
          error={at(problems, 'reviewAt')}
        />
      </div>
    </>
  );
}

/** Which updates it selects. What is excluded by name comes before everything else. */
export function SelectFields({ policy, problems, change }: Draft): ReactNode {
  const { classes, exclude } = policy.select;
  return (
    <>
      <Checkbox.Group
        label="Classes"
        description="Security: from a security pocket of the distribution. Normal: everything else."
        value={[...classes]}
        onChange={(picked) => change({ select: { exclude, classes: known.filter((one) => picked.includes(one)) } })}
        error={below(problems, 'select.classes')}
      >
        <Group mt={6}>
          <Checkbox value="security" label="Security" />
          <Checkbox value="normal" label="Normal" />
        </Group>
      </Checkbox.Group>
      <Textarea
        label="Never"
        description="Names of packages, one a line; * stands for any text, as in linux-image-*."
        value={exclude.join('\n')}
        minRows={2}
        onChange={(event) => change({ select: { classes, exclude: linesOf(event.currentTarget.value) } })}
        error={below(problems, 'select.exclude')}
      />
    </>
  );
}

const known: readonly UpdateClass[] = ['security', 'normal'];

/** Lines as they are written: an empty field has none; an empty last line stays while one writes. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}
