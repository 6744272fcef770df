import { Checkbox, NumberInput } from '@mantine/core';
import type { FourEyes } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { at, type Draft } from './draft.ts';
import form from '../form.module.css';

const usual: FourEyes = { devices: 50, clients: 5, missionCritical: true, removals: true };

/** Where two different people must sign; off: one is enough. Each device counts them by itself. */
export function FourEyesFields({ policy, problems, change }: Draft): ReactNode {
  const rule = policy.fourEyes;
  const set = (part: Partial<FourEyes>): void => change({ fourEyes: { ...usual, ...rule, ...part } });
  const bound = (value: string | number): number | null => (value === '' ? null : Number(value));
  return (
    <>
      <Checkbox
        label="Two different people approve what goes beyond bounds"
        description="Each device counts the approvers itself; off, one is enough."
        checked={rule !== undefined}
        onChange={(event) => change({ fourEyes: event.currentTarget.checked ? usual : undefined })}
        error={at(problems, 'fourEyes')}
      />
      {rule !== undefined && (
        <>
          <div className={form.pair}>
            <NumberInput
              label="More devices than"
              description="Empty: however many."
              value={rule.devices ?? ''}
              min={0}
              allowDecimal={false}
              onChange={(value) => set({ devices: bound(value) })}
              error={at(problems, 'fourEyes.devices')}
            />
            <NumberInput
              label="Campaigns of more clients than"
              description="Empty: however many."
              value={rule.clients ?? ''}
              min={0}
              allowDecimal={false}
              onChange={(value) => set({ clients: bound(value) })}
              error={at(problems, 'fourEyes.clients')}
            />
          </div>
          <Checkbox
            label="A mission-critical device is among them"
            checked={rule.missionCritical}
            onChange={(event) => set({ missionCritical: event.currentTarget.checked })}
          />
          <Checkbox
            label="A package is removed"
            checked={rule.removals}
            onChange={(event) => set({ removals: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}
