import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import { ApiError } from './api.ts';
import { makeRouter } from './routes.tsx';
import { followLinks } from './shell/links.ts';
import { kitVariables, theme } from './theme.ts';
import './ui/base.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only silence is worth a second try.
      retry: (times, error) => times < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    },
  },
});
const router = makeRouter(queries);

/** The console: looks, data, pages. */
export function App(): ReactNode {
  useEffect(() => followLinks(router), []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={kitVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
