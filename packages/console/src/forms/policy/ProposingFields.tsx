import { Checkbox, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { mostProposalDays, unsaidSettings } from '@fettle/core/policy';
import type { ProposingByItself } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { chosenDays, days } from './days.ts';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import form from '../form.module.css';

const kinds = [
  { value: 'by-person', label: 'a person' },
  { value: 'by-itself', label: 'Fettle, by itself' },
] as const;
const usual: ProposingByItself = { kind: 'by-itself', days: days.map(({ value }) => value), at: '03:10', expiresInDays: 14 };

/** Whether somebody has to press the button, or Fettle looks on its days and proposes what there is. */
export function ProposingFields({ policy, problems, change }: Draft): ReactNode {
  const rule = policy.proposing ?? unsaidSettings.proposing;
  return (
    <>
      <Select
        label="Who proposes deployments"
        description="What is proposed changes nothing before it is approved: by a standing approval, or by a person."
        data={[...kinds]}
        value={rule.kind}
        onChange={(kind) => change({ proposing: kind === 'by-itself' ? usual : { kind: 'by-person' } })}
        allowDeselect={false}
        error={rule.kind === 'by-itself' ? at(problems, 'proposing') : below(problems, 'proposing')}
      />
      {rule.kind === 'by-itself' && (
        <Times rule={rule} problems={problems} set={(changed) => change({ proposing: { ...rule, ...changed } })} />
      )}
    </>
  );
}

type Props = { rule: ProposingByItself; problems: Draft['problems']; set: (changed: Partial<ProposingByItself>) => void };

function Times({ rule, problems, set }: Props): ReactNode {
  return (
    <>
      <MultiSelect
        label="It looks on"
        data={[...days]}
        value={[...rule.days]}
        onChange={(values) => set({ days: chosenDays(values) })}
        error={below(problems, 'proposing.days')}
      />
      <div className={form.pair}>
        <TextInput
          label="It looks at"
          description="By the clock of the client’s first site."
          type="time"
          value={rule.at}
          onChange={(event) => set({ at: event.currentTarget.value })}
          error={at(problems, 'proposing.at')}
        />
        <NumberInput
          label="A deployment ends after days"
          description="Sooner where its standing approval ends."
          value={shownNumber(rule.expiresInDays)}
          min={1}
          max={mostProposalDays}
          allowDecimal={false}
          onChange={(value) => set({ expiresInDays: numberOf(value) })}
          error={at(problems, 'proposing.expiresInDays')}
        />
      </div>
      <Checkbox
        label="At once what becomes urgent"
        description="Only what lies within a standing approval; the rest waits for the next look."
        checked={rule.urgent === 'at-once'}
        onChange={(event) => set({ urgent: event.currentTarget.checked ? 'at-once' : undefined })}
        error={at(problems, 'proposing.urgent')}
      />
    </>
  );
}
