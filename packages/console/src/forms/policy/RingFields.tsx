import { Button, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import type { Ring, RingMembers } from '@fettle/core/policy';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reading } from '../../api.ts';
import { plainName } from '../../ui/name-text.ts';
import { ReasonButton } from '../../ui/ReasonButton.tsx';
import { at, below, type Draft, numberOf, shownNumber } from './draft.ts';
import { readSoak, type SoakUnit, soakUnits, writeSoak } from './soak.ts';
import form from '../form.module.css';
import style from './policy.module.css';

export type DeviceChoice = { readonly value: string; readonly label: string };

/** The rings in their order: who is in, what the ring must show, how long it must stay healthy. The last one is always the rest. */
export function RingFields({
  draft,
  clientId,
  devices,
}: {
  draft: Draft;
  clientId: string | null;
  devices: readonly DeviceChoice[];
}): ReactNode {
  const { policy, problems, change } = draft;
  const { rings } = policy;
  const set = (index: number, ring: Ring): void => change({ rings: rings.with(index, ring) });
  const swap = (index: number): void => {
    const [one, other] = [rings[index], rings[index + 1]];
    if (one !== undefined && other !== undefined) change({ rings: rings.toSpliced(index, 2, other, one) });
  };
  const add = (): void =>
    change({
      rings: rings.toSpliced(rings.length - 1, 0, {
        name: `ring ${rings.length}`,
        members: { kind: 'share', percent: 20 },
        soak: 'P1D',
        gate: { minVerified: 1, minRate: 0.9 },
      }),
    });
  return (
    <>
      {at(problems, 'rings') !== null && <p className={style.error}>{at(problems, 'rings')}</p>}
      <ol className={style.rings}>
        {rings.map((ring, index) => (
          // A ring is known by its place; its name is being written.
          <li key={index} className={style.ring}>
            <RingForm
              ring={ring}
              path={`rings[${index}]`}
              draft={draft}
              clientId={clientId}
              devices={devices}
              last={index === rings.length - 1}
              onChange={(changed) => set(index, changed)}
            />
            <div className={form.actions}>
              <ReasonButton
                variant="subtle"
                reason={index === 0 ? 'It is the first already.' : index === rings.length - 1 ? 'The rest comes last.' : null}
                onClick={() => swap(index - 1)}
              >
                Earlier
              </ReasonButton>
              <ReasonButton variant="subtle" reason={index >= rings.length - 2 ? 'The rest comes last.' : null} onClick={() => swap(index)}>
                Later
              </ReasonButton>
              <ReasonButton
                variant="subtle"
                reason={index === rings.length - 1 ? 'The last ring takes all devices that no other has.' : null}
                onClick={() => change({ rings: rings.toSpliced(index, 1) })}
              >
                Remove
              </ReasonButton>
            </div>
          </li>
        ))}
      </ol>
      <div className={form.actions}>
        <Button onClick={add}>Add a ring</Button>
      </div>
    </>
  );
}

type FormProps = {
  ring: Ring;
  path: string;
  draft: Draft;
  clientId: string | null;
  devices: readonly DeviceChoice[];
  last: boolean;
  onChange: (ring: Ring) => void;
};

function RingForm({ ring, path, draft, clientId, devices, last, onChange }: FormProps): ReactNode {
  const { problems } = draft;
  return (
    <div className={style.fields}>
      <TextInput
        label="Ring"
        value={ring.name}
        maxLength={40}
        onChange={(event) => onChange({ ...ring, name: event.currentTarget.value })}
        error={at(problems, `${path}.name`)}
      />
      {last ? (
        <TextInput label="Devices" value="all the rest" readOnly error={below(problems, `${path}.members`)} />
      ) : (
        <Members ring={ring} path={path} draft={draft} clientId={clientId} devices={devices} onChange={onChange} />
      )}
      <NumberInput
        label="Verified at least"
        value={shownNumber(ring.gate.minVerified)}
        min={0}
        allowDecimal={false}
        onChange={(value) => onChange({ ...ring, gate: { ...ring.gate, minVerified: numberOf(value) } })}
        error={at(problems, `${path}.gate.minVerified`)}
      />
      <NumberInput
        label="Of those settled"
        suffix=" %"
        value={shownNumber(Math.round(ring.gate.minRate * 1000) / 10)}
        min={0}
        max={100}
        onChange={(value) => onChange({ ...ring, gate: { ...ring.gate, minRate: numberOf(value) / 100 } })}
        error={at(problems, `${path}.gate.minRate`)}
      />
      <SoakField value={ring.soak} onChange={(soak) => onChange({ ...ring, soak })} error={at(problems, `${path}.soak`)} />
      <RingLimit ring={ring} name="maxParallel" label="At once" max={1_000} path={path} draft={draft} onChange={onChange} />
      <RingLimit ring={ring} name="devicesPerHour" label="An hour" max={100_000} path={path} draft={draft} onChange={onChange} />
    </div>
  );
}

type LimitProps = Omit<FormProps, 'last' | 'devices' | 'clientId'> & { name: 'maxParallel' | 'devicesPerHour'; label: string; max: number };

/** Empty: what the policy allows for the whole deployment. */
function RingLimit({ ring, name, label, max, path, draft, onChange }: LimitProps): ReactNode {
  const set = (value: number | string): void => {
    const { [name]: _gone, ...rest } = ring;
    onChange(value === '' ? rest : { ...rest, [name]: numberOf(value) });
  };
  return (
    <NumberInput
      label={label}
      placeholder="no limit of its own"
      value={ring[name] ?? ''}
      min={1}
      max={max}
      allowDecimal={false}
      onChange={set}
      error={at(draft.problems, `${path}.${name}`)}
    />
  );
}

function Members({ ring, path, draft, clientId, devices, onChange }: Omit<FormProps, 'last'>): ReactNode {
  const { members } = ring;
  const kinds = [
    { value: 'share', label: 'a share' },
    { value: 'devices', label: 'named devices' },
    { value: 'group', label: 'a group by rule' },
    { value: 'stand-ins', label: 'stand-ins' },
  ];
  const choose = (kind: string | null): void => {
    const next: RingMembers =
      kind === 'devices'
        ? { kind: 'devices', deviceIds: [] }
        : kind === 'group'
          ? { kind: 'group', groupId: '' }
          : kind === 'stand-ins'
            ? { kind: 'stand-ins' }
            : { kind: 'share', percent: 10 };
    if (next.kind !== members.kind) onChange({ ...ring, members: next });
  };
  return (
    <>
      <Select
        label="Devices"
        data={kinds}
        value={members.kind === 'rest' ? null : members.kind}
        onChange={choose}
        description={members.kind === 'stand-ins' ? 'Those that stand in for a device of the deployment when it is planned.' : undefined}
        error={at(draft.problems, `${path}.members.kind`)}
      />
      {members.kind === 'share' && (
        <NumberInput
          label="Share"
          suffix=" %"
          description="Of the devices that no ring names."
          value={shownNumber(members.percent)}
          min={0.1}
          max={100}
          onChange={(value) => onChange({ ...ring, members: { kind: 'share', percent: numberOf(value) } })}
          error={at(draft.problems, `${path}.members.percent`)}
        />
      )}
      {members.kind === 'group' && (
        <GroupField
          clientId={clientId}
          value={members.groupId}
          onChange={(groupId) => onChange({ ...ring, members: { kind: 'group', groupId } })}
          error={at(draft.problems, `${path}.members.groupId`)}
        />
      )}
      {members.kind === 'devices' && (
        <MultiSelect
          label="Which"
          className={style.wide ?? ''}
          data={[...devices]}
          value={[...members.deviceIds]}
          onChange={(deviceIds) => onChange({ ...ring, members: { kind: 'devices', deviceIds } })}
          searchable
          limit={60}
          hidePickedOptions
          nothingFoundMessage="No device has this in its name"
          error={below(draft.problems, `${path}.members.deviceIds`)}
        />
      )}
    </>
  );
}

type GroupProps = { clientId: string | null; value: string; onChange: (groupId: string) => void; error: string | null };

/** The groups that this level may name: the provider’s, and the client’s own where it is a client’s. */
function GroupField({ clientId, value, onChange, error }: GroupProps): ReactNode {
  const groups = useQuery(reading('listGroups', { query: clientId === null ? {} : { clientId } })).data?.items ?? [];
  const own = groups.filter((group) => group.clientId === null || group.clientId === clientId);
  return (
    <Select
      label="Group"
      description="Who is in it is worked out when a deployment is planned."
      data={own.map((group) => ({ value: group.id, label: plainName(group.name) }))}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      nothingFoundMessage="No group has this in its name"
      placeholder={own.length === 0 ? 'There is no group yet' : 'Choose a group'}
      error={error}
    />
  );
}

function SoakField({ value, onChange, error }: { value: string; onChange: (soak: string) => void; error: string | null }): ReactNode {
  const soak = readSoak(value);
  if (soak === null) {
    return (
      <TextInput
        label="Soak"
        description="ISO 8601, as in P1DT12H."
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
    );
  }
  const unit = (text: string | null): SoakUnit => soakUnits.find((one) => one === text) ?? soak.unit;
  return (
    <div className={style.soak}>
      <NumberInput
        label="Soak"
        value={soak.count}
        min={0}
        allowDecimal={false}
        onChange={(count) => onChange(writeSoak({ ...soak, count: count === '' ? 0 : Number(count) }))}
        error={error}
      />
      <Select
        aria-label="Unit of the soak"
        data={[...soakUnits]}
        value={soak.unit}
        onChange={(text) => onChange(writeSoak({ ...soak, unit: unit(text) }))}
      />
    </div>
  );
}
