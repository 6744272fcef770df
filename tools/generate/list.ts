import { errorsPage } from './errors.ts';
import { eventsPage } from './events.ts';
import { feedsPage } from './feeds.ts';
import type { Generator } from './generator.ts';
import { openapiFile } from './openapi.ts';
import { permissionsPage } from './permissions.ts';
import { routesPage } from './routes.ts';
import { statesPage } from './states.ts';

/** Every generated file. A new one is a line here. */
export const generators: readonly Generator[] = [routesPage, permissionsPage, errorsPage, eventsPage, statesPage, feedsPage, openapiFile];
