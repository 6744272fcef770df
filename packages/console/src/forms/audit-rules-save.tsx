import { Button, NumberInput, Textarea, TextInput } from '@mantine/core';
import { auditMonths, monthsError, mostOwnSteps, ownStepErrors } from '@fettle/core/process-audit';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Rules = CallOutput<'getProcessAuditRules'>;
type Step = CallInput<'saveProcessAuditRules'>['body']['steps'][number];
/** `key`: of the form alone; steps that are new have no id yet. */
type Draft = Omit<Step, 'id'> & { readonly id: string | null; readonly key: string };

/** How often the process of each client is audited, and which steps the provider adds to the twelve. */
export function AuditRulesForm({ rules, onDone }: { rules: Rules; onDone: () => void }): ReactNode {
  const [months, setMonths] = useState(rules.months);
  const [steps, setSteps] = useState<readonly Draft[]>(rules.steps.map((step) => ({ ...step, key: step.id })));
  const [added, setAdded] = useState(0);
  const saving = useSaving('saveProcessAuditRules', () => {
    toast('good', 'Saved', 'It holds for all clients that have no interval of their own.');
    onDone();
  });
  const change = (key: string, changed: Partial<Draft>): void =>
    setSteps(steps.map((step) => (step.key === key ? { ...step, ...changed } : step)));
  const errors = ownStepErrors(steps.map((step) => ({ ...step, id: step.key, title: step.title.trim() })));
  const isEmpty = steps.some(({ title, good, judge }) => title.trim() === '' || good.trim().length < 3 || judge.trim() === '');
  const blocked =
    monthsError(months) !== null
      ? `The interval ${monthsError(months)}.`
      : isEmpty
        ? 'Each step needs a title, what good means, and who judges it.'
        : errors.length > 0
          ? 'Two steps have the same title, or one has an interval that can not be.'
          : null;
  return (
    <BecauseForm
      verb="Save for all clients"
      busy={saving.isPending}
      error={saving.error}
      blocked={blocked}
      onSubmit={(because) =>
        saving.mutate({
          body: {
            months,
            steps: steps.map(({ key: _key, ...step }) => ({
              ...step,
              title: step.title.trim(),
              good: step.good.trim(),
              judge: step.judge.trim(),
            })),
            because,
            basedOn: rules.version,
          },
        })
      }
    >
      <NumberInput
        label="An audit once in so many months"
        description={`The standard is ${auditMonths.standard}. A client may have an interval of its own.`}
        min={auditMonths.least}
        max={auditMonths.most}
        allowDecimal={false}
        value={months}
        onChange={(value) => setMonths(Number(value))}
        error={monthsError(months)}
      />
      {steps.map(({ key, title, good, judge, months: every }, index) => (
        <fieldset key={key} className={style.form}>
          <legend>Own step {index + 1}</legend>
          <TextInput label="Title" maxLength={200} value={title} onChange={(event) => change(key, { title: event.currentTarget.value })} />
          <Textarea
            label="What good means"
            autosize
            minRows={2}
            maxLength={4000}
            value={good}
            onChange={(event) => change(key, { good: event.currentTarget.value })}
          />
          <TextInput
            label="Who judges it"
            maxLength={200}
            value={judge}
            onChange={(event) => change(key, { judge: event.currentTarget.value })}
          />
          <NumberInput
            label="A judgement holds so many months"
            min={auditMonths.least}
            max={auditMonths.most}
            allowDecimal={false}
            value={every}
            onChange={(value) => change(key, { months: Number(value) })}
            error={monthsError(every)}
          />
          <div>
            <Button onClick={() => setSteps(steps.filter((step) => step.key !== key))}>
              Take it away<span className="visually-hidden">: own step {index + 1}</span>
            </Button>
          </div>
        </fieldset>
      ))}
      {steps.length < mostOwnSteps && (
        <div>
          <Button
            onClick={() => {
              setSteps([...steps, { id: null, key: `new ${added}`, title: '', good: '', judge: '', months: auditMonths.standard }]);
              setAdded(added + 1);
            }}
          >
            Add a step of your own
          </Button>
        </div>
      )}
    </BecauseForm>
  );
}
