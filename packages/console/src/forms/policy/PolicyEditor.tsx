import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Policy } from '@fettle/core/policy';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiError, reading } from '../../api.ts';
import { Loaded } from '../../session/Loaded.tsx';
import { Problem } from '../../session/Problem.tsx';
import { plainName } from '../../ui/name-text.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { AboutFields, SelectFields } from './AboutFields.tsx';
import { AftercareFields } from './AftercareFields.tsx';
import { ChangeFields, NoticeFields } from './ChangeFields.tsx';
import { CheckFields } from './CheckFields.tsx';
import { type Draft, elsewhere, type Problems } from './draft.ts';
import { HookFields } from './HookFields.tsx';
import { LaneFields } from './LaneFields.tsx';
import { PinFields } from './PinFields.tsx';
import { PolicyPreview } from './PolicyPreview.tsx';
import { ProposingFields } from './ProposingFields.tsx';
import { RingFields } from './RingFields.tsx';
import { BackupFields, DrillRuleFields, WithoutWayBackField } from './RollbackPlanFields.tsx';
import { SelectionPreview } from './SelectionPreview.tsx';
import { SelectionRuleFields } from './SelectionRuleFields.tsx';
import { StandInField } from './StandInField.tsx';
import { TestPlanFields } from './TestPlanFields.tsx';
import { MissedFields, RestartWhenFields } from './TimingFields.tsx';
import { WayFields } from './WayFields.tsx';
import { WindowFields } from './WindowFields.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

type Props = {
  clientId: string;
  start: Policy;
  /** What the saving call said, if anything. */
  error: Error | null;
  busy: boolean;
  /** Why it can not be saved; null where it can. */
  blocked: string | null;
  verb: string;
  onSave: (policy: Policy) => void;
  /** Stands above the form: a conflict with somebody else's version. */
  children?: (mine: Policy, take: (theirs: Policy) => void) => ReactNode;
};

const drawn = [
  'name',
  'owner',
  'reviewAt',
  'select',
  'rings',
  'window',
  'restart',
  'restartWhen',
  'missed',
  'rollback',
  'ways',
  'backup',
  'withoutWayBack',
  'drills',
  'failureBudget',
  'maxParallel',
  'devicesPerHour',
  'startOffline',
  'notices',
  'checks',
  'hooks',
  'rules',
  'pins',
  'lanes',
  'aftercare',
  'testPlan',
  'standIns',
  'fourEyes',
  'proposing',
];

/** Writes a policy beside what it would mean: openings, contradictions and rings follow while one writes, before anything is saved. */
export function PolicyEditor({ clientId, start, error, busy, blocked, verb, onSave, children }: Props): ReactNode {
  const [policy, setPolicy] = useState(start);
  const [settled] = useDebouncedValue(policy, 350);
  const [place, setPlace] = useState<Place>('all');
  const preview = useQuery({
    ...reading('previewPolicy', { params: { id: clientId }, body: { body: cleaned(settled), ...placeOf(place) } }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const devices = useQuery(reading('listDevices', { query: { clientId, limit: 500 } })).data?.items ?? [];
  const sites = useQuery(reading('getClient', { params: { id: clientId } })).data?.siteList ?? [];
  const refused = error instanceof ApiError && error.code === 'policy.unreadable' ? error.fields : [];
  const problems: Problems = new Map((preview.data?.problems ?? refused).map(({ path, message }) => [path, message]));
  const draft: Draft = { policy, problems, change: (changed) => setPolicy((before) => ({ ...before, ...changed })) };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (blocked === null) onSave(cleaned(policy));
  };
  return (
    <div className={style.layout}>
      <form className={style.form} noValidate onSubmit={submit}>
        {children?.(policy, setPolicy)}
        {error !== null && !isConflict(error) && <Problem error={error} />}
        {elsewhere(problems, drawn).map(([path, message]) => (
          <p key={path} className={style.error}>
            {message}
          </p>
        ))}
        <Section title="About it">
          <div className={form.form}>
            <AboutFields {...draft} />
          </div>
        </Section>
        <Section title="What it selects">
          <div className={form.form}>
            <SelectFields {...draft} />
          </div>
        </Section>
        <Section title="Selection rules" note="In their order, before classes and names: the first rule that fits an update decides.">
          <SelectionRuleFields {...draft} />
        </Section>
        <Section title="Pins" note="Before all rules, and against what a person names: another version is neither selected nor planned.">
          <PinFields {...draft} />
        </Section>
        <Section
          title="Lanes"
          note="Each update goes in the first lane that takes it, in deployments of that lane alone; what a lane does not say is as here."
        >
          <LaneFields
            draft={draft}
            clientId={clientId}
            devices={devices.map((device) => ({ value: device.id, label: plainName(device.name) }))}
          />
        </Section>
        <Section title="Window">
          <div className={form.form}>
            <WindowFields {...draft} clientId={clientId} />
            <MissedFields {...draft} />
          </div>
        </Section>
        <Section
          title="Rings"
          note="The next ring opens only when the one before has shown what it must and has stayed healthy for its soak."
        >
          <RingFields
            draft={draft}
            clientId={clientId}
            devices={devices.map((device) => ({ value: device.id, label: plainName(device.name) }))}
          />
        </Section>
        <Section title="The change">
          <div className={form.form}>
            <ChangeFields {...draft} />
            <RestartWhenFields {...draft} />
          </div>
        </Section>
        <Section
          title="Who proposes"
          note="What lies within a standing approval then runs without anybody; what lies outside waits for a person, once."
        >
          <div className={form.form}>
            <ProposingFields {...draft} />
          </div>
        </Section>
        <Section title="Rollback plan" note="What is asked before a device changes, and how often its way back is tried.">
          <div className={form.form}>
            <WayFields {...draft} />
            <BackupFields {...draft} />
            <WithoutWayBackField {...draft} />
            <DrillRuleFields {...draft} />
          </div>
        </Section>
        <Section title="Health checks" note="Each device runs them on itself, before and after.">
          <CheckFields {...draft} />
        </Section>
        <Section
          title="Commands around a change"
          note="Signed with the root key. They run where a device's own limits allow signed scripts."
        >
          <HookFields {...draft} />
        </Section>
        <Section title="Test plan" note="Steps that must be done on the first ring, and have passed, before the second begins.">
          <TestPlanFields {...draft} />
          <StandInField {...draft} />
        </Section>
        <Section title="Aftercare" note="What is looked at beside the device itself, and after its soak.">
          <div className={form.form}>
            <AftercareFields {...draft} />
          </div>
        </Section>
        <Section title="Notices">
          <div className={form.form}>
            <NoticeFields {...draft} />
          </div>
        </Section>
        <div className={form.actions}>
          <ReasonButton type="submit" variant="filled" reason={blocked} loading={busy}>
            {verb}
          </ReasonButton>
        </div>
      </form>
      {/* It scrolls by itself where it is longer than the window: keys must reach it. */}
      <aside className={style.preview} aria-label="What it would mean" tabIndex={0}>
        <Select
          label="Openings for"
          data={[
            { value: 'all', label: 'Every site' },
            { group: 'Sites', items: sites.map((site) => ({ value: `site ${site.id}`, label: plainName(site.name) })) },
            { group: 'Devices', items: devices.map((device) => ({ value: `device ${device.id}`, label: plainName(device.name) })) },
          ]}
          value={place}
          onChange={(value) => setPlace(value ?? 'all')}
          allowDeselect={false}
          searchable
          limit={50}
          mb="md"
        />
        <Loaded query={preview} lines={12}>
          {(data) => (
            <PolicyPreview
              preview={data}
              stale={preview.isFetching}
              onUse={
                policy.rings.length > 1 ? (ids) => setPolicy((before) => ({ ...before, rings: withTestDevices(before.rings, ids) })) : null
              }
            />
          )}
        </Loaded>
        <SelectionPreview clientId={clientId} level="client" subjectId={null} body={cleaned(settled)} />
      </aside>
    </div>
  );
}

/** Whom the openings are for: `all`, `site ID` or `device ID`. */
type Place = string;

function placeOf(place: Place): { readonly siteId?: string; readonly deviceId?: string } {
  const [kind, id = ''] = place.split(' ');
  return kind === 'site' ? { siteId: id } : kind === 'device' ? { deviceId: id } : {};
}

/** The first ring made of these devices; a device that another ring named is in the first one now. */
function withTestDevices(rings: Policy['rings'], ids: readonly string[]): Policy['rings'] {
  return rings.map((ring, index) => {
    if (index === 0) return { ...ring, members: { kind: 'devices', deviceIds: ids } };
    if (ring.members.kind !== 'devices') return ring;
    return { ...ring, members: { kind: 'devices', deviceIds: ring.members.deviceIds.filter((id) => !ids.includes(id)) } };
  });
}

/** True where somebody else saved a version meanwhile. */
export function isConflict(error: Error | null): boolean {
  return error instanceof ApiError && error.code === 'conflict.changed';
}

/** Empty lines of the list of names are only there while one writes. */
function cleaned(policy: Policy): Policy {
  return {
    ...policy,
    select: { ...policy.select, exclude: policy.select.exclude.map((name) => name.trim()).filter((name) => name !== '') },
  };
}
