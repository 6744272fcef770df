import { Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  deviceSettings,
  isOptional,
  maySay,
  type Policy,
  type PolicyLevel,
  settingInWords,
  settingNames,
  type SettingName,
  settingWords,
  startingPolicy,
  unsaidSettings,
} from '@fettle/core/policy';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiError, reading } from '../../api.ts';
import { levelWords } from '../../parts/level-words.ts';
import { Problem } from '../../session/Problem.tsx';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { AboutFields } from './AboutFields.tsx';
import { type Draft, elsewhere, type Problems } from './draft.ts';
import { LevelSetting } from './LevelSetting.tsx';
import { SelectionOfClients } from './SelectionOfClients.tsx';
import { SelectionPreview } from './SelectionPreview.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

type Place = { readonly level: PolicyLevel; readonly clientId: string | null; readonly subjectId: string | null };
type Preview = CallOutput<'previewPolicyLevel'>;
type Props = {
  place: Place;
  /** What is stored, or name, owner and review date to begin with. */
  start: unknown;
  error: Error | null;
  busy: boolean;
  blocked: string | null;
  onSave: (body: Record<string, unknown>) => void;
};

/** Writes what one level says: a switch for each setting, and beside it where it comes from otherwise, and what saying it would go before. */
export function LevelEditor({ place, start, error, busy, blocked, onSave }: Props): ReactNode {
  const [policy, setPolicy] = useState<Policy>(() => filled(start));
  const [said, setSaid] = useState<ReadonlySet<SettingName>>(() => new Set(saidIn(start)));
  const body = bodyOf(policy, said);
  const [settled] = useDebouncedValue(body, 350);
  const preview = useQuery({
    ...reading('previewPolicyLevel', { body: { ...place, body: settled } }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  }).data;
  const devices =
    useQuery({
      ...reading('listDevices', { query: { limit: 500, ...(place.clientId === null ? {} : { clientId: place.clientId }) } }),
      enabled: said.has('rings') || said.has('lanes'),
    }).data?.items ?? [];
  const refused = error instanceof ApiError && error.code === 'policy.unreadable' ? error.fields : [];
  const problems: Problems = new Map((preview?.problems ?? refused).map(({ path, message }) => [path, message]));
  const draft: Draft = { policy, problems, change: (changed) => setPolicy((before) => ({ ...before, ...changed })) };
  const toggle = (name: SettingName): void => {
    const above = preview?.settings.find((one) => one.setting === name)?.above ?? null;
    // What holds now is what one begins to change.
    if (!said.has(name) && above !== null) setPolicy((before) => ({ ...before, [name]: above.value }));
    setSaid((before) => (before.has(name) ? new Set([...before].filter((one) => one !== name)) : new Set([...before, name])));
  };
  const nothing = said.size === 0 ? 'It says nothing yet: switch on the setting that is otherwise here.' : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (blocked === null && nothing === null) onSave(body);
  };
  const names = settingNames.filter((name) => maySay(place.level, name));
  return (
    <div className={style.layout}>
      <form className={style.form} noValidate onSubmit={submit}>
        {error !== null && <Problem error={error} />}
        {elsewhere(problems, ['name', 'owner', 'reviewAt', ...names])
          .filter(() => said.size > 0)
          .map(([path, message]) => (
            <p key={path} className={style.error}>
              {message}
            </p>
          ))}
        <Section title="About it">
          <div className={form.form}>
            <AboutFields {...draft} />
          </div>
        </Section>
        {names.map((name) => (
          <Section
            key={name}
            title={sentenceCase(settingWords[name])}
            note={<Above preview={preview} name={name} said={said.has(name)} />}
            actions={
              <Switch
                label="Say it here"
                aria-label={`Say it here: ${settingWords[name]}`}
                checked={said.has(name)}
                onChange={() => toggle(name)}
              />
            }
          >
            {said.has(name) && (
              <div className={form.form}>
                <LevelSetting
                  name={name}
                  draft={draft}
                  clientId={place.clientId}
                  devices={devices.map((device) => ({ value: device.id, label: plainName(device.name) }))}
                />
              </div>
            )}
          </Section>
        ))}
        {!names.some((name) => !deviceSettings.some((one) => one === name)) && (
          <p className={form.faint}>
            Rings, failures borne, pace, notices and lanes belong to a whole deployment: provider and client say them.
          </p>
        )}
        <div className={form.actions}>
          <ReasonButton type="submit" variant="filled" reason={blocked ?? nothing} loading={busy}>
            Save it
          </ReasonButton>
        </div>
      </form>
      <aside className={style.preview} aria-label="What it would mean">
        <Section title="What it would mean">
          {preview === undefined ? (
            <p className={form.faint}>It is being looked at.</p>
          ) : (
            <div className={style.stack}>
              <p>
                It would hold for {preview.devices} {preview.devices === 1 ? 'device' : 'devices'} now.
              </p>
              {preview.lint.map((lint) => (
                <Notice key={`${lint.code} ${lint.sentence}`} status={lint.severity} title={<Name of={lint.sentence} wraps />} />
              ))}
            </div>
          )}
        </Section>
        {place.clientId === null && said.size > 0 && <SelectionOfClients level={place.level} subjectId={place.subjectId} body={settled} />}
        {place.clientId !== null && said.size > 0 && (
          <SelectionPreview clientId={place.clientId} level={place.level} subjectId={place.subjectId} body={settled} />
        )}
      </aside>
    </div>
  );
}

/** Where a setting comes from without this level; and that saying it goes before that. */
function Above({ preview, name, said }: { preview: Preview | undefined; name: SettingName; said: boolean }): ReactNode {
  const above = preview?.settings.find((one) => one.setting === name)?.above;
  if (above === undefined) return 'It is being looked at.';
  if (above === null && isOptional(name))
    return said ? 'No level above says it.' : `No level above says it, so this holds: ${settingInWords(name, unsaidSettings[name])}.`;
  if (above === null) return said ? 'No level above says it.' : 'No level above says it: without it nothing is done.';
  const from = `${levelWords(above.origin)}: ${above.origin.name}, version ${above.origin.version}`;
  return <Name of={said ? `Goes before “${above.words}”, from ${from}.` : `As ${from} says: ${above.words}.`} wraps />;
}

function saidIn(body: unknown): readonly SettingName[] {
  return typeof body === 'object' && body !== null ? settingNames.filter((name) => name in body) : [];
}

/** The careful policy to begin with stands in for what is not said, so that a form can be drawn when it is switched on. */
function filled(body: unknown): Policy {
  const own: object = typeof body === 'object' && body !== null ? body : {};
  return { ...unsaidSettings, ...begun, ...startingPolicy({ name: '', owner: '', reviewAt: '' }), ...own };
}

const begun = { fourEyes: { devices: 50, clients: 5, missionCritical: true, removals: true } };

function bodyOf(policy: Policy, said: ReadonlySet<SettingName>): Record<string, unknown> {
  const { name, owner, reviewAt, select } = policy;
  const exclude = select.exclude.map((one) => one.trim()).filter((one) => one !== '');
  const settings = settingNames
    .filter((one) => said.has(one))
    .map((one) => [one, one === 'select' ? { ...select, exclude } : (policy[one] ?? (isOptional(one) ? unsaidSettings[one] : undefined))]);
  return { name, owner, reviewAt, ...Object.fromEntries(settings) };
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
