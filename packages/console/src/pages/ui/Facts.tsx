import type { ReactNode } from 'react';
import { Explain } from '../../ui/Explain.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { StatusMark } from '../../ui/StatusMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { minutesFromNow } from './specimens.ts';
import style from './ui-page.module.css';

/** Pairs of facts and questions that open to reasons. */
export function Facts(): ReactNode {
  return (
    <div className={style.stack}>
      <KeyValue
        columns={2}
        facts={[
          { name: 'System', value: 'Debian GNU/Linux 12 (bookworm)' },
          { name: 'Kernel', value: '6.1.0-41-amd64' },
          {
            name: 'Lists refreshed',
            value: <Time at={minutesFromNow(-190)} />,
            note: 'The last attempt, 10 minutes ago, failed: the archive did not answer.',
          },
          { name: 'Tier', value: null, note: 'Without a tier no deadline can be reckoned.' },
          {
            name: 'Health',
            value: <StatusMark status="attention" word="Restart pending" />,
            note: 'linux-image-6.1.0-42-amd64 asked for it',
          },
          { name: 'Owner', value: 'Facility team, Łódź' },
        ]}
      />
      <Explain
        question="Why urgent?"
        open
        reasons={[
          { key: '1', text: 'CVE-2026-1234 is exploited (in the catalogue since 14 Nov).', source: 'CISA KEV, read 2 hours ago' },
          { key: '2', text: 'The device can be reached from the internet.', source: 'set by Anna Müller, 3 Mar' },
        ]}
      />
      <Explain question="Why not yet?" reasons={[]} />
    </div>
  );
}
