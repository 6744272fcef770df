import { NumberInput, Select, TextInput } from '@mantine/core';
import { type CommandPurpose, type HealthCheck, journalPriorities, type SignedCommandRef } from '@fettle/core/deployment';
import type { ReactNode } from 'react';
import { useCommands } from './commands.ts';
import { numberOf, shownNumber } from './draft.ts';

type Choice = { readonly value: string; readonly label: string };
type Field = {
  readonly field: string;
  readonly label: string;
  readonly placeholder?: string;
  /** Not only whole numbers. */
  readonly decimals?: true;
  /** Of a number: its bounds. */
  readonly whole?: readonly [least: number, most: number];
  readonly choices?: readonly Choice[];
  /** A signed command of this purpose. */
  readonly purpose?: CommandPurpose;
  /** Left out where it is empty. */
  readonly optional?: true;
};

const port: Field = { field: 'port', label: 'Port', whole: [1, 65_535] };
const host: Field = { field: 'host', label: 'Host' };
const days: Field = { field: 'days', label: 'Valid for days', whole: [0, 3_650] };

const over: Field = { field: 'mostPercentOver', label: 'Percent over the usual at most', whole: [1, 1_000] };

/** What each kind of check has to know, in the order in which it is asked. */
const fieldsOf: Readonly<Record<HealthCheck['kind'], readonly Field[]>> = {
  service: [{ field: 'unit', label: 'Unit', placeholder: 'nginx.service' }],
  process: [{ field: 'process', label: 'Process', placeholder: 'nginx' }],
  tcp: [host, port],
  http: [
    { field: 'url', label: 'Address', placeholder: 'http://127.0.0.1:8080/health' },
    { field: 'expectStatus', label: 'Answers with', whole: [100, 599] },
    { field: 'contains', label: 'With the text', placeholder: 'any', optional: true },
  ],
  dns: [
    { field: 'query', label: 'Name', placeholder: 'mail.example.com' },
    { field: 'address', label: 'Has the address', placeholder: 'any', optional: true },
  ],
  disk: [
    { field: 'path', label: 'Folder', placeholder: '/var' },
    { field: 'least', label: 'At least left', whole: [1, 1_000_000_000] },
    {
      field: 'unit',
      label: 'In',
      choices: [
        { value: 'percent', label: '%' },
        { value: 'mebibytes', label: 'MiB' },
      ],
    },
  ],
  mount: [{ field: 'path', label: 'Folder', placeholder: '/srv/data' }],
  certificate: [{ field: 'path', label: 'File', placeholder: '/etc/ssl/web.pem' }, days],
  tls: [host, port, days, { field: 'serverName', label: 'Asked as', placeholder: 'www.example.com', optional: true }],
  journal: [
    { field: 'unit', label: 'Unit', placeholder: 'all units', optional: true },
    { field: 'priority', label: 'As bad as', choices: journalPriorities.map((value) => ({ value, label: value })) },
    { field: 'most', label: 'Lines at most', whole: [0, 1_000] },
  ],
  boot: [{ field: 'mostSeconds', label: 'Seconds at most', whole: [1, 3_600] }],
  command: [{ field: 'command', label: 'Command', purpose: 'check' }],
  cpu: [over],
  memory: [over],
  slower: [
    { field: 'of', label: 'Of the check', placeholder: 'name of an http or tcp check' },
    { field: 'mostTimesSlower', label: 'Times the usual at most', whole: [1.1, 100], decimals: true },
  ],
};

type Props = { check: HealthCheck; error: (field: string) => string | null; onChange: (check: HealthCheck) => void };

/** The fields of one kind of check. */
export function CheckParticulars({ check, error, onChange }: Props): ReactNode {
  const values: Readonly<Record<string, unknown>> = check;
  const put = (field: Field, value: string | number | SignedCommandRef): void => {
    const { [field.field]: _, ...others } = values;
    // While it is written it may hold anything; the server says of each field what is wrong with it.
    onChange((field.optional === true && value === '' ? others : { ...values, [field.field]: value }) as HealthCheck);
  };
  return fieldsOf[check.kind].map((field) => {
    const common = { label: field.label, error: error(field.field), placeholder: field.placeholder ?? '' };
    const value = values[field.field];
    if (field.whole !== undefined)
      return (
        <NumberInput
          key={field.field}
          {...common}
          value={shownNumber(typeof value === 'number' ? value : Number.NaN)}
          min={field.whole[0]}
          max={field.whole[1]}
          allowDecimal={field.decimals === true}
          thousandSeparator=""
          onChange={(changed) => put(field, numberOf(changed))}
        />
      );
    if (check.kind === 'command' && field.purpose !== undefined)
      return (
        <CommandField
          key={field.field}
          label={field.label}
          purpose={field.purpose}
          chosen={check.command}
          error={error('command') ?? error('command.document')}
          onChange={(ref) => put(field, ref)}
        />
      );
    const text = typeof value === 'string' ? value : '';
    if (field.choices !== undefined)
      return (
        <Select
          key={field.field}
          {...common}
          data={[...field.choices]}
          value={text}
          allowDeselect={false}
          onChange={(changed) => put(field, changed ?? text)}
        />
      );
    return (
      <TextInput
        key={field.field}
        {...common}
        value={text}
        onChange={(event) => put(field, event.currentTarget.value)}
        spellCheck={false}
      />
    );
  });
}

type CommandProps = {
  label: string;
  purpose: CommandPurpose;
  chosen: SignedCommandRef;
  error: string | null;
  onChange: (ref: SignedCommandRef) => void;
};

function CommandField({ label, purpose, chosen, error, onChange }: CommandProps): ReactNode {
  const { choices, none } = useCommands(purpose, [chosen]);
  return (
    <Select
      label={label}
      data={choices.map(({ document, label: words }) => ({ value: document, label: words }))}
      value={chosen.document === '' ? null : chosen.document}
      placeholder={none ?? 'choose one'}
      allowDeselect={false}
      onChange={(document) => {
        const found = choices.find((one) => one.document === document);
        if (found !== undefined) onChange({ name: found.name, document: found.document });
      }}
      error={error}
    />
  );
}

/** The same check as another kind: name and patience stay. */
export function ofKind(kind: HealthCheck['kind'], { name, timeoutSeconds }: HealthCheck): HealthCheck {
  const common = { name, timeoutSeconds };
  switch (kind) {
    case 'service':
      return { kind, ...common, unit: '' };
    case 'process':
      return { kind, ...common, process: '' };
    case 'tcp':
      return { kind, ...common, host: '127.0.0.1', port: 443 };
    case 'http':
      return { kind, ...common, url: '', expectStatus: 200 };
    case 'dns':
      return { kind, ...common, query: '' };
    case 'disk':
      return { kind, ...common, path: '/', least: 10, unit: 'percent' };
    case 'mount':
      return { kind, ...common, path: '' };
    case 'certificate':
      return { kind, ...common, path: '', days: 14 };
    case 'tls':
      return { kind, ...common, host: '127.0.0.1', port: 443, days: 14 };
    case 'journal':
      return { kind, ...common, priority: 'err', most: 0 };
    case 'boot':
      return { kind, ...common, mostSeconds: 120 };
    case 'cpu':
    case 'memory':
      return { kind, ...measured(common), mostPercentOver: 50 };
    case 'slower':
      return { kind, ...measured(common), of: '', mostTimesSlower: 2 };
    case 'command':
      return { kind, ...common, command: { name: '', document: '' } };
  }
}

/** Several samples take their time. */
function measured(common: { readonly name: string; readonly timeoutSeconds: number }): {
  readonly name: string;
  readonly timeoutSeconds: number;
} {
  return { ...common, timeoutSeconds: Math.max(common.timeoutSeconds, 120) };
}
