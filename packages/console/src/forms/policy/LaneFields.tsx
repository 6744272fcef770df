import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import type { Lane, Policy } from '@fettle/core/policy';
import type { ReactNode } from 'react';
import { NoticeFields, PaceField, ParallelField } from './ChangeFields.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { at, type Draft, numberOf, type Problems, shownNumber } from './draft.ts';
import { OrderButtons } from './OrderButtons.tsx';
import { type DeviceChoice, RingFields } from './RingFields.tsx';
import { WindowFields } from './WindowFields.tsx';
import form from '../form.module.css';
import style from './policy.module.css';

type Props = { draft: Draft; clientId: string | null; devices: readonly DeviceChoice[] };

/** Lanes in their order: an update goes in the first that takes it, in deployments of that lane alone; what none takes goes in the rest. */
export function LaneFields({ draft, clientId, devices }: Props): ReactNode {
  const { policy, problems, change } = draft;
  const lanes = policy.lanes ?? [];
  const set = (next: readonly Lane[]): void => change({ lanes: next });
  const add = (): void =>
    set([
      ...lanes,
      lanes.length === 0 ? { name: 'urgent', takes: { urgency: ['urgent'] } } : { name: `lane ${lanes.length + 1}`, takes: {} },
    ]);
  return (
    <>
      {at(problems, 'lanes') !== null && <p className={style.error}>{at(problems, 'lanes')}</p>}
      {lanes.length === 0 && <p className={form.faint}>There is one for everything.</p>}
      <ol className={style.rings}>
        {lanes.map((lane, index) => (
          // A lane is known by its place; its name is being written.
          <li key={index} className={style.ring}>
            <LaneForm
              lane={lane}
              path={`lanes[${index}]`}
              draft={draft}
              clientId={clientId}
              devices={devices}
              onChange={(changed) => set(lanes.with(index, changed))}
            />
            <OrderButtons items={lanes} index={index} what="lane" onChange={set} />
          </li>
        ))}
      </ol>
      <div className={form.actions}>
        <Button onClick={add}>Add a lane</Button>
      </div>
    </>
  );
}

type Own = 'rings' | 'window' | 'notices' | 'maxParallel' | 'devicesPerHour';
const ownWords: readonly (readonly [readonly Own[], string])[] = [
  [['rings'], 'Rings of its own'],
  [['window'], 'A window of its own'],
  [['maxParallel', 'devicesPerHour'], 'A pace of its own'],
  [['notices'], 'Notices of its own'],
];

type FormProps = Props & { lane: Lane; path: string; onChange: (lane: Lane) => void };

function LaneForm({ lane, path, draft, clientId, devices, onChange }: FormProps): ReactNode {
  const { policy, problems } = draft;
  const own = draftOf(lane, path, draft, onChange);
  const isOwn = (names: readonly Own[]): boolean => names.some((name) => lane[name] !== undefined);
  const toggle = (names: readonly Own[]): void => {
    const rest = without(lane, names);
    // What holds now is what one begins to change.
    onChange(isOwn(names) ? rest : { ...rest, ...Object.fromEntries(names.map((name) => [name, policy[name]])) });
  };
  const anyTime = lane.anyTime === true;
  return (
    <>
      <div className={style.fields}>
        <TextInput
          label="Lane"
          className={style.wide ?? ''}
          value={lane.name}
          maxLength={40}
          onChange={(event) => onChange({ ...lane, name: event.currentTarget.value })}
          error={at(problems, `${path}.name`)}
        />
        <ConditionFields
          condition={lane.takes}
          path={`${path}.takes`}
          problems={problems}
          onChange={(takes) => onChange({ ...lane, takes })}
        />
        <NumberInput
          label="Approval within"
          description="Later it is shown as late."
          suffix=" days"
          placeholder="no limit"
          value={lane.approvalDays === undefined ? '' : shownNumber(lane.approvalDays)}
          min={1}
          max={60}
          allowDecimal={false}
          onChange={(value) => {
            const { approvalDays: _before, ...rest } = lane;
            onChange(value === '' ? rest : { ...rest, approvalDays: numberOf(value) });
          }}
          error={at(problems, `${path}.approvalDays`)}
        />
      </div>
      <Checkbox
        label="At any time: these updates harm nothing, so the window is always open"
        description="On every device, whatever its own window. Freezes and the limits on the device still hold."
        checked={anyTime}
        onChange={(event) => {
          const rest = without(lane, ['window', 'anyTime']);
          onChange(event.currentTarget.checked ? { ...rest, anyTime: true } : rest);
        }}
        error={at(problems, `${path}.anyTime`)}
      />
      {ownWords
        .filter(([names]) => !(anyTime && names.includes('window')))
        .map(([names, words]) => (
          <div key={words} className={style.stack}>
            <Checkbox label={words} checked={isOwn(names)} onChange={() => toggle(names)} />
            {isOwn(names) && <OwnFields names={names} draft={own} clientId={clientId} devices={devices} />}
          </div>
        ))}
    </>
  );
}

function OwnFields({ names, draft, clientId, devices }: Props & { names: readonly Own[] }): ReactNode {
  switch (names[0]) {
    case 'rings':
      return <RingFields draft={draft} clientId={clientId} devices={devices} />;
    case 'window':
      return <WindowFields {...draft} clientId={clientId} />;
    case 'notices':
      return <NoticeFields {...draft} />;
    default:
      return (
        <div className={form.pair}>
          <ParallelField {...draft} />
          <PaceField {...draft} />
        </div>
      );
  }
}

/** The lane as a policy that is written: what it says itself, with the server's word on that. */
function draftOf(lane: Lane, path: string, draft: Draft, onChange: (lane: Lane) => void): Draft {
  const said = { ...draft.policy, ...without(lane, ['anyTime', 'approvalDays', 'name', 'takes']) };
  const problems: Problems = new Map(
    [...draft.problems].flatMap(([at, message]) => (at.startsWith(`${path}.`) ? [[at.slice(path.length + 1), message] as const] : [])),
  );
  const change = ({ rings, window, notices, maxParallel, devicesPerHour }: Partial<Policy>): void =>
    onChange({
      ...lane,
      ...(rings === undefined ? {} : { rings }),
      ...(window === undefined ? {} : { window }),
      ...(notices === undefined ? {} : { notices }),
      ...(maxParallel === undefined ? {} : { maxParallel }),
      ...(devicesPerHour === undefined ? {} : { devicesPerHour }),
    });
  return { policy: said, problems, change };
}

function without<Name extends keyof Lane>(
  lane: Lane,
  names: readonly Name[],
): Omit<Lane, Name> & Pick<Lane, Exclude<'name' | 'takes', Name>> {
  // The type of what is left can not be told from a list of names.
  return Object.fromEntries(Object.entries(lane).filter(([name]) => !names.some((one) => one === name))) as Omit<Lane, Name> &
    Pick<Lane, Exclude<'name' | 'takes', Name>>;
}
