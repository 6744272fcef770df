import { Button, Checkbox, MultiSelect, PasswordInput, Select, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { destinationChannels, destinationKinds } from '@fettle/core/messages';
import type { DestinationChannel as Channel, DestinationKind as Kind } from '@fettle/core/messages';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { CommandLine } from '../ui/CommandLine.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import { fieldErrors, nameProblem } from './field-errors.ts';
import style from './form.module.css';

type Destination = CallOutput<'listNoticeDestinations'>['items'][number];

export const channelWords: Readonly<Record<Channel, string>> = {
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  ntfy: 'ntfy',
};
export const kindWords: Readonly<Record<Kind, string>> = {
  planned: 'planned, and reminders',
  started: 'started',
  finished: 'finished',
  failed: 'failed',
  cancelled: 'cancelled',
};
const addressHints: Readonly<Record<Channel, string>> = {
  webhook: 'The https address of your own system. What is posted is signed.',
  slack: 'The address of an incoming webhook of the channel.',
  teams: 'The address that a workflow of the channel gives (“when a webhook request is received”).',
  ntfy: 'The address of the server with the topic behind it.',
};

const isKind = (text: string): text is Kind => destinationKinds.some((kind) => kind === text);

/** A place that notices are posted to: added, or changed without its address being shown. */
export function DestinationForm({
  clientId,
  destination,
  onDone,
}: {
  clientId: string;
  destination: Destination | null;
  onDone: () => void;
}): ReactNode {
  const [channel, setChannel] = useState<Channel>(destination?.channel ?? 'slack');
  const [kinds, setKinds] = useState<readonly Kind[]>(destination?.kinds ?? destinationKinds);
  const [on, setOn] = useState(destination?.on ?? true);
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: destination?.name ?? '', url: '', token: '' },
    validate: {
      name: nameProblem,
      url: (text: string) => (destination === null && text.trim() === '' ? 'Where is it posted to?' : null),
    },
  });
  const made = (signingSecret: string | null): void => {
    toast('good', 'Saved');
    if (signingSecret === null) onDone();
    else setSecret(signingSecret);
  };
  const adding = useSaving('createNoticeDestination', ({ signingSecret }) => made(signingSecret));
  const changing = useSaving('changeNoticeDestination', () => made(null));
  const renewing = useSaving('rotateNoticeSecret', ({ signingSecret }) => made(signingSecret));
  const error = adding.error ?? changing.error ?? renewing.error;
  const submit = form.onSubmit(({ name, url, token }) => {
    const onError = { onError: (problem: Error) => form.setErrors(fieldErrors(problem)) };
    const common = { name: name.trim(), kinds: [...kinds] };
    if (destination === null)
      adding.mutate(
        { params: { id: clientId }, body: { ...common, channel, url: url.trim(), token: token === '' ? null : token } },
        onError,
      );
    else
      changing.mutate(
        {
          params: { id: destination.id },
          body: {
            ...common,
            on,
            basedOn: destination.version,
            ...(url.trim() === '' ? {} : { url: url.trim() }),
            ...(token === '' ? {} : { token }),
          },
        },
        onError,
      );
  });
  if (secret !== null)
    return (
      <div className={style.form}>
        <Notice status="good" title="This signing secret is shown only now." live>
          With it your system checks that what it gets is from here and unchanged (Standard Webhooks).
        </Notice>
        <CommandLine where="The signing secret" command={secret} />
        <div className={style.actions}>
          <Button onClick={onDone}>Done</Button>
        </div>
      </div>
    );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      {destination === null ? (
        <Select
          label="Channel"
          data={destinationChannels.map((value) => ({ value, label: channelWords[value] }))}
          value={channel}
          allowDeselect={false}
          onChange={(value) => setChannel(destinationChannels.find((one) => one === value) ?? channel)}
        />
      ) : (
        <p>{channelWords[destination.channel]}</p>
      )}
      <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
      <PasswordInput
        label={destination === null ? 'Address' : 'New address'}
        description={
          destination === null
            ? `${addressHints[channel]} It is a secret: nobody is shown it again.`
            : `Leave it empty to keep the one at ${destination.host}.`
        }
        autoComplete="off"
        {...form.getInputProps('url')}
      />
      {channel === 'ntfy' && (
        <PasswordInput
          label="Access token"
          description={destination?.hasToken === true ? 'Leave it empty to keep the one that is there.' : 'Where the topic asks for one.'}
          autoComplete="off"
          {...form.getInputProps('token')}
        />
      )}
      <MultiSelect
        label="What is posted"
        description="What was announced is closed by its outcome in any case."
        data={destinationKinds.map((value) => ({ value, label: kindWords[value] }))}
        value={[...kinds]}
        onChange={(chosen) => setKinds(chosen.filter(isKind))}
        error={kinds.length === 0 ? 'Choose at least one.' : null}
      />
      {destination !== null && <Checkbox label="On" checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />}
      {destination !== null && destination.oldSecretUntil !== null && (
        <p>
          The signing secret before the newest one signs as well until <Time at={destination.oldSecretUntil} />.
        </p>
      )}
      <div className={style.actions}>
        {destination?.channel === 'webhook' && (
          <Button type="button" loading={renewing.isPending} onClick={() => renewing.mutate({ params: { id: destination.id } })}>
            New signing secret
          </Button>
        )}
        <Button type="submit" variant="filled" disabled={kinds.length === 0} loading={adding.isPending || changing.isPending}>
          {destination === null ? 'Add the destination' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
