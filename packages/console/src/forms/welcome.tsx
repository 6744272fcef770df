import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import { keepMe, type Me } from '../session/me.ts';
import { Problem } from '../session/Problem.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { QrCode } from '../ui/qr/QrCode.tsx';
import { codeProblem, fieldErrors, mailProblem, nameProblem, passwordProblem } from './field-errors.ts';
import style from './form.module.css';
import line from '../ui/CommandLine.module.css';

type Props = { token: string; offer: CallOutput<'welcome'>; onDone: (me: Me) => void };

/** The first visit by a one-time link: who one is, a password, and the second factor with a code that proves that the app has it. */
export function WelcomeForm({ token, offer, onDone }: Props): ReactNode {
  const [trouble, setTrouble] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { name: offer.name ?? '', mail: offer.mail ?? '', password: '', code: '' },
    validate: { name: nameProblem, mail: mailProblem, password: passwordProblem, code: codeProblem },
  });
  const submit = async (values: typeof form.values): Promise<void> => {
    setBusy(true);
    setTrouble(null);
    const body = {
      token,
      name: values.name.trim(),
      mail: values.mail.trim(),
      password: values.password,
      code: values.code.replace(/\s/g, ''),
    };
    try {
      onDone(keepMe(await api('completeWelcome', { body })));
    } catch (error) {
      form.setErrors(fieldErrors(error));
      setTrouble(error);
      setBusy(false);
    }
  };
  return (
    <form className={style.form} noValidate onSubmit={form.onSubmit((values) => void submit(values))}>
      {trouble !== null && <Problem error={trouble} />}
      <TextInput
        label="Name"
        description="It stands in the audit trail beside everything you do."
        autoComplete="name"
        autoFocus
        {...form.getInputProps('name')}
      />
      <TextInput label="Mail address" type="email" autoComplete="username" readOnly={offer.mail !== null} {...form.getInputProps('mail')} />
      <PasswordInput
        label="Password"
        description="At least 12 letters. Length counts, kinds of letters do not."
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className={style.legend}>Second factor</legend>
        <div className={style.second}>
          <span className={style.qr}>
            <QrCode text={offer.totpUri} label="QR code for an authenticator app; the same secret stands beside it as text" />
          </span>
          <div className={style.secret}>
            <p>Scan this with an authenticator app, or type the secret:</p>
            <code className={line.groups}>
              {/* The groups of one secret never move, so their place is their key. */}
              {(offer.totpSecret.match(/.{1,4}/gu) ?? []).map((group, index) => (
                <span key={index}>{group}</span>
              ))}
            </code>
            <div>
              <CopyButton text={offer.totpSecret} label="Copy the secret" /> <a href={offer.totpUri}>Open in an app</a>
            </div>
          </div>
        </div>
      </fieldset>
      <TextInput
        label="Code that the app shows now"
        inputMode="numeric"
        autoComplete="one-time-code"
        className={style.code ?? ''}
        {...form.getInputProps('code')}
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={busy}>
          Enter
        </Button>
      </div>
    </form>
  );
}
