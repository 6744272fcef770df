import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** Collects the routes registered after it into an OpenAPI 3.1 document. */
export async function describeApi(app: FastifyInstance, publicUrl: () => string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fettle',
        version: '1',
        description: 'The API of the console, the command line and of integrations.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl() }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'fettle', description: 'Set by signing in; `__Host-fettle` on https.' },
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        },
      },
      security: [{ session: [] }, { apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}
