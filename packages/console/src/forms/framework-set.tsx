import { Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { FrameworkText } from '../parts/FrameworkText.tsx';
import { Loaded } from '../session/Loaded.tsx';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { TimesFields, timesDraft, timesOf } from './TimesFields.tsx';
import style from './form.module.css';

type Agreements = CallOutput<'getAgreements'>;
type Held = Agreements['frameworks'][number];
type Framework = CallOutput<'listFrameworks'>['items'][number];

/** Attaches a framework: first which one and what it asks, then from when and by whose word. */
export function AttachFrameworkForm({ agreements, onDone }: { agreements: Agreements; onDone: () => void }): ReactNode {
  const [id, setId] = useState<string | null>(null);
  const query = useQuery(reading('listFrameworks', {}));
  const attached = new Set(agreements.frameworks.filter(({ standing }) => standing !== 'ended').map((one) => one.id));
  return (
    <Loaded query={query} lines={6}>
      {({ items }) => {
        const chosen = items.find((one) => one.id === id);
        return (
          <div className={style.form}>
            <Select
              label="Framework"
              description="Those that this client is held to already are left out."
              data={items.filter((one) => !attached.has(one.id)).map((one) => ({ value: one.id, label: one.title }))}
              value={id}
              onChange={setId}
              searchable
              nothingFoundMessage="No framework has this in its name"
            />
            {chosen !== undefined && (
              <>
                <FrameworkText framework={chosen} />
                <HoldForm key={chosen.id} agreements={agreements} framework={chosen} held={null} onDone={onDone} />
              </>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

type HoldProps = { agreements: Agreements; framework: Framework; held: Held | null; onDone: () => void };

/** Since when a client is held to one framework, and by which times of its own. */
export function HoldForm({ agreements, framework, held, onDone }: HoldProps): ReactNode {
  const [since, setSince] = useState(held?.since ?? agreements.today);
  const [setsTimes, setSetsTimes] = useState(held === null ? framework.asksOwnTimes : held.own !== null);
  const [times, setTimes] = useState(timesDraft(held?.own ?? null));
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const saving = useSaving('setFramework', () => {
    toast('good', held === null ? 'Attached' : 'Saved', 'Deadlines are counted again now.');
    onDone();
  });
  const own = framework.asksOwnTimes && setsTimes ? timesOf(times) : null;
  const noTime = own !== null && own.urgent === null && own.normal === null;
  const noReason = because.trim().length < 3;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (noReason || noTime || since === '') return;
    saving.mutate({ params: { id: agreements.clientId, framework: framework.id }, body: { since, own, because: because.trim() } });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <TextInput
        type="date"
        label="Held to it since"
        description="Its first day. A day to come: it holds from then on."
        value={since}
        onChange={(event) => setSince(event.currentTarget.value)}
        error={tried && since === '' ? 'Give a day.' : null}
      />
      {framework.asksOwnTimes && (
        <>
          <Checkbox
            label="The client has set times of its own"
            description="Some clause leaves the time to the organisation. Without its own times that clause sets no day."
            checked={setsTimes}
            onChange={(event) => setSetsTimes(event.currentTarget.checked)}
          />
          {setsTimes && <TimesFields value={times} onChange={setTimes} />}
          {tried && noTime && <p className={style.wrong}>Give at least one time, or say that the client has set none.</p>}
        </>
      )}
      <ReasonField value={because} onChange={setBecause} wrong={tried && noReason} />
      {typeof held?.until === 'string' && <p>Its end on {held.until} is taken back by this.</p>}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          {held === null ? `Attach ${framework.title}` : 'Save'}
        </Button>
      </div>
    </form>
  );
}

/** Why: it stands in the audit trail beside the change. */
export function ReasonField({ value, onChange, wrong }: { value: string; onChange: (value: string) => void; wrong: boolean }): ReactNode {
  return (
    <Textarea
      label="Reason"
      description="Contract, letter or decision. It stands in the audit trail."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={wrong ? 'Give a reason of at least three letters.' : null}
      maxLength={2000}
    />
  );
}
