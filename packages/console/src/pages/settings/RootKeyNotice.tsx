import type { ReactNode } from 'react';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Notice } from '../../ui/Notice.tsx';
import style from './settings.module.css';

/** While the root key lies on the server, whoever takes the server can make approvers. Says how it is moved away. */
export function RootKeyNotice(): ReactNode {
  return (
    <div className={style.stack}>
      <Notice status="attention" title="The root key still lies on this server">
        <p>
          Until it is moved away, whoever takes this server can name approvers of their own, and devices would obey them. The line below
          says, step by step and for the folders of this machine, how the key leaves it; it does nothing by itself. Keep two copies, apart
          and locked away. The server needs only its own key, and devices notice nothing.
        </p>
        <p>Wherever the key is used later, compare its fingerprint with the one below. This note goes away by itself.</p>
      </Notice>
      <CommandLine where="On this server" command="fettle trust move-root" />
    </div>
  );
}
