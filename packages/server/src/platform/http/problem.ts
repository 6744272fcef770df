/** Refusals as RFC 9457 problem documents: the same form whether a handler, a schema or the machinery refuses. */
import { errors } from '@fettle/protocol/errors';
import type { ErrorCode, Problem } from '@fettle/protocol/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiRefusal } from '../feature.ts';

const codes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];

/** The schema of the body, for the API's document. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(codes),
    remedy: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `code` is the contract; the sentences may change.' });

/** The problem document of a refusal; title, status and remedy come from the table of errors. */
export function problemOf(refusal: Omit<ApiRefusal, 'refused'>, requestId: string): Problem {
  const entry = errors[refusal.code];
  const problem = {
    type: `urn:fettle:problem:${refusal.code}`,
    title: entry.title,
    status: entry.status,
    detail: refusal.detail,
    code: refusal.code,
    remedy: entry.remedy,
    requestId,
  };
  return refusal.errors === undefined ? problem : { ...problem, errors: refusal.errors };
}

/** Answers a request with a refusal. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Omit<ApiRefusal, 'refused'>): FastifyReply {
  const problem = problemOf(refusal, request.id);
  return reply
    .status(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}
