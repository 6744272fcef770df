import { Button, Select, Switch, Textarea, TextInput, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { instantOfWall } from '../pages/calendar/days.ts';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { Name } from '../ui/Name.tsx';
import { viewerZone } from '../ui/time.ts';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Props = { device: { readonly id: string; readonly name: string }; onDone: () => void };

/** Records by hand that a device was backed up, or that a restore was tested. */
export function RecordBackupForm({ device, onDone }: Props): ReactNode {
  const form = useForm({
    initialValues: { what: 'backup', at: '', ok: true, kind: '', tool: '', covers: '', minutes: '' as number | '', note: '' },
    validate: { at: (text: string) => (text !== '' && instantOfWall(text) === null ? 'Give the time at which it ended.' : null) },
  });
  const { values } = form;
  const saving = useSaving('recordBackups', ({ unknown: [refused] }) => {
    if (refused !== undefined) return form.setErrors({ at: refused.because });
    toast('good', 'Recorded', values.what === 'backup' ? 'A backup, by hand' : 'A test of a restore, by hand');
    onDone();
  });
  const submit = form.onSubmit(({ what, at, ok, kind, tool, covers, minutes, note }) =>
    saving.mutate({
      body: {
        items: [
          {
            device: device.id,
            what: what === 'restore-test' ? 'restore-test' : 'backup',
            at: instantOfWall(at) ?? new Date().toISOString(),
            ok,
            ...(kind.trim() === '' ? {} : { kind: kind.trim() }),
            tool: tool.trim() || null,
            covers: covers.trim() || null,
            seconds: minutes === '' ? null : minutes * 60,
            note: note.trim().length < 3 ? null : note.trim(),
          },
        ],
        source: 'hand',
      },
    }),
  );
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <p>
        Of <Name of={device.name} strong />. It counts as entered by hand, and stands as it is: another record may follow, none is changed.
      </p>
      <Select
        label="What was done"
        data={[
          { value: 'backup', label: 'A backup' },
          { value: 'restore-test', label: 'A test of a restore' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('what')}
      />
      <Switch label="It worked" {...form.getInputProps('ok', { type: 'checkbox' })} />
      <TextInput
        type="datetime-local"
        label="Ended"
        description={`Empty: just now. By your clock, ${viewerZone()}.`}
        {...form.getInputProps('at')}
      />
      <div className={style.pair}>
        <TextInput label="How" description="An image, a dump of a database." maxLength={200} {...form.getInputProps('kind')} />
        <TextInput label="Tool" maxLength={200} {...form.getInputProps('tool')} />
      </div>
      <TextInput label="What it holds" description="Empty: all of the device." maxLength={200} {...form.getInputProps('covers')} />
      {values.what === 'restore-test' && (
        <NumberInput label="Minutes that the restore took" min={0} allowDecimal={false} {...form.getInputProps('minutes')} />
      )}
      <Textarea
        label="Note"
        description="What was seen, and where that is kept."
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('note')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Record it
        </Button>
      </div>
    </form>
  );
}
