import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import { keepMe, type Me } from '../session/me.ts';
import { Problem } from '../session/Problem.tsx';
import { codeProblem, fieldErrors, mailProblem } from './field-errors.ts';
import style from './form.module.css';

/** Mail address, password and the app's code, checked by the server at once: it does not say which of them was wrong. */
export function SignInForm({ onDone }: { onDone: (me: Me) => void }): ReactNode {
  const [trouble, setTrouble] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { mail: '', password: '', code: '' },
    validate: { mail: mailProblem, password: (text) => (text === '' ? 'Give your password.' : null), code: codeProblem },
  });
  const submit = async (values: typeof form.values): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    try {
      onDone(
        keepMe(
          await api('signIn', { body: { mail: values.mail.trim(), password: values.password, code: values.code.replace(/\s/g, '') } }),
        ),
      );
    } catch (error) {
      form.setErrors(fieldErrors(error));
      form.setFieldValue('code', '');
      setTrouble(error);
      setBusy(false);
    }
  };
  return (
    <form className={style.form} noValidate onSubmit={form.onSubmit((values) => void submit(values))}>
      {trouble !== null && <Problem error={trouble} />}
      <TextInput label="Mail address" type="email" autoComplete="username" autoFocus {...form.getInputProps('mail')} />
      <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
      <TextInput
        label="Code from your authenticator app"
        description="Six digits that change every 30 seconds."
        inputMode="numeric"
        autoComplete="one-time-code"
        className={style.code ?? ''}
        {...form.getInputProps('code')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={busy}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
