import { Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { testFailures, type TestStep } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { at, below, type Draft } from './draft.ts';
import { OrderButtons } from './OrderButtons.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

export const failureWords: Readonly<Record<TestStep['onFailure'], string>> = {
  hold: 'it holds',
  stop: 'it is cancelled',
  'go-on': 'it is noted and goes on',
};
const failures = testFailures.map((value) => ({ value, label: failureWords[value] }));
const kinds = [
  { value: 'manual', label: 'a person, by hand' },
  { value: 'check', label: 'a health check' },
];

/** Steps that must be done on the first ring before the second begins. */
export function TestPlanFields({ policy, problems, change }: Draft): ReactNode {
  const steps = policy.testPlan ?? [];
  const set = (next: readonly TestStep[]): void => change({ testPlan: next });
  return (
    <>
      {at(problems, 'testPlan') !== null && <p className={style.error}>{at(problems, 'testPlan')}</p>}
      {steps.length === 0 && <p className={form.faint}>None yet: gate, soak and checks decide alone.</p>}
      <ol className={style.rings}>
        {steps.map((step, index) => (
          // A step is known by its place; its name is being written.
          <li key={index} className={style.ring}>
            <StepForm
              step={step}
              path={`testPlan[${index}]`}
              draft={{ policy, problems, change }}
              onChange={(changed) => set(steps.with(index, changed))}
            />
            <OrderButtons items={steps} index={index} what="step" onChange={set} />
          </li>
        ))}
      </ol>
      <div className={form.actions}>
        <Button
          onClick={() =>
            set([
              ...steps,
              { kind: 'manual', name: `step ${steps.length + 1}`, instruction: '', expected: '', onFailure: 'hold', whatToDo: '' },
            ])
          }
        >
          Add a test step
        </Button>
      </div>
    </>
  );
}

type Props = { step: TestStep; path: string; draft: Draft; onChange: (step: TestStep) => void };

function StepForm({ step, path, draft, onChange }: Props): ReactNode {
  const { policy, problems } = draft;
  const error = (field: string): string | null => at(problems, `${path}.${field}`);
  const { name, onFailure, whatToDo } = step;
  const common = { name, onFailure, whatToDo, ...(step.packages === undefined ? {} : { packages: step.packages }) };
  const choose = (kind: string | null): void => {
    if (kind === step.kind || kind === null) return;
    onChange(
      kind === 'check'
        ? { kind: 'check', ...common, check: policy.checks[0]?.name ?? '' }
        : { kind: 'manual', ...common, instruction: '', expected: '' },
    );
  };
  const limit = (packages: readonly string[]): void => {
    const { packages: _before, ...rest } = step;
    onChange(packages.length === 0 ? rest : { ...rest, packages });
  };
  return (
    <div className={style.fields}>
      <TextInput
        label="Test step"
        value={name}
        maxLength={100}
        onChange={(event) => onChange({ ...step, name: event.currentTarget.value })}
        error={error('name')}
      />
      <Select label="Done by" data={kinds} value={step.kind} onChange={choose} allowDeselect={false} error={error('kind')} />
      <Select
        label="Where it does not pass"
        data={failures}
        value={onFailure}
        onChange={(value) => onChange({ ...step, onFailure: testFailures.find((one) => one === value) ?? onFailure })}
        allowDeselect={false}
        error={error('onFailure')}
      />
      {step.kind === 'check' ? (
        <TextInput
          label="Health check"
          description="By its name; it must pass on every device of the first ring."
          value={step.check}
          onChange={(event) => onChange({ ...step, check: event.currentTarget.value })}
          error={error('check')}
        />
      ) : (
        <>
          <Textarea
            label="What to do"
            className={style.wide ?? ''}
            value={step.instruction}
            maxLength={2000}
            onChange={(event) => onChange({ ...step, instruction: oneLine(event.currentTarget.value) })}
            error={error('instruction')}
          />
          <TextInput
            label="What should come of it"
            className={style.wide ?? ''}
            value={step.expected}
            maxLength={1000}
            onChange={(event) => onChange({ ...step, expected: event.currentTarget.value })}
            error={error('expected')}
          />
        </>
      )}
      <TextInput
        label="What to do on failure"
        className={style.wide ?? ''}
        value={whatToDo}
        maxLength={1000}
        onChange={(event) => onChange({ ...step, whatToDo: event.currentTarget.value })}
        error={error('whatToDo')}
      />
      <TagsInput
        label="Only where these change"
        description="Names of packages, * for any text. None: always."
        className={style.wide ?? ''}
        value={[...(step.packages ?? [])]}
        onChange={limit}
        error={below(problems, `${path}.packages`)}
      />
    </div>
  );
}

/** What is written stands on one line, as everything that a terminal shows. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, ' ');
}
