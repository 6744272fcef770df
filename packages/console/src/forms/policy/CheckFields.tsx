import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { checkKindWords, type HealthCheck, healthCheckKinds } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { CheckParticulars, ofKind } from './CheckParticulars.tsx';
import { at, type Draft, numberOf, type Problems, shownNumber } from './draft.ts';
import form from '../form.module.css';
import style from './policy.module.css';

const kinds = healthCheckKinds.map((value) => ({ value, label: checkKindWords[value] }));

/** Health checks that each device runs on itself before and after a change. */
export function CheckFields({ policy, problems, change }: Draft): ReactNode {
  const { checks } = policy;
  return (
    <>
      {checks.length === 0 && (
        <p className={form.faint}>None yet: only the scan would say that the change is in, nothing that the device still does its work.</p>
      )}
      <ol className={style.rings}>
        {checks.map((check, index) => (
          // A check is known by its place; its name is being written.
          <li key={index} className={style.ring}>
            <CheckForm
              check={check}
              path={`checks[${index}]`}
              problems={problems}
              onChange={(changed) => change({ checks: checks.with(index, changed) })}
            />
            <div className={form.actions}>
              <Button variant="subtle" onClick={() => change({ checks: checks.toSpliced(index, 1) })}>
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ol>
      {at(problems, 'checks') !== null && <p className={style.error}>{at(problems, 'checks')}</p>}
      <div className={form.actions}>
        <Button
          onClick={() =>
            change({ checks: [...checks, { kind: 'service', name: `check ${checks.length + 1}`, unit: '', timeoutSeconds: 30 }] })
          }
        >
          Add a check
        </Button>
      </div>
    </>
  );
}

type Props = { check: HealthCheck; path: string; problems: Problems; onChange: (check: HealthCheck) => void };

function CheckForm({ check, path, problems, onChange }: Props): ReactNode {
  const error = (field: string): string | null => at(problems, `${path}.${field}`);
  return (
    <div className={style.fields}>
      <TextInput
        label="Check"
        value={check.name}
        maxLength={100}
        onChange={(event) => onChange({ ...check, name: event.currentTarget.value })}
        error={error('name')}
      />
      <Select
        label="Shows that"
        data={kinds}
        value={check.kind}
        onChange={(kind) => onChange(ofKind(healthCheckKinds.find((one) => one === kind) ?? check.kind, check))}
        allowDeselect={false}
        error={error('kind')}
      />
      <CheckParticulars check={check} error={error} onChange={onChange} />
      <NumberInput
        label="Within"
        suffix=" s"
        value={shownNumber(check.timeoutSeconds)}
        min={1}
        max={600}
        allowDecimal={false}
        onChange={(value) => onChange({ ...check, timeoutSeconds: numberOf(value) })}
        error={error('timeoutSeconds')}
      />
    </div>
  );
}
