/** Everything that is thrown ends here and becomes a problem document. What is not known to be safe to tell is not told. */
import type { ErrorCode } from '@fettle/protocol/errors';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { sqlState } from '../database/index.ts';
import type { ApiRefusal } from '../feature.ts';
import { sendProblem } from './problem.ts';

type Refused = Omit<ApiRefusal, 'refused'>;

/** Thrown where a refusal is found out in a hook or parser, which have no other way to answer. */
export class RefusedRequest extends Error {
  readonly refusal: Refused;
  constructor(code: ErrorCode, detail: string, errors?: Refused['errors']) {
    super(detail);
    this.name = 'RefusedRequest';
    this.refusal = errors === undefined ? { code, detail } : { code, detail, errors };
  }
}

const FASTIFY: Readonly<Record<string, Refused>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'request.too-large', detail: 'The body is larger than this address takes.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'request.encoding', detail: 'Bodies are application/json, nothing else.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'request.garbled', detail: 'The body is not as long as its Content-Length says.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'request.garbled', detail: 'The body is not JSON.' },
  FST_ERR_BAD_URL: { code: 'request.garbled', detail: 'The address is not a readable URL.' },
};
const MOST_ERRORS = 50;
const OUT_OF_REACH = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);

/** Sets the one error handler of an instance. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error, request);
    if (refusal.code === 'unavailable') void reply.header('retry-after', '5');
    return sendProblem(request, reply, refusal);
  });
}

function refusalOf(error: FastifyError, request: FastifyRequest): Refused {
  if (error instanceof RefusedRequest) return error.refusal;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error);
  const known = FASTIFY[error.code];
  if (known !== undefined) return known;
  if (error.statusCode === 429) return { code: 'request.too-many', detail: error.message };
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    request.log.info({ err: error, requestId: request.id }, 'a request could not be read');
    return { code: 'request.garbled', detail: 'The request could not be read.' };
  }
  if (isDatabaseAway(error)) {
    request.log.warn({ err: error, requestId: request.id }, 'the database is out of reach');
    return { code: 'unavailable', detail: 'The database is out of reach just now. Nothing was changed.' };
  }
  request.log.error({ err: error, requestId: request.id, method: request.method, path: request.routeOptions.url }, 'a request failed');
  return { code: 'internal', detail: `This is a fault of the server. Its log has more under the request id ${request.id}.` };
}

type Fault = { readonly instancePath: string; readonly message?: string | undefined };

function invalid(error: { readonly validation: readonly Fault[]; readonly validationContext?: string | undefined }): Refused {
  const where = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body');
  const faults = error.validation.slice(0, MOST_ERRORS).map((fault) => ({
    path: `${where}${fault.instancePath === '/' ? '' : fault.instancePath.replaceAll('/', '.')}`,
    message: fault.message ?? 'is not valid',
  }));
  const [first] = faults;
  const more = error.validation.length > 1 ? ` and ${error.validation.length - 1} more` : '';
  return {
    code: 'request.invalid',
    detail: first === undefined ? 'The request does not fit.' : `${first.path}: ${first.message}${more}`,
    errors: faults,
  };
}

function isDatabaseAway(error: FastifyError): boolean {
  const state = sqlState(error);
  // Class 08: connection exceptions; 57P01…3: the server is shutting down, crashed, or starting (PostgreSQL, Appendix A).
  if (state !== null) return state.startsWith('08') || /^57P0[123]$/.test(state) || state === '53300';
  return OUT_OF_REACH.has(error.code) || /connection terminated|timeout exceeded when trying to connect/i.test(error.message);
}
