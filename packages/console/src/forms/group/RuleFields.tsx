import { Button, Checkbox, SegmentedControl, Select, TextInput } from '@mantine/core';
import { type Comparison, factNames, type GroupRule, ruleFacts } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { asList, comparisonOf, operatorWords, partsOf, type RuleList, withParts } from './rule-draft.ts';
import style from './group.module.css';

export type SiteChoice = { readonly value: string; readonly label: string };
type Props = { list: RuleList; sites: readonly SiteChoice[] | null; depth?: number; onChange: (list: RuleList) => void };

/** A list of comparisons of which all or any must hold; each may be turned round, and may be such a list itself. `sites` null: a rule over all clients asks for no site. */
export function RuleFields({ list, sites, depth = 1, onChange }: Props): ReactNode {
  const parts = partsOf(list);
  const set = (index: number, part: GroupRule): void => onChange(withParts(list, parts.with(index, part)));
  return (
    <div className={style.list}>
      <SegmentedControl
        aria-label="How the comparisons hang together"
        value={'all' in list ? 'all' : 'any'}
        onChange={(how) => onChange(how === 'all' ? { all: parts } : { any: parts })}
        data={[
          { value: 'all', label: 'All of these' },
          { value: 'any', label: 'Any of these' },
        ]}
        style={{ justifySelf: 'start' }}
      />
      <ol className={style.parts}>
        {parts.map((part, index) => (
          // A part is known by its place; what it says is being written.
          <li key={index} className={style.part}>
            <Part part={part} sites={sites} depth={depth} onChange={(changed) => set(index, changed)} />
            {parts.length > 1 && (
              <Button variant="subtle" onClick={() => onChange(withParts(list, parts.toSpliced(index, 1)))}>
                Remove
              </Button>
            )}
          </li>
        ))}
      </ol>
      <div className={style.actions}>
        <Button onClick={() => onChange(withParts(list, [...parts, comparisonOf('tier')]))}>Add a comparison</Button>
        {depth < 3 && (
          <Button variant="subtle" onClick={() => onChange(withParts(list, [...parts, { any: [comparisonOf('tier')] }]))}>
            Add a list within
          </Button>
        )}
      </div>
    </div>
  );
}

type PartProps = { part: GroupRule; sites: readonly SiteChoice[] | null; depth: number; onChange: (part: GroupRule) => void };

function Part({ part, sites, depth, onChange }: PartProps): ReactNode {
  const turned = 'not' in part;
  const inner = 'not' in part ? part.not : part;
  const change = (changed: GroupRule): void => onChange(turned ? { not: changed } : changed);
  return (
    <div className={style.body}>
      <Checkbox label="Not" checked={turned} onChange={(event) => onChange(event.currentTarget.checked ? { not: inner } : inner)} />
      {'fact' in inner ? (
        <ComparisonFields comparison={inner} sites={sites} onChange={change} />
      ) : (
        <RuleFields list={asList(inner)} sites={sites} depth={depth + 1} onChange={change} />
      )}
    </div>
  );
}

type ComparisonProps = { comparison: Comparison; sites: readonly SiteChoice[] | null; onChange: (comparison: Comparison) => void };

function ComparisonFields({ comparison, sites, onChange }: ComparisonProps): ReactNode {
  const { fact, op, value } = comparison;
  const kind = ruleFacts[fact];
  const facts = factNames.filter((name) => name !== 'site' || sites !== null);
  return (
    <div className={style.comparison}>
      <Select
        label="Fact"
        data={facts.map((name) => ({ value: name, label: ruleFacts[name].words }))}
        value={fact}
        onChange={(name) => onChange(comparisonOf(facts.find((one) => one === name) ?? fact))}
        allowDeselect={false}
      />
      {kind.ops.length > 1 && (
        <Select
          label="How"
          data={kind.ops.map((one) => ({ value: one, label: operatorWords[one] }))}
          value={op}
          onChange={(one) => onChange({ ...comparison, op: kind.ops.find((known) => known === one) ?? op })}
          allowDeselect={false}
        />
      )}
      <Value
        comparison={comparison}
        choices={fact === 'site' ? (sites ?? []) : null}
        onChange={(given) => onChange({ ...comparison, value: given })}
      />
      {typeof value === 'boolean' ? null : <span className={style.hint}>{hints[fact] ?? ''}</span>}
    </div>
  );
}

const hints: Readonly<Partial<Record<Comparison['fact'], string>>> = {
  name: '* stands for any text: web-*',
  owner: '* stands for any text',
  service: '* stands for any text',
  system: 'as the system calls itself: debian, ubuntu, windows',
  software: 'name of a package; * stands for any text',
  manager: 'as in apt, dnf, winget',
};

function Value({
  comparison,
  choices,
  onChange,
}: {
  comparison: Comparison;
  choices: readonly SiteChoice[] | null;
  onChange: (value: string | boolean) => void;
}): ReactNode {
  const { fact, op, value } = comparison;
  if (fact === 'restartDue') {
    return (
      <Select
        label="Is"
        data={[
          { value: 'due', label: 'due' },
          { value: 'not due', label: 'not due' },
        ]}
        value={value === true ? 'due' : 'not due'}
        onChange={(one) => onChange(one === 'due')}
        allowDeselect={false}
      />
    );
  }
  const known = choices ?? ruleFacts[fact].choices;
  if (known !== null) {
    return <Select label="Is" data={[...known]} value={String(value)} onChange={(one) => onChange(one ?? '')} allowDeselect={false} />;
  }
  return (
    <TextInput
      label={op === 'is' ? 'Is' : operatorWords[op][0]?.toUpperCase() + operatorWords[op].slice(1)}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={200}
      spellCheck={false}
    />
  );
}
