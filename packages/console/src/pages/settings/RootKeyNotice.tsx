import type { ReactNode } from 'react';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { Notice } from '../../ui/Notice.tsx';
import style from './settings.module.css';

/** While the root key lies on the server, whoever takes the server can make approvers. Says how it is moved away. */
export function RootKeyNotice({ rootKeyId }: { rootKeyId: string }): ReactNode {
  return (
    <Notice status="attention" title="The root key still lies on this server">
      <p>Until it is moved away, whoever takes this server can name approvers of their own, and devices would obey them. To move it:</p>
      <ol className={style.steps}>
        <li>
          Copy <code>root.key</code> from the keys folder of this server to a medium that you keep apart, and to a second one.
        </li>
        <li>
          On the machine where you will use it, see that the fingerprint is this one: <Fingerprint label="Root key" text={rootKeyId} />
        </li>
        <li>
          Remove <code>root.key</code> from the keys folder, and from every copy of it. The server does not need it; <code>server.key</code>{' '}
          stays.
        </li>
      </ol>
      <p>From then on, admit approvers with the CLI on the machine that has the medium. This note goes away by itself.</p>
    </Notice>
  );
}
