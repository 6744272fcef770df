import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { SignInForm } from '../../forms/sign-in.tsx';
import { paths } from '../../paths.ts';
import { useSearchTexts } from '../../session/client-in-view.ts';
import { meQuery } from '../../session/me.ts';
import { DoorLayout } from './DoorLayout.tsx';
import { innerPath } from './inner-path.ts';

/** Sign in, then on to the page that was wanted. */
export function SignInPage(): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const next = innerPath(useSearchTexts()['next']) ?? paths.today();
  return (
    <DoorLayout title="Sign in" lead="Everything that you do here is written to the audit trail.">
      <SignInForm
        onDone={(me) => {
          queries.clear();
          queries.setQueryData(meQuery.queryKey, me);
          void navigate({ href: next });
        }}
      />
    </DoorLayout>
  );
}
