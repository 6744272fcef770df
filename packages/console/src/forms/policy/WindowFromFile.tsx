import { Button, FileInput } from '@mantine/core';
import type { EventWindow } from '@fettle/core/ics';
import type { WindowShape } from '@fettle/core/windows';
import { describeWindow } from '@fettle/core/windows';
import { type ReactNode, useState } from 'react';
import { Name } from '../../ui/Name.tsx';
import { plainName } from '../../ui/name-text.ts';
import { Notice } from '../../ui/Notice.tsx';
import form from '../form.module.css';

const mostBytes = 1_000_000;
const mostShown = 30;

/** A window from a calendar file, which is read in this browser: for each event it is said what it is as a window, and one is taken into the form. */
export function WindowFromFile({ onTake }: { onTake: (window: WindowShape) => void }): ReactNode {
  const [told, setTold] = useState<readonly EventWindow[] | string | null>(null);
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return setTold(null);
    if (file.size > mostBytes) return setTold('The file is too large: at most 1 MB is read.');
    const { readWindows } = await import('@fettle/core/ics');
    const found = readWindows(await file.text(), Temporal.Now.instant());
    setTold(found.ok ? found.events : found.sentence);
  };
  return (
    <>
      <FileInput
        label="From a calendar file"
        description="An event with a time of day of an .ics file, with its recurrence. It opens at that wall time by the clock of each site."
        placeholder="Choose an .ics file"
        accept=".ics,text/calendar"
        onChange={(file) => void read(file)}
      />
      {typeof told === 'string' && <Notice status="attention" title={told} live />}
      {told !== null && typeof told !== 'string' && (
        <Notice status="unknown" title={told.length === 0 ? 'The file has no events' : 'What its events are as windows'} live>
          <ul>
            {told.slice(0, mostShown).map((event, index) => (
              <li key={`${index} ${event.name}`}>
                <Of event={event} onTake={onTake} />
              </li>
            ))}
            {told.length > mostShown && <li>and {told.length - mostShown} more</li>}
          </ul>
        </Notice>
      )}
    </>
  );
}

function Of({ event: { name, window, zone, sentence }, onTake }: { event: EventWindow; onTake: (window: WindowShape) => void }): ReactNode {
  if (window === null) return <Name of={`${name}: none, for ${sentence}`} wraps />;
  return (
    <>
      <Name of={`${name}: ${describeWindow(window)}${zone === null ? '' : `, by the clock of ${zone} in the file`}`} wraps />
      <div className={form.actions}>
        <Button size="xs" onClick={() => onTake(window)}>
          {`Take “${plainName(name)}”`}
        </Button>
      </div>
    </>
  );
}
