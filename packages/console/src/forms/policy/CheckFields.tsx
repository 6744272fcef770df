import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import type { HealthCheck } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { at, type Draft, numberOf, type Problems, shownNumber } from './draft.ts';
import form from '../form.module.css';
import style from './policy.module.css';

const kinds = [
  { value: 'service', label: 'a service is active' },
  { value: 'tcp', label: 'a port takes connections' },
  { value: 'http', label: 'a page answers' },
];

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
      <Select label="Shows that" data={kinds} value={check.kind} onChange={(kind) => onChange(ofKind(kind, check))} error={error('kind')} />
      {check.kind === 'service' && (
        <TextInput
          label="Unit"
          placeholder="nginx.service"
          value={check.unit}
          onChange={(event) => onChange({ ...check, unit: event.currentTarget.value })}
          error={error('unit')}
          spellCheck={false}
        />
      )}
      {check.kind === 'tcp' && (
        <>
          <TextInput
            label="Host"
            value={check.host}
            onChange={(event) => onChange({ ...check, host: event.currentTarget.value })}
            error={error('host')}
            spellCheck={false}
          />
          <NumberInput
            label="Port"
            value={shownNumber(check.port)}
            min={1}
            max={65_535}
            allowDecimal={false}
            thousandSeparator=""
            onChange={(value) => onChange({ ...check, port: numberOf(value) })}
            error={error('port')}
          />
        </>
      )}
      {check.kind === 'http' && (
        <>
          <TextInput
            label="Address"
            placeholder="http://127.0.0.1:8080/health"
            value={check.url}
            onChange={(event) => onChange({ ...check, url: event.currentTarget.value })}
            error={error('url')}
            spellCheck={false}
          />
          <NumberInput
            label="Answers with"
            value={shownNumber(check.expectStatus)}
            min={100}
            max={599}
            allowDecimal={false}
            onChange={(value) => onChange({ ...check, expectStatus: numberOf(value) })}
            error={error('expectStatus')}
          />
        </>
      )}
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

/** The same check as another kind: name and patience stay. */
function ofKind(kind: string | null, { name, timeoutSeconds }: HealthCheck): HealthCheck {
  if (kind === 'tcp') return { kind, name, timeoutSeconds, host: '127.0.0.1', port: 443 };
  if (kind === 'http') return { kind, name, timeoutSeconds, url: '', expectStatus: 200 };
  return { kind: 'service', name, timeoutSeconds, unit: '' };
}
