import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import type { Policy } from '@fettle/core/policy';
import { type ReactNode, useState } from 'react';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import { FourEyesFields } from './FourEyesFields.tsx';
import form from '../form.module.css';

const restarts: readonly { readonly value: Policy['restart']; readonly label: string }[] = [
  { value: 'if-needed', label: 'where the change needs one' },
  { value: 'always', label: 'after every change' },
  { value: 'never', label: 'never' },
];
const rollbacks: readonly { readonly value: Policy['rollback']; readonly label: string }[] = [
  { value: 'automatic', label: 'by itself, after a failed change or check' },
  { value: 'by-person', label: 'only when a person decides' },
];

/** Restarts, failures, pace, the way back. */
export function ChangeFields(draft: Draft): ReactNode {
  return (
    <>
      <div className={form.pair}>
        <RestartField {...draft} />
        <RollbackField {...draft} />
      </div>
      <div className={form.pair}>
        <BudgetField {...draft} />
        <ParallelField {...draft} />
        <PaceField {...draft} />
      </div>
      <OfflineField {...draft} />
      <FourEyesFields {...draft} />
    </>
  );
}

export function RestartField({ policy, problems, change }: Draft): ReactNode {
  return (
    <Select
      label="Restart"
      description="Within the window."
      data={[...restarts]}
      value={policy.restart}
      onChange={(value) => change({ restart: restarts.find((one) => one.value === value)?.value ?? policy.restart })}
      error={at(problems, 'restart')}
    />
  );
}

export function RollbackField({ policy, problems, change }: Draft): ReactNode {
  return (
    <Select
      label="Roll back"
      data={[...rollbacks]}
      value={policy.rollback}
      onChange={(value) => change({ rollback: rollbacks.find((one) => one.value === value)?.value ?? policy.rollback })}
      error={at(problems, 'rollback')}
    />
  );
}

export function BudgetField({ policy, problems, change }: Draft): ReactNode {
  return (
    <NumberInput
      label="Failures borne"
      description="One more, and the deployment holds."
      value={shownNumber(policy.failureBudget)}
      min={0}
      allowDecimal={false}
      onChange={(value) => change({ failureBudget: numberOf(value) })}
      error={at(problems, 'failureBudget')}
    />
  );
}

export function ParallelField({ policy, problems, change }: Draft): ReactNode {
  return (
    <NumberInput
      label="Devices at once"
      value={shownNumber(policy.maxParallel)}
      min={1}
      allowDecimal={false}
      onChange={(value) => change({ maxParallel: numberOf(value) })}
      error={at(problems, 'maxParallel')}
    />
  );
}

export function PaceField({ policy, problems, change }: Draft): ReactNode {
  return (
    <NumberInput
      label="Devices an hour"
      value={shownNumber(policy.devicesPerHour)}
      min={1}
      allowDecimal={false}
      onChange={(value) => change({ devicesPerHour: numberOf(value) })}
      error={at(problems, 'devicesPerHour')}
    />
  );
}

export function OfflineField({ policy, problems, change }: Draft): ReactNode {
  return (
    <Checkbox
      label="A device out of contact may start what it was told before"
      description="Otherwise it begins only after it has reached the server, so that a hold can stop it."
      checked={policy.startOffline}
      onChange={(event) => change({ startOffline: event.currentTarget.checked })}
      error={at(problems, 'startOffline')}
    />
  );
}

/** How long before the window the planned change is announced. */
export function NoticeFields({ policy, problems, change }: Draft): ReactNode {
  const [text, setText] = useState(policy.notices.plannedHoursBefore.join(', '));
  const write = (value: string): void => {
    setText(value);
    const parts = value.split(',').map((part) => part.trim());
    // What is no number goes to the server as it stands for one, so that its sentence names it.
    change({ notices: { ...policy.notices, plannedHoursBefore: parts.filter((part) => part !== '').map(Number) } });
  };
  const demand = (required: boolean): void => {
    const { plannedHoursBefore } = policy.notices;
    change({ notices: required ? { plannedHoursBefore, required } : { plannedHoursBefore } });
  };
  return (
    <>
      <TextInput
        label="Announce the change"
        description="Hours before its window, separated by commas: 48, 24. None: nobody is told before."
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
        error={below(problems, 'notices')}
      />
      <Checkbox
        label="No device begins before somebody at its site was told"
        description="It waits until the mail server took the announcement to one contact over. A roll-back waits for nobody."
        checked={policy.notices.required === true}
        onChange={(event) => demand(event.currentTarget.checked)}
      />
    </>
  );
}
