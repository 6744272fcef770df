import { Button, FileInput, Select, Textarea } from '@mantine/core';
import { mostAttachedBytes, mostAttachments, testResults } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Props = { deployment: CallOutput<'getDeployment'>; step: string; onDone: () => void };

/** Says what came of one step of the test plan. */
export function TestResultForm({ deployment, step, onDone }: Props): ReactNode {
  const [result, setResult] = useState<(typeof testResults)[number]>('passed');
  const [detail, setDetail] = useState('');
  const [tried, setTried] = useState(false);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [unread, setUnread] = useState<string | null>(null);
  const wrong = detail.trim().length < 3;
  const unfit = filesProblem(files) ?? unread;
  const saving = useSaving('recordTestResult', () => {
    toast('good', 'Told', `What came of “${step}” is kept.`);
    onDone();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!wrong && filesProblem(files) === null) void send();
  };
  const send = async (): Promise<void> => {
    const attachments = await Promise.all(files.map(attached)).catch(() => null);
    if (attachments === null) return setUnread('A file can no longer be read. Choose it again.');
    const body = { step, result, detail: detail.trim(), ...(attachments.length === 0 ? {} : { attachments }) };
    saving.mutate({ params: { id: deployment.id }, body });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="What came of it"
        data={[...testResults]}
        value={result}
        onChange={(value) => setResult(testResults.find((one) => one === value) ?? result)}
        allowDeselect={false}
      />
      <Textarea
        label="What was seen"
        description="It is kept with your name as evidence of the test."
        value={detail}
        onChange={(event) => setDetail(event.currentTarget.value)}
        error={tried && wrong ? 'Say what was seen, in at least three letters.' : null}
        maxLength={2000}
        data-autofocus
      />
      <FileInput
        label="Files that show it"
        description="A screenshot, a log: at most five, together at most 2 MB. They are kept as they are, and only handed out to be saved."
        placeholder="Choose files"
        multiple
        clearable
        value={[...files]}
        onChange={(chosen) => {
          setUnread(null);
          setFiles(chosen);
        }}
        error={unfit}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Tell the result
        </Button>
      </div>
    </form>
  );
}

function filesProblem(files: readonly File[]): string | null {
  if (files.length > mostAttachments) return `At most ${mostAttachments} files are kept with one result.`;
  if (files.reduce((sum, { size }) => sum + size, 0) > mostAttachedBytes) return 'The files are too large: at most 2 MB together.';
  if (files.some(({ size }) => size === 0)) return 'One of the files is empty.';
  if (new Set(files.map(({ name }) => name)).size < files.length) return 'Two files have the same name: rename one.';
  return null;
}

async function attached(file: File): Promise<{ name: string; content: string }> {
  const read = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener('load', () => read.resolve(typeof reader.result === 'string' ? reader.result : ''));
  reader.addEventListener('error', () => read.reject(reader.error ?? new Error('unreadable')));
  reader.readAsDataURL(file);
  const url = await read.promise;
  return { name: file.name, content: url.slice(url.indexOf(',') + 1) };
}
