import { Button, MultiSelect, NumberInput, Select } from '@mantine/core';
import { unsaidSettings } from '@fettle/core/policy';
import { type BackupProbe, type BackupRule, type DrillRule, type RuledTier, ruledTiers } from '@fettle/core/rollback';
import type { ReactNode } from 'react';
import { useCommands } from './commands.ts';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import form from '../form.module.css';

const tierChoices: readonly { readonly value: RuledTier; readonly label: string }[] = ruledTiers.map((value) => ({
  value,
  label: value === 'unsaid' ? 'no tier said' : value,
}));

/** The first tier that no rule names yet; null: every one is named. */
function freeTier(rules: readonly { readonly tiers: readonly RuledTier[] }[]): RuledTier | null {
  return ruledTiers.find((tier) => !rules.some(({ tiers }) => tiers.includes(tier))) ?? null;
}

type TiersProps = { label: string; value: readonly RuledTier[]; error: string | null; set: (tiers: readonly RuledTier[]) => void };

export function TiersField({ label, value, error, set }: TiersProps): ReactNode {
  return (
    <MultiSelect
      label={label}
      data={[...tierChoices]}
      value={[...value]}
      onChange={(chosen) => set(ruledTiers.filter((tier) => chosen.includes(tier)))}
      error={error}
    />
  );
}

/** What is asked of backups before a device changes, by its tier. */
export function BackupFields({ policy, problems, change }: Draft): ReactNode {
  const rules: readonly BackupRule[] = policy.backup ?? unsaidSettings.backup;
  const put = (backup: readonly BackupRule[]): void => change({ backup });
  const set = (index: number, part: Partial<BackupRule>): void =>
    put(rules.map((rule, at_) => (at_ === index ? { ...rule, ...part } : rule)));
  const free = freeTier(rules);
  return (
    <>
      {rules.length === 0 && <p className={form.faint}>Nothing is asked of backups.</p>}
      {rules.map((rule, index) => (
        <fieldset key={index} className={form.form}>
          <legend>Backups, rule {index + 1}</legend>
          <TiersField
            label="Devices of these tiers"
            value={rule.tiers}
            error={below(problems, `backup[${index}].tiers`) ?? at(problems, 'backup')}
            set={(tiers) => set(index, { tiers })}
          />
          <div className={form.pair}>
            <NumberInput
              label="Last good backup within hours"
              description="The recovery point."
              value={shownNumber(rule.maxAgeHours)}
              min={1}
              allowDecimal={false}
              onChange={(value) => set(index, { maxAgeHours: numberOf(value) })}
              error={at(problems, `backup[${index}].maxAgeHours`)}
            />
            <NumberInput
              label="Restore tested within days"
              description="Empty: it is not asked."
              value={rule.restoreTestDays ?? ''}
              min={1}
              allowDecimal={false}
              onChange={(value) => set(index, { restoreTestDays: value === '' ? null : numberOf(value) })}
              error={at(problems, `backup[${index}].restoreTestDays`)}
            />
            <NumberInput
              label="Back within minutes"
              description="The recovery time. Empty: none is promised."
              value={rule.recoverWithinMinutes ?? ''}
              min={1}
              allowDecimal={false}
              onChange={(value) => set(index, { recoverWithinMinutes: value === '' ? null : numberOf(value) })}
              error={at(problems, `backup[${index}].recoverWithinMinutes`)}
            />
          </div>
          <Select
            label="Where that is missing"
            data={[
              { value: 'forbid', label: 'the device is not changed' },
              { value: 'warn', label: 'whoever approves is told' },
            ]}
            value={rule.missing}
            onChange={(value) => set(index, { missing: value === 'forbid' ? 'forbid' : 'warn' })}
            allowDeselect={false}
            error={at(problems, `backup[${index}].missing`)}
          />
          <ProbeFields
            probe={rule.probe}
            place={`backup[${index}].probe`}
            problems={problems}
            set={(probe) => put(rules.map((one, at_) => (at_ === index ? withProbe(one, probe) : one)))}
          />
          <div className={form.actions}>
            <Button variant="default" onClick={() => put(rules.filter((_, at_) => at_ !== index))}>
              Remove backup rule {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      {free !== null && (
        <div className={form.actions}>
          <Button
            variant="default"
            onClick={() =>
              put([...rules, { tiers: [free], maxAgeHours: 24, restoreTestDays: null, recoverWithinMinutes: null, missing: 'warn' }])
            }
          >
            Add a rule for backups
          </Button>
        </div>
      )}
    </>
  );
}

function withProbe({ probe: _, ...rule }: BackupRule, probe: BackupProbe | undefined): BackupRule {
  return probe === undefined ? rule : { ...rule, probe };
}

type ProbeProps = {
  probe: BackupProbe | undefined;
  place: string;
  problems: Draft['problems'];
  set: (probe: BackupProbe | undefined) => void;
};

/** By which signed command these devices are asked for their backups, and how often. */
function ProbeFields({ probe, place, problems, set }: ProbeProps): ReactNode {
  const { choices, none } = useCommands('probe', probe === undefined ? [] : [probe.command]);
  return (
    <div className={form.pair}>
      <Select
        label="Ask the device itself by"
        description={
          none === null ? 'A signed command for probes. Empty: backups are told from elsewhere.' : `Signed commands for probes: ${none}.`
        }
        data={choices.map(({ document, label }) => ({ value: document, label }))}
        value={probe?.command.document ?? null}
        onChange={(value) => {
          const chosen = choices.find(({ document }) => document === value);
          set(chosen && { command: { name: chosen.name, document: chosen.document }, everyHours: probe?.everyHours ?? 12 });
        }}
        clearable
        clearButtonProps={{ 'aria-label': 'Ask the device no more' }}
        error={below(problems, `${place}.command`)}
      />
      {probe !== undefined && (
        <NumberInput
          label="Every so many hours"
          value={shownNumber(probe.everyHours)}
          min={1}
          allowDecimal={false}
          onChange={(value) => set({ ...probe, everyHours: numberOf(value) })}
          error={at(problems, `${place}.everyHours`)}
        />
      )}
    </div>
  );
}

/** Whether a device changes of which the change has no way back. */
export function WithoutWayBackField({ policy, problems, change }: Draft): ReactNode {
  return (
    <Select
      label="A change without a way back"
      description="Where the device says before the change that it could not undo it."
      data={[
        { value: 'allow', label: 'takes place; the plan says so' },
        { value: 'accepted', label: 'takes place where a named person accepted that' },
        { value: 'forbid', label: 'does not take place' },
      ]}
      value={policy.withoutWayBack ?? unsaidSettings.withoutWayBack}
      onChange={(value) => change({ withoutWayBack: value === 'accepted' || value === 'forbid' ? value : 'allow' })}
      allowDeselect={false}
      error={at(problems, 'withoutWayBack')}
    />
  );
}

/** How often ways back are tried. */
export function DrillRuleFields({ policy, problems, change }: Draft): ReactNode {
  const rules: readonly DrillRule[] = policy.drills ?? unsaidSettings.drills;
  const put = (drills: readonly DrillRule[]): void => change({ drills });
  const set = (index: number, part: Partial<DrillRule>): void =>
    put(rules.map((rule, at_) => (at_ === index ? { ...rule, ...part } : rule)));
  const free = freeTier(rules);
  return (
    <>
      {rules.length === 0 && <p className={form.faint}>Nobody is reminded to try ways back.</p>}
      {rules.map((rule, index) => (
        <fieldset key={index} className={form.form}>
          <legend>Drills, rule {index + 1}</legend>
          <TiersField
            label="Ways back of devices of these tiers"
            value={rule.tiers}
            error={below(problems, `drills[${index}].tiers`) ?? at(problems, 'drills')}
            set={(tiers) => set(index, { tiers })}
          />
          <NumberInput
            label="Are tried every days"
            description="On the device, or on one of the same system and tier."
            value={shownNumber(rule.everyDays)}
            min={1}
            allowDecimal={false}
            onChange={(value) => set(index, { everyDays: numberOf(value) })}
            error={at(problems, `drills[${index}].everyDays`)}
          />
          <div className={form.actions}>
            <Button variant="default" onClick={() => put(rules.filter((_, at_) => at_ !== index))}>
              Remove drill rule {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      {free !== null && (
        <div className={form.actions}>
          <Button variant="default" onClick={() => put([...rules, { tiers: [free], everyDays: 90 }])}>
            Add a rule for drills
          </Button>
        </div>
      )}
    </>
  );
}
