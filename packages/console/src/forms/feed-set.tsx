import { Button, Switch, Textarea, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

/** Switches a feed on or off, and says where it is fetched from and which parts. */
export function SetFeedForm({ feed, onDone }: { feed: CallOutput<'getFeed'>; onDone: () => void }): ReactNode {
  const form = useForm({ initialValues: { enabled: feed.enabled, base: feed.ownBase ?? '', parts: feed.ownParts?.join('\n') ?? '' } });
  const saving = useSaving('setFeed', () => {
    toast('good', 'Saved', 'It is looked at now.');
    onDone();
  });
  const submit = form.onSubmit(({ enabled, base, parts }) => {
    const lines = parts
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    saving.mutate(
      {
        params: { id: feed.id },
        body: { enabled, base: base.trim() === '' ? null : base.trim(), parts: lines.length === 0 ? null : lines },
      },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    );
  });
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Switch
        label="Fetch this feed"
        description="Off: what was taken before still counts, and grows old."
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <TextInput
        label="Address"
        description="https:// address of a mirror, or file:// folder of this server. Empty: the publisher’s own."
        placeholder={feed.ownBase === null ? feed.base : undefined}
        {...form.getInputProps('base')}
      />
      {feed.partsAre !== null && (
        <Textarea
          label="Parts"
          description={`One a line, such as Debian:12. Empty: what the devices need, now ${feed.ownParts === null && feed.parts.length > 0 ? feed.parts.join(', ') : 'found by itself'}.`}
          autosize
          minRows={3}
          {...form.getInputProps('parts')}
        />
      )}
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Save
        </Button>
        <Button variant="subtle" onClick={onDone}>
          Leave it
        </Button>
      </div>
    </form>
  );
}
