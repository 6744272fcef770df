import { Select } from '@mantine/core';
import { unsaidSettings } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { at, type Draft } from './draft.ts';

/** Whether mission-critical devices wait for their stand-ins. */
export function StandInField({ policy, problems, change }: Draft): ReactNode {
  return (
    <Select
      label="Stand-ins of mission-critical devices"
      description="The stand-in is named on the page of the device. Where it has not shown the change, a person may let the device go on, with a reason."
      data={[
        { value: 'ask', label: 'asked for: nothing waits' },
        { value: 'require', label: 'go first: the device waits for them, or for a person' },
      ]}
      allowDeselect={false}
      value={policy.standIns ?? unsaidSettings.standIns}
      onChange={(value) => change({ standIns: value === 'require' ? value : 'ask' })}
      error={at(problems, 'standIns')}
    />
  );
}
