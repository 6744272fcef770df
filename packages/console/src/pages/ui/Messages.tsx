import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { Empty } from '../../ui/Empty.tsx';
import { Notice, ProblemBox } from '../../ui/Notice.tsx';
import { toast } from '../../ui/toast.ts';
import style from './ui-page.module.css';

/** Notices, problems, empty places, toasts. */
export function Messages(): ReactNode {
  return (
    <div className={style.stack}>
      <Notice status="good" title="All 41 devices are verified">
        A scan taken after the change saw the new version on each of them.
      </Notice>
      <Notice status="attention" title="The root key still lies on this machine" action={<Button>How to move it</Button>}>
        Until it is moved, whoever takes this server can speak for you.
      </Notice>
      <Notice status="running" title="Three devices are changing now" />
      <Notice status="waiting" title="Nothing starts before Sunday, 02:00" />
      <Notice status="unknown" title="bra-db-01 could not be asked for 3 days">
        What it misses is not known; the last answer is not shown as if it were true.
      </Notice>
      <ProblemBox
        what="The approval was not accepted"
        why="The spec that was signed is not the one that is stored: 2 devices were added meanwhile."
        remedy="Read the spec again and sign the new one."
        code="approval.invalid"
        action={<Button>Show the difference</Button>}
      />
      <Empty title="No devices yet" action={<a href={paths.clients()}>Choose a client</a>}>
        A device appears here when its agent has enrolled. Make an enrolment token on the client page and run the line that it shows.
      </Empty>
      <div className={style.row}>
        <Button onClick={() => toast('good', 'Saved', 'Version 5 of the policy Servers is in force.')}>Show a toast</Button>
        <Button onClick={() => toast('failing', 'Not saved', 'Somebody saved version 5 meanwhile. Load it and repeat your change.')}>
          Show a failure
        </Button>
      </div>
    </div>
  );
}
