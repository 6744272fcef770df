/** The console's way to the server: the route table's client over the browser's fetch, with refusals as one typed error. */
import { type CallInput, type CallOutput, makeClient, type Send } from '@fettle/protocol/client';
import type { ErrorCode, Problem } from '@fettle/protocol/errors';
import type { RouteName } from '@fettle/protocol/routes';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

/** A refusal by the server, or no answer at all (`no-answer`). `message` is the sentence with the particulars. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'no-answer';
  readonly title: string;
  readonly remedy: string;
  readonly status: number;
  /** Which fields were wrong, by path. */
  readonly fields: readonly { readonly path: string; readonly message: string }[];

  constructor(problem: Pick<Problem, 'title' | 'detail' | 'remedy' | 'status' | 'errors'> & { readonly code: ErrorCode | 'no-answer' }) {
    super(problem.detail);
    this.name = 'ApiError';
    this.code = problem.code;
    this.title = problem.title;
    this.remedy = problem.remedy;
    this.status = problem.status;
    this.fields = problem.errors ?? [];
  }
}

let csrf: string | null = null;

/** Remembers the token that writing requests carry; it comes with `me`. */
export function rememberToken(token: string | null): void {
  csrf = token;
}

const send: Send = async ({ method, url, body }) => {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrf !== null) headers['x-csrf-token'] = csrf;
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }).catch(
    (cause: unknown) => {
      throw new ApiError({
        code: 'no-answer',
        title: 'The server does not answer',
        detail: `No answer from ${location.host}: ${String(cause)}`,
        remedy: 'Check that the server runs and that this machine reaches it.',
        status: 0,
      });
    },
  );
  const text = await answer.text();
  if (!answer.ok) throw refusal(answer.status, text);
  return { status: answer.status, body: answer.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text };
};

function refusal(status: number, text: string): ApiError {
  try {
    const problem = JSON.parse(text) as Problem; // checked by the next line: whatever has no code is not one of ours
    if (typeof problem.code === 'string') return new ApiError(problem);
  } catch {
    // Not JSON: something between the console and the server answered.
  }
  return new ApiError({
    code: 'unavailable',
    title: 'Something else answered',
    detail: `The answer had status ${status} and was not one of this server's.`,
    remedy: 'If a proxy stands between, look at its log; else try again in a moment.',
    status,
  });
}

/** `api('getClient', { params: { id } })`: one call, typed from the route table. */
export const api = makeClient(send);

/** A reading call for useQuery; its key is the route's name and its input, so that live events can name what changed. */
export function reading<N extends RouteName>(name: N, input: CallInput<N>) {
  return queryOptions({ queryKey: [name, input] as const, queryFn: () => api(name, input) });
}

type Paged = { readonly items: readonly unknown[]; readonly next: string | null };
export type PagedName = { [N in RouteName]: CallOutput<N> extends Paged ? N : never }[RouteName];

/** A list by pages for useInfiniteQuery: each next page begins where the last one ended. */
export function readingPages<N extends PagedName>(name: N, input: CallInput<N> & { readonly query?: object | undefined }) {
  return infiniteQueryOptions({
    queryKey: [name, input, 'pages'] as const,
    queryFn: ({ pageParam }) => api(name, pageParam === null ? input : { ...input, query: { ...input.query, after: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last as Paged).next, // every PagedName answers with a page
  });
}
