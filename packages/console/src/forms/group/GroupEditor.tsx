import { NumberInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { GroupRule } from '@fettle/core/policy';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../../api.ts';
import { GroupDevices } from '../../parts/group-devices.tsx';
import { Loaded } from '../../session/Loaded.tsx';
import { Problem } from '../../session/Problem.tsx';
import { Name } from '../../ui/Name.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { numberOf, shownNumber } from '../policy/draft.ts';
import form from '../form.module.css';
import layout from '../policy/policy.module.css';
import { asList, isWritten } from './rule-draft.ts';
import { RuleFields, type SiteChoice } from './RuleFields.tsx';
import style from './group.module.css';

export type GroupDraft = { readonly name: string; readonly rank: number; readonly rule: GroupRule };
type Props = {
  /** Null: the provider's, over all clients. */
  clientId: string | null;
  sites: readonly SiteChoice[] | null;
  start: GroupDraft;
  error: Error | null;
  busy: boolean;
  blocked: string | null;
  verb: string;
  onSave: (draft: GroupDraft) => void;
};

/** Writes a rule beside who is in the group by it now, and why. */
export function GroupEditor({ clientId, sites, start, error, busy, blocked, verb, onSave }: Props): ReactNode {
  const [draft, setDraft] = useState(start);
  const [settled] = useDebouncedValue(draft.rule, 350);
  const preview = useQuery({
    ...reading('previewGroup', { body: { clientId, rule: settled } }),
    enabled: isWritten(settled),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const change = (changed: Partial<GroupDraft>): void => setDraft((before) => ({ ...before, ...changed }));
  const unwritten = draft.name.trim() === '' ? 'Give it a name.' : isWritten(draft.rule) ? null : 'A comparison has no value yet.';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (blocked === null && unwritten === null) onSave({ ...draft, name: draft.name.trim() });
  };
  return (
    <div className={layout.layout}>
      <form className={layout.form} noValidate onSubmit={submit}>
        {error !== null && <Problem error={error} />}
        <Section title="About it">
          <div className={form.pair}>
            <TextInput label="Name" value={draft.name} maxLength={100} onChange={(event) => change({ name: event.currentTarget.value })} />
            <NumberInput
              label="Rank"
              description="Of two groups that a device is in, the smaller rank counts."
              value={shownNumber(draft.rank)}
              min={1}
              max={1000}
              allowDecimal={false}
              onChange={(value) => change({ rank: numberOf(value) })}
            />
          </div>
        </Section>
        <Section title="Its rule" note="A device of which a fact that decides is not known is no member, and is listed as that.">
          <RuleFields list={asList(draft.rule)} sites={sites} onChange={(rule) => change({ rule })} />
        </Section>
        <div className={form.actions}>
          <ReasonButton type="submit" variant="filled" reason={blocked ?? unwritten} loading={busy}>
            {verb}
          </ReasonButton>
        </div>
      </form>
      <aside className={layout.preview} aria-label="Who would be in it">
        {isWritten(settled) && (
          <Loaded query={preview} lines={8}>
            {(data) => (
              <Section title="Who would be in it now" count={data.members} note={<Name of={data.words ?? ''} wraps />}>
                {data.problems.map((problem) => (
                  <p key={problem.path} className={style.error}>
                    {problem.message}
                  </p>
                ))}
                <p>
                  {data.members} of {data.devices} {data.devices === 1 ? 'device' : 'devices'}; of {data.unknown} it can not be said.
                </p>
                <GroupDevices devices={data.sample} inside />
              </Section>
            )}
          </Loaded>
        )}
      </aside>
    </div>
  );
}
