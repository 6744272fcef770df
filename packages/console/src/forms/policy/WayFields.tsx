import { Button, Select, TagsInput } from '@mantine/core';
import type { RebuildPlan } from '@fettle/core/deployment';
import { unsaidSettings } from '@fettle/core/policy';
import { RebuildFields } from './RebuildFields.tsx';
import { type PlannedWay, type RuledTier, ruledTiers, type WayRule } from '@fettle/core/rollback';
import { Fragment, type ReactNode } from 'react';
import { useCommands } from './commands.ts';
import { at, below, type Draft } from './draft.ts';
import { TiersField } from './RollbackPlanFields.tsx';
import form from '../form.module.css';

const downgrade = 'downgrade';
const own = [
  { value: downgrade, label: 'downgrade, from packages secured before' },
  { value: 'reinstall', label: 'reinstall: remove, keep the configuration, install the old version (apt, dnf)' },
  { value: 'history', label: 'history: the package manager undoes its transaction (dnf)' },
  { value: 'snapshot', label: 'snapshot of the system, with a restart (btrfs)' },
  { value: 'rebuild', label: 'rebuild: a person builds the device anew' },
] as const;
const mostWays = 6;
const unwritten: RebuildPlan = { by: '', from: '', minutes: 120, steps: '' };

/** Which ways back may be used, in their order, by tier and package. The first that there is before a change is the one that is approved. */
export function WayFields({ policy, problems, change }: Draft): ReactNode {
  const rules: readonly WayRule[] = policy.ways ?? unsaidSettings.ways;
  const put = (ways: readonly WayRule[]): void => change({ ways });
  const set = (index: number, part: Partial<WayRule>): void =>
    put(rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)));
  return (
    <>
      {rules.length === 0 && <p className={form.faint}>Ways back: what each device itself can, which is a downgrade.</p>}
      {rules.map((rule, index) => (
        <fieldset key={index} className={form.form}>
          <legend>Ways back, rule {index + 1}</legend>
          <TiersField
            label="Come back like this: devices of these tiers"
            value={rule.tiers}
            error={below(problems, `ways[${index}].tiers`) ?? at(problems, 'ways')}
            set={(tiers) => set(index, { tiers: tiers satisfies readonly RuledTier[] })}
          />
          <TagsInput
            label="Where one of these packages changes"
            description="Names; * stands for any text. None: every change."
            value={[...rule.packages]}
            onChange={(packages) => set(index, { packages })}
            error={below(problems, `ways[${index}].packages`)}
          />
          <Ways
            ways={rule.ways}
            error={at(problems, `ways[${index}].ways`)}
            problemOf={(place) => below(problems, `ways[${index}].ways${place}`)}
            set={(ways) => set(index, { ways })}
          />
          <div className={form.actions}>
            <Button variant="default" onClick={() => put(rules.filter((_, place) => place !== index))}>
              Remove way back rule {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      <div className={form.actions}>
        <Button variant="default" onClick={() => put([...rules, { tiers: [...ruledTiers], packages: [], ways: [{ kind: downgrade }] }])}>
          Add a rule for ways back
        </Button>
      </div>
    </>
  );
}

type WaysProps = {
  ways: readonly PlannedWay[];
  error: string | null;
  problemOf: (place: string) => string | null;
  set: (ways: readonly PlannedWay[]) => void;
};

function Ways({ ways, error, problemOf, set }: WaysProps): ReactNode {
  const refs = ways.flatMap((way) => (way.kind === 'command' ? [way.command] : []));
  const { choices, none } = useCommands('way-back', refs);
  const data = [...own, ...choices.map(({ document, label }) => ({ value: document, label: `signed command: ${label}` }))];
  const wayOf = (value: string): PlannedWay[] => {
    const kind = own.find((one) => one.value === value)?.value;
    if (kind === 'rebuild') return [{ kind, rebuild: unwritten }];
    if (kind !== undefined) return [{ kind }];
    return choices
      .filter(({ document }) => document === value)
      .map(({ name, document }) => ({ kind: 'command', command: { name, document } }));
  };
  const valueOf = (way: PlannedWay): string => (way.kind === 'command' ? way.command.document : way.kind);
  const change = (place: number, to: readonly PlannedWay[]): void => set(ways.flatMap((one, index) => (index === place ? to : [one])));
  const used = ways.map(valueOf);
  const free = data.find(({ value }) => !used.includes(value));
  return (
    <>
      {ways.map((way, place) => (
        <Fragment key={place}>
          <Select
            label={place === 0 ? 'First' : 'Else'}
            data={data.filter(({ value }) => value === valueOf(way) || !used.includes(value))}
            value={valueOf(way)}
            onChange={(value) => value !== null && change(place, wayOf(value))}
            allowDeselect={false}
            error={place === 0 ? error : null}
            description={place === 0 && none !== null ? `Signed commands for ways back: ${none}.` : undefined}
          />
          {way.kind === 'rebuild' && (
            <RebuildFields
              rebuild={way.rebuild}
              problemOf={(field) => problemOf(`[${place}].rebuild.${field}`)}
              set={(rebuild) => change(place, [{ kind: 'rebuild', rebuild }])}
            />
          )}
        </Fragment>
      ))}
      <div className={form.actions}>
        {free !== undefined && ways.length < mostWays && (
          <Button variant="default" onClick={() => set([...ways, ...wayOf(free.value)])}>
            Add another way
          </Button>
        )}
        {ways.length > 1 && (
          <Button variant="default" onClick={() => set(ways.slice(0, -1))}>
            Remove the last way
          </Button>
        )}
      </div>
    </>
  );
}
