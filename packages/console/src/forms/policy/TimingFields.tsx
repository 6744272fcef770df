import { Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { unsaidSettings } from '@fettle/core/policy';
import type { RestartWhen } from '@fettle/core/restarts';
import type { BusinessHours, Conditions, MissedRule } from '@fettle/core/windows';
import type { ReactNode } from 'react';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import { chosenDays, days } from './days.ts';
import form from '../form.module.css';

const whens: readonly { readonly value: RestartWhen['kind']; readonly label: string }[] = [
  { value: 'at-once', label: 'at once' },
  { value: 'signed-out', label: 'when nobody is signed in' },
  { value: 'ask', label: 'ask who is signed in' },
  { value: 'window-end', label: 'at the end of the window' },
];
const whenNotes: Readonly<Record<RestartWhen['kind'], string>> = {
  'at-once': 'As soon as the change is in, whoever is signed in.',
  'signed-out': 'Where somebody stays until the window closes, the restart stays pending, and the device says so.',
  ask: 'Nobody signed in: at once. Else they are asked, and may put it off.',
  'window-end': 'So that it still fits; who is signed in is warned before.',
};
const usualAsk = { kind: 'ask', postpones: 2, minutes: 30, deadlineMinutes: 120, atEnd: 'force', mayEndAfterWindow: false } as const;

/** When a restart that is due takes place. */
export function RestartWhenFields({ policy, problems, change }: Draft): ReactNode {
  const rule = policy.restartWhen ?? unsaidSettings.restartWhen;
  const choose = (kind: string | null): void => {
    const found = whens.find((one) => one.value === kind)?.value;
    if (found !== undefined) change({ restartWhen: found === 'ask' ? usualAsk : { kind: found } });
  };
  return (
    <>
      <Select
        label="When a restart takes place"
        description={whenNotes[rule.kind]}
        data={[...whens]}
        value={rule.kind}
        onChange={choose}
        allowDeselect={false}
        error={rule.kind === 'ask' ? at(problems, 'restartWhen') : below(problems, 'restartWhen')}
      />
      {rule.kind === 'ask' && (
        <AskFields rule={rule} problems={problems} set={(changed) => change({ restartWhen: { ...rule, ...changed } })} />
      )}
    </>
  );
}

type Ask = Extract<RestartWhen, { kind: 'ask' }>;

function AskFields({ rule, problems, set }: { rule: Ask; problems: Draft['problems']; set: (changed: Partial<Ask>) => void }): ReactNode {
  return (
    <>
      <div className={form.pair}>
        <NumberInput
          label="Put off at most"
          description="Times. No answer counts as one."
          value={shownNumber(rule.postpones)}
          min={0}
          allowDecimal={false}
          onChange={(value) => set({ postpones: numberOf(value) })}
          error={at(problems, 'restartWhen.postpones')}
        />
        <NumberInput
          label="By minutes each time"
          value={shownNumber(rule.minutes)}
          min={5}
          allowDecimal={false}
          onChange={(value) => set({ minutes: numberOf(value) })}
          error={at(problems, 'restartWhen.minutes')}
        />
        <NumberInput
          label="Until minutes after the change"
          value={shownNumber(rule.deadlineMinutes)}
          min={5}
          allowDecimal={false}
          onChange={(value) => set({ deadlineMinutes: numberOf(value) })}
          error={at(problems, 'restartWhen.deadlineMinutes')}
        />
      </div>
      <Select
        label="Then"
        data={[
          { value: 'force', label: 'it restarts, with a last warning' },
          { value: 'leave-pending', label: 'it stays pending' },
        ]}
        value={rule.atEnd}
        onChange={(value) => set({ atEnd: value === 'leave-pending' ? 'leave-pending' : 'force' })}
        allowDeselect={false}
        error={at(problems, 'restartWhen.atEnd')}
      />
      <Checkbox
        label="It may restart after the window has closed"
        description="Otherwise the end of the window is the end of putting it off. The limits of the device go before either way."
        checked={rule.mayEndAfterWindow}
        onChange={(event) => set({ mayEndAfterWindow: event.currentTarget.checked })}
        error={at(problems, 'restartWhen.mayEndAfterWindow')}
      />
    </>
  );
}

const kinds: readonly { readonly value: MissedRule['kind']; readonly label: string }[] = [
  { value: 'next-window', label: 'wait for the next window' },
  { value: 'catch-up', label: 'catch up when it returns' },
  { value: 'rolling', label: 'a rolling window, for laptops' },
];
const office: BusinessHours = { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '08:00', to: '18:00' };
const usual: Conditions = { onMains: true, maxLoadPercent: 50, notDuring: office };

/** What a device does that was off, or out of contact, through its window. */
export function MissedFields({ policy, problems, change }: Draft): ReactNode {
  const rule = policy.missed ?? unsaidSettings.missed;
  const choose = (kind: string | null): void => {
    const { onMains, maxLoadPercent, notDuring } = rule.kind === 'next-window' ? usual : rule;
    const conditions = { onMains, maxLoadPercent, notDuring };
    if (kind === 'next-window') change({ missed: { kind } });
    if (kind === 'catch-up') change({ missed: { kind, ...conditions } });
    if (kind === 'rolling') change({ missed: { kind, hours: 4, days: 7, ...conditions } });
  };
  return (
    <>
      <Select
        label="A device that missed its window"
        description="Because it was off or out of contact."
        data={[...kinds]}
        value={rule.kind}
        onChange={choose}
        allowDeselect={false}
        error={rule.kind === 'next-window' ? below(problems, 'missed') : at(problems, 'missed')}
      />
      {rule.kind === 'rolling' && (
        <div className={form.pair}>
          <NumberInput
            label="Hours"
            description="The window begins when its conditions hold and something is to be done."
            value={shownNumber(rule.hours)}
            min={1}
            max={24}
            allowDecimal={false}
            onChange={(value) => change({ missed: { ...rule, hours: numberOf(value) } })}
            error={at(problems, 'missed.hours')}
          />
          <NumberInput
            label="In each days"
            value={shownNumber(rule.days)}
            min={1}
            max={31}
            allowDecimal={false}
            onChange={(value) => change({ missed: { ...rule, days: numberOf(value) } })}
            error={at(problems, 'missed.days')}
          />
        </div>
      )}
      {rule.kind !== 'next-window' && (
        <ConditionFields rule={rule} problems={problems} set={(changed) => change({ missed: { ...rule, ...changed } })} />
      )}
    </>
  );
}

type ConditionProps = { rule: Conditions; problems: Draft['problems']; set: (changed: Partial<Conditions>) => void };

function ConditionFields({ rule, problems, set }: ConditionProps): ReactNode {
  const { onMains, maxLoadPercent, notDuring } = rule;
  return (
    <>
      <Checkbox
        label="Only on mains power"
        description="Where the device can not tell, it is not."
        checked={onMains}
        onChange={(event) => set({ onMains: event.currentTarget.checked })}
        error={at(problems, 'missed.onMains')}
      />
      <Checkbox
        label="Only while it is idle"
        checked={maxLoadPercent !== null}
        onChange={(event) => set({ maxLoadPercent: event.currentTarget.checked ? 50 : null })}
      />
      {maxLoadPercent !== null && (
        <NumberInput
          label="Idle below a load of percent"
          description="Over five minutes, of all processors together."
          value={shownNumber(maxLoadPercent)}
          min={1}
          allowDecimal={false}
          onChange={(value) => set({ maxLoadPercent: numberOf(value) })}
          error={at(problems, 'missed.maxLoadPercent')}
        />
      )}
      <Checkbox
        label="Never in business hours"
        checked={notDuring !== null}
        onChange={(event) => set({ notDuring: event.currentTarget.checked ? office : null })}
      />
      {notDuring !== null && (
        <HoursFields hours={notDuring} problems={problems} set={(changed) => set({ notDuring: { ...notDuring, ...changed } })} />
      )}
    </>
  );
}

function HoursFields({
  hours,
  problems,
  set,
}: {
  hours: BusinessHours;
  problems: Draft['problems'];
  set: (changed: Partial<BusinessHours>) => void;
}): ReactNode {
  return (
    <>
      <MultiSelect
        label="Business days"
        data={[...days]}
        value={[...hours.days]}
        onChange={(values) => set({ days: chosenDays(values) })}
        error={below(problems, 'missed.notDuring.days')}
      />
      <div className={form.pair}>
        <TextInput
          label="Business hours from"
          description="By the clock of each site."
          type="time"
          value={hours.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
          error={at(problems, 'missed.notDuring.from')}
        />
        <TextInput
          label="Business hours to"
          type="time"
          value={hours.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
          error={at(problems, 'missed.notDuring.to')}
        />
      </div>
    </>
  );
}
