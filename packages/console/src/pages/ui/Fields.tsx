import { Button, Checkbox, NumberInput, PasswordInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { QrCode } from '../../ui/qr/QrCode.tsx';
import form from '../../forms/form.module.css';
import style from './ui-page.module.css';

/** Fields at rest, filled, wrong, blocked; the form's own layout. */
export function Fields(): ReactNode {
  return (
    <form className={`${form.form} ${style.form}`} onSubmit={(event) => event.preventDefault()}>
      <div className={form.pair}>
        <TextInput label="Name" description="As it stands in reports." placeholder="Brandt & Söhne GmbH" />
        <TextInput label="Mail address" defaultValue="anna@" error="Write the whole address, as in anna@example.org." />
        <Select label="Time zone" data={['Europe/Zurich', 'America/New_York', 'Asia/Tokyo']} defaultValue="Europe/Zurich" />
        <NumberInput label="Soak, hours" defaultValue={24} min={0} />
        <PasswordInput label="Password" defaultValue="correct horse battery" />
        <TextInput label="Fingerprint" defaultValue="4e1f 9a27" readOnly description="Made on the device; it can not be changed here." />
      </div>
      <Textarea label="Reason" description="It stands in the report." />
      <Radio.Group label="Ring to start with" defaultValue="test">
        <div className={style.row}>
          <Radio value="test" label="Test" />
          <Radio value="pilot" label="Pilot" />
          <Radio value="broad" label="Broad" disabled />
        </div>
      </Radio.Group>
      <Checkbox label="Restart where one is due" description="Only inside the window." defaultChecked />
      <Checkbox label="I have read the spec" error="Tick this after reading it." />
      <Switch label="May approve" defaultChecked />
      <span className={form.qr} style={{ width: 'fit-content' }}>
        <QrCode
          text="otpauth://totp/Fettle:anna%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Fettle"
          label="A QR code"
          size={140}
        />
      </span>
      <div className={form.actions}>
        <Button type="submit" variant="filled">
          Save
        </Button>
        <Button>Leave it</Button>
      </div>
    </form>
  );
}
