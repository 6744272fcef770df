import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { Loaded } from '../session/Loaded.tsx';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { CommandLine, Fingerprint } from '../ui/CommandLine.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useNow } from '../ui/now.ts';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { Time } from '../ui/Time.tsx';
import { toast } from '../ui/toast.ts';
import { makeKey } from './browser-key.ts';
import { browserLabel } from './browser-label.ts';
import { admitLine, keyStanding } from './key-standing.ts';
import type { BrowserKey } from './sign-approval.ts';
import { keyHereQuery, useBrowserKey } from './use-browser-key.ts';
import style from './approval.module.css';

type Props = {
  personId: string;
  /** Whether the key may approve for this client; null: in general. */
  clientId: string | null;
  /** Drawn where the key is admitted. */
  children: (key: BrowserKey) => ReactNode;
};

/** The way of a browser key to the right to approve: make it, ask, have it admitted with the root key, use it. Says at which step it stands. */
export function BrowserKeyPanel({ personId, clientId, children }: Props): ReactNode {
  const here = useBrowserKey(personId);
  const trust = useQuery(reading('getTrust', {}));
  const now = useNow();
  return (
    <Loaded query={here} lines={3}>
      {({ key, whyNot }) =>
        whyNot !== null ? (
          <Notice status="attention" title="This browser can not sign">
            <p>{whyNot}</p>
            <p>Approve with the CLI instead; it needs only a key file.</p>
          </Notice>
        ) : (
          <Loaded query={trust} lines={3}>
            {(inForce) => {
              const standing = keyStanding(key?.keyid ?? null, inForce, clientId, now);
              if (key === null || standing.kind === 'no key') return <MakeKey personId={personId} />;
              switch (standing.kind) {
                case 'not asked':
                  return <AskAdmission signingKey={key} />;
                case 'asked':
                  return <Asked signingKey={key} askedAt={standing.askedAt} />;
                case 'expired':
                  return (
                    <Notice status="attention" title="The time of this browser’s key is over">
                      It could approve until <Time at={standing.at} />. Have it admitted again:
                      <CommandLine where="Where the root key is" command={admitLine(key.keyid)} />
                    </Notice>
                  );
                case 'other clients':
                  return (
                    <Notice status="attention" title="This browser’s key may approve for other clients only">
                      The authority does not name this client for it. Whoever holds the root key can change that.
                    </Notice>
                  );
                case 'admitted':
                  return children(key);
              }
            }}
          </Loaded>
        )
      }
    </Loaded>
  );
}

function MakeKey({ personId }: { personId: string }): ReactNode {
  const queries = useQueryClient();
  const [error, fail] = useState<Error | null>(null);
  const make = async (): Promise<void> => {
    try {
      await makeKey(personId);
      await queries.invalidateQueries(keyHereQuery(personId));
    } catch (cause) {
      fail(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  return (
    <>
      {error !== null && <Problem error={error} />}
      <Notice
        status="waiting"
        title="This browser has no key of yours yet"
        action={
          <ReasonButton reason={null} variant="filled" onClick={() => void make()}>
            Make a key
          </ReasonButton>
        }
      >
        The key is made here and can not leave this browser, not even by you. It can approve nothing until whoever holds the root key has
        admitted it.
      </Notice>
    </>
  );
}

function AskAdmission({ signingKey }: { signingKey: BrowserKey }): ReactNode {
  const [label, setLabel] = useState(browserLabel(navigator.userAgent));
  const asking = useSaving('askAdmission', () => toast('good', 'Asked', 'Now the key must be admitted with the root key.'));
  return (
    <div className={style.panel}>
      {asking.error !== null && <Problem error={asking.error} />}
      <Notice status="waiting" title="This browser’s key is made and not known to anybody yet">
        <Fingerprint label="Key of this browser" text={signingKey.keyid} />
      </Notice>
      <TextInput
        label="Name of this browser"
        description="So that whoever admits it knows which one it is."
        value={label}
        maxLength={200}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <div>
        <ReasonButton
          variant="filled"
          reason={label.trim() === '' ? 'Give this browser a name first.' : null}
          loading={asking.isPending}
          onClick={() => asking.mutate({ body: { publicKey: signingKey.publicKey, keyid: signingKey.keyid, label: label.trim() } })}
        >
          Ask for admission
        </ReasonButton>
      </div>
    </div>
  );
}

function Asked({ signingKey, askedAt }: { signingKey: BrowserKey; askedAt: string }): ReactNode {
  return (
    <div className={style.panel}>
      <Notice status="waiting" title="This browser’s key waits to be admitted">
        <p>
          Asked <Time at={askedAt} />. Whoever holds the root key compares the fingerprint with you, and runs the line below where the root
          key is. This page notices it by itself.
        </p>
        <p>
          <Fingerprint label="Key of this browser" text={signingKey.keyid} />
        </p>
      </Notice>
      <CommandLine where="Where the root key is" command={admitLine(signingKey.keyid)} />
    </div>
  );
}
