import react from '@vitejs/plugin-react';
import { routes } from '@fettle/protocol/routes';
import { defineConfig, type Plugin } from 'vite';

/** Which file a module of node_modules ends up in, so that an upgrade of one library does not make every reader load all of them again. */
function chunkOf(id: string): string | undefined {
  if (!id.includes('node_modules')) return undefined;
  if (id.includes('temporal-')) return 'temporal';
  if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
  if (/@mantine|@floating-ui|react-remove-scroll|react-number-format|react-transition-group|@tabler/.test(id)) return 'kit';
  if (/@tanstack/.test(id)) return 'data';
  return undefined;
}

/**
 * The client needs of each route only its method and path. The schemas behind them (84 kB zipped) stay out of what every reader loads;
 * a form that wants them imports `@fettle/protocol/routes` itself and gets the whole table.
 */
function lightRoutes(): Plugin {
  const id = '\0light-routes';
  const table = Object.fromEntries(Object.entries(routes).map(([name, { method, path }]) => [name, { method, path }]));
  return {
    name: 'light-routes',
    enforce: 'pre',
    resolveId: (source, importer) => (source === './routes.ts' && importer?.endsWith('/protocol/src/client.ts') === true ? id : undefined),
    load: (wanted) => (wanted === id ? `export const routes = ${JSON.stringify(table)};` : undefined),
  };
}

export default defineConfig({
  plugins: [lightRoutes(), react()],
  // Nothing inline: the content security policy allows neither inline scripts nor data: fonts.
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { manualChunks: chunkOf } },
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8440' } },
});
