import type { ReactNode } from 'react';
import { ApiError } from '../api.ts';
import { ProblemBox } from '../ui/Notice.tsx';

/** Any error as three sentences. What is not a refusal of the server is a mistake of the console, and is called so. */
export function Problem({ error, action }: { error: unknown; action?: ReactNode }): ReactNode {
  if (error instanceof ApiError) {
    return <ProblemBox what={error.title} why={error.message} remedy={error.remedy} code={error.code} action={action} />;
  }
  return (
    <ProblemBox
      what="The console made a mistake"
      why={error instanceof Error ? error.message : String(error)}
      remedy="Load the page again. If it stays, report it with the address of this page."
      code="console.mistake"
      action={action}
    />
  );
}
