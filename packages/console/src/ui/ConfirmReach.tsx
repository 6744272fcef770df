import { Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { number } from './Count.tsx';
import { ReasonButton } from './ReasonButton.tsx';
import style from './ConfirmReach.module.css';

type Props = {
  opened: boolean;
  onClose: () => void;
  onConfirm: () => void;
  /** The action as a question-free sentence: `Roll back openssl`. */
  title: string;
  devices: number;
  clients: number;
  /** What will happen, when, what could go wrong, and how it comes back: one sentence each. */
  happens: ReactNode;
  when: ReactNode;
  risk: ReactNode;
  wayBack: ReactNode;
  /** The word on the button: `Roll back`. */
  verb: string;
  busy?: boolean;
  trouble?: ReactNode;
};

/** Asks before a dangerous action: names its reach and wants the number of devices typed. A "yes" is typed without reading, a number is not. */
export function ConfirmReach({ opened, onClose, ...rest }: Props): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title={rest.title} size={520} closeButtonProps={{ 'aria-label': 'Close' }}>
      <ConfirmForm {...rest} onClose={onClose} />
    </Modal>
  );
}

/** The question itself, without its window. */
export function ConfirmForm({
  devices,
  clients,
  happens,
  when,
  risk,
  wayBack,
  verb,
  busy = false,
  trouble,
  onConfirm,
  onClose,
}: Omit<Props, 'opened' | 'title'>): ReactNode {
  const [typed, type] = useState('');
  const matches = typed.replace(/[\s.,']/g, '') === String(devices);
  const reason = matches ? null : `Type ${number(devices)} first: the number of devices that this reaches.`;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (matches && !busy) onConfirm();
  };
  return (
    <form onSubmit={submit} className={style.form}>
      <p className={style.reach}>
        <strong>
          {number(devices)} {devices === 1 ? 'device' : 'devices'}
        </strong>{' '}
        of {number(clients)} {clients === 1 ? 'client' : 'clients'}
      </p>
      <dl className={style.facts}>
        <dt>What</dt>
        <dd>{happens}</dd>
        <dt>When</dt>
        <dd>{when}</dd>
        <dt>Risk</dt>
        <dd>{risk}</dd>
        <dt>Way back</dt>
        <dd>{wayBack}</dd>
      </dl>
      <TextInput
        label={`How many devices does this reach? Type ${number(devices)}.`}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="off"
        data-autofocus
      />
      {trouble}
      <div className={style.actions}>
        <ReasonButton type="button" reason={null} onClick={onClose}>
          Leave it
        </ReasonButton>
        <ReasonButton type="submit" danger reason={reason} loading={busy}>
          {verb}
        </ReasonButton>
      </div>
    </form>
  );
}
