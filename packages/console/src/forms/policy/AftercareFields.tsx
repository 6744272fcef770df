import { Checkbox, TextInput } from '@mantine/core';
import { noAftercare } from '@fettle/core/policy';
import { type ReactNode, useState } from 'react';
import { at, below, type Draft } from './draft.ts';

/** What is looked at beside the changed device itself, and after its soak. */
export function AftercareFields({ policy, problems, change }: Draft): ReactNode {
  const aftercare = policy.aftercare ?? noAftercare;
  const [text, setText] = useState(aftercare.againAfterDays.join(', '));
  const write = (value: string): void => {
    setText(value);
    const parts = value.split(',').map((part) => part.trim());
    // What is no number goes to the server as it stands for one, so that its sentence names it.
    change({ aftercare: { ...aftercare, againAfterDays: parts.filter((part) => part !== '').map(Number) } });
  };
  return (
    <>
      <Checkbox
        label="Ask devices that depend on a changed one"
        description="For their own checks, before and after. One that is worse than before holds the deployment, though the changed device is well."
        checked={aftercare.dependants === 'asked'}
        onChange={(event) => change({ aftercare: { ...aftercare, dependants: event.currentTarget.checked ? 'asked' : 'not-asked' } })}
        error={at(problems, 'aftercare.dependants')}
      />
      <TextInput
        label="Check again"
        description="Days after the change, separated by commas: 1, 7. What passed before and fails then is a regression. None: only at the end of the soak."
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        error={below(problems, 'aftercare.againAfterDays')}
      />
    </>
  );
}
