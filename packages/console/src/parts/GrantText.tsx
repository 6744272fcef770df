import { type Grant, grantInWords } from '@fettle/core/standing';
import type { ReactNode } from 'react';
import { KeyValue } from '../ui/KeyValue.tsx';
import { Name } from '../ui/Name.tsx';
import { Section } from '../ui/Section.tsx';

type Props = { grant: Grant; devices: readonly { readonly id: string; readonly name: string }[] };

/** All that a standing approval grants, for whom, line by line: nothing of the text that is signed is left out. */
export function GrantText({ grant, devices }: Props): ReactNode {
  const names = new Map(devices.map(({ id, name }) => [id, name]));
  return grantInWords(grant, (id) => names.get(id) ?? id).map(({ title, lines }, at) => (
    // Two groups of devices may have names that read the same.
    // oxlint-disable-next-line react/no-array-index-key
    <Section key={at} title={title}>
      <KeyValue facts={lines.map(({ label, words }) => ({ name: label, value: <Name of={words} wraps /> }))} />
    </Section>
  ));
}
