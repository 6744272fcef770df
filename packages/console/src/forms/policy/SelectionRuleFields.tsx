import { Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import type { RuleAction, SelectionRule } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { ConditionFields } from './ConditionFields.tsx';
import { at, below, type Draft, numberOf, type Problems, shownNumber } from './draft.ts';
import { OrderButtons } from './OrderButtons.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

/** Rules in their order: the first that fits an update decides; what none fits goes by classes and names. */
export function SelectionRuleFields({ policy, problems, change }: Draft): ReactNode {
  const rules = policy.rules ?? [];
  const set = (next: readonly SelectionRule[]): void => change({ rules: next });
  const add = (): void =>
    set([...rules, { name: `rule ${rules.length + 1}`, when: {}, action: { kind: 'defer', days: 7 }, countFrom: 'first-seen' }]);
  return (
    <>
      {at(problems, 'rules') !== null && <p className={style.error}>{at(problems, 'rules')}</p>}
      {rules.length === 0 && <p className={form.faint}>There are none: what is selected goes by classes and names alone.</p>}
      <ol className={style.rings}>
        {rules.map((rule, index) => (
          // A rule is known by its place; its name is being written.
          <li key={index} className={style.ring}>
            <RuleForm
              rule={rule}
              label={`Rule ${index + 1}`}
              path={`rules[${index}]`}
              problems={problems}
              onChange={(changed) => set(rules.with(index, changed))}
            />
            <OrderButtons items={rules} index={index} what="rule" onChange={set} />
          </li>
        ))}
      </ol>
      <div className={form.actions}>
        <Button onClick={add}>Add a rule</Button>
      </div>
    </>
  );
}

const kinds = [
  { value: 'select', label: 'select' },
  { value: 'days', label: 'defer, by days' },
  { value: 'until', label: 'defer, until a day' },
  { value: 'block', label: 'block' },
];

function kindOf(action: RuleAction): string {
  return action.kind !== 'defer' ? action.kind : 'until' in action ? 'until' : 'days';
}

const begun: Readonly<Record<string, RuleAction>> = {
  select: { kind: 'select' },
  days: { kind: 'defer', days: 7 },
  until: { kind: 'defer', until: '' },
  block: { kind: 'block', because: '' },
};

type Props = { rule: SelectionRule; label: string; path: string; problems: Problems; onChange: (rule: SelectionRule) => void };

function RuleForm({ rule, label, path, problems, onChange }: Props): ReactNode {
  const { name, when, action } = rule;
  const { minAgeDays, maxAgeDays, ...condition } = when;
  const ages = { ...(minAgeDays === undefined ? {} : { minAgeDays }), ...(maxAgeDays === undefined ? {} : { maxAgeDays }) };
  const say = (changed: Partial<SelectionRule>): void => onChange(withCounting({ ...rule, ...changed }));
  const setAge = (field: 'minAgeDays' | 'maxAgeDays', value: string | number): void => {
    const { [field]: _before, ...rest } = when;
    say({ when: value === '' ? rest : { ...rest, [field]: numberOf(value) } });
  };
  return (
    <div className={style.fields}>
      <TextInput
        label={label}
        className={style.wide ?? ''}
        value={name}
        maxLength={80}
        onChange={(event) => say({ name: event.currentTarget.value })}
        error={at(problems, `${path}.name`)}
      />
      <ConditionFields
        condition={condition}
        path={`${path}.when`}
        problems={problems}
        onChange={(changed) => say({ when: { ...changed, ...ages } })}
      />
      <NumberInput
        label="At least so old"
        suffix=" days"
        placeholder="any"
        value={minAgeDays === undefined ? '' : shownNumber(minAgeDays)}
        min={1}
        max={365}
        allowDecimal={false}
        onChange={(value) => setAge('minAgeDays', value)}
        error={at(problems, `${path}.when.minAgeDays`)}
      />
      <NumberInput
        label="Younger than"
        suffix=" days"
        placeholder="any"
        value={maxAgeDays === undefined ? '' : shownNumber(maxAgeDays)}
        min={1}
        max={365}
        allowDecimal={false}
        onChange={(value) => setAge('maxAgeDays', value)}
        error={at(problems, `${path}.when.maxAgeDays`)}
      />
      <Select
        label="Then"
        data={kinds}
        value={kindOf(action)}
        onChange={(kind) => say({ action: begun[kind ?? ''] ?? action })}
        allowDeselect={false}
        error={at(problems, `${path}.action.kind`)}
      />
      <ActionFields action={action} path={`${path}.action`} problems={problems} onChange={(changed) => say({ action: changed })} />
      {asksAge(rule) && (
        <Checkbox
          className={style.wide ?? ''}
          label="Where nobody published a release date, count from when the device first saw it"
          description="Otherwise the update waits for a person: what is not known is not guessed."
          checked={rule.countFrom === 'first-seen'}
          onChange={(event) => onChange(counting(rule, event.currentTarget.checked))}
          error={below(problems, `${path}.countFrom`)}
        />
      )}
    </div>
  );
}

function ActionFields({
  action,
  path,
  problems,
  onChange,
}: Omit<Props, 'rule' | 'label' | 'onChange'> & { action: RuleAction; onChange: (action: RuleAction) => void }): ReactNode {
  if (action.kind === 'select') return null;
  if (action.kind === 'block')
    return (
      <TextInput
        label="Because"
        className={style.wide ?? ''}
        value={action.because}
        maxLength={500}
        onChange={(event) => onChange({ kind: 'block', because: event.currentTarget.value })}
        error={at(problems, `${path}.because`)}
      />
    );
  if ('until' in action)
    return (
      <TextInput
        type="date"
        label="Until"
        value={action.until}
        onChange={(event) => onChange({ kind: 'defer', until: event.currentTarget.value })}
        error={at(problems, `${path}.until`)}
      />
    );
  return (
    <NumberInput
      label="After the release"
      suffix=" days"
      value={shownNumber(action.days)}
      min={1}
      max={365}
      allowDecimal={false}
      onChange={(value) => onChange({ kind: 'defer', days: numberOf(value) })}
      error={at(problems, `${path}.days`)}
    />
  );
}

function asksAge({ when, action }: SelectionRule): boolean {
  return when.minAgeDays !== undefined || when.maxAgeDays !== undefined || 'days' in action;
}

/** A rule that asks for no age has nothing to count from. */
function withCounting(rule: SelectionRule): SelectionRule {
  return asksAge(rule) ? rule : counting(rule, false);
}

function counting({ countFrom: _before, ...rule }: SelectionRule, fromFirstSeen: boolean): SelectionRule {
  return fromFirstSeen ? { ...rule, countFrom: 'first-seen' } : rule;
}
