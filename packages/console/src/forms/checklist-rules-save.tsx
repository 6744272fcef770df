import { Checkbox, NumberInput } from '@mantine/core';
import { type RangedRule, ruleErrors, ruleRanges, stepTitles } from '@fettle/core/checklist';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Rules = CallOutput<'getChecklistRules'>;

const ranged = Object.keys(ruleRanges) as RangedRule[];

/** Makes the rules of the twelve steps stricter, for all clients. */
export function ChecklistRulesForm({ rules, onDone }: { rules: Rules; onDone: () => void }): ReactNode {
  const [draft, setDraft] = useState({ scanHours: rules.scanHours, riskDays: rules.riskDays, attentionFails: rules.attentionFails });
  const saving = useSaving('saveChecklistRules', () => {
    toast('good', 'Saved', 'All clients are computed anew within minutes; past days stay as they were.');
    onDone();
  });
  const errors = ruleErrors(draft);
  const toggle = (step: number, on: boolean): void => {
    const others = draft.attentionFails.filter((one) => one !== step);
    setDraft({ ...draft, attentionFails: on ? [...others, step].toSorted((a, b) => a - b) : others });
  };
  return (
    <BecauseForm
      verb="Save for all clients"
      busy={saving.isPending}
      error={saving.error}
      blocked={errors.length === 0 ? null : 'One of the numbers is looser than the standard, or beyond the strictest.'}
      onSubmit={(because) => saving.mutate({ body: { ...draft, because, basedOn: rules.version } })}
    >
      <p>They can be made stricter than the standard, never looser. What lacks evidence stays unknown under any rule.</p>
      {ranged.map((name) => (
        <NumberInput
          key={name}
          label={`${ruleRanges[name].words}`}
          description={`In ${ruleRanges[name].unit}. Step ${ruleRanges[name].step}; the standard is ${ruleRanges[name].standard}, the strictest ${ruleRanges[name].strictest}.`}
          value={draft[name]}
          allowDecimal={false}
          onChange={(value) => setDraft({ ...draft, [name]: Number(value) })}
          error={errors.find(({ path }) => path === name)?.message ?? null}
        />
      ))}
      <Checkbox.Group label="What needs attention counts as failing in" value={draft.attentionFails.map(String)}>
        {stepTitles.map((title, index) => (
          <Checkbox
            key={title}
            mt={8}
            value={String(index + 1)}
            label={`${index + 1} ${title}`}
            onChange={(event) => toggle(index + 1, event.currentTarget.checked)}
          />
        ))}
      </Checkbox.Group>
    </BecauseForm>
  );
}
