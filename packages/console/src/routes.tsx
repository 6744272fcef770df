/** All pages of the console in one tree. A page's code is loaded when it is first wanted (or pointed at). */
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';
import { paths } from './paths.ts';
import { meQuery } from './session/me.ts';
import { parseSearch, writeSearch } from './shell/address.ts';
import { NotFoundPage } from './pages/trouble/NotFoundPage.tsx';
import { TroublePage } from './pages/trouble/TroublePage.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: TroublePage,
});

/** Everything that needs somebody signed in stands in the frame. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: lazyRouteComponent(() => import('./shell/AppShell.tsx'), 'AppShell'),
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 401) throw redirect({ href: paths.signIn({ next: location.href }) });
      throw error;
    });
    return { me };
  },
});

const page = <const P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => frame, path, component: lazyRouteComponent(load as never, name as never) });

const tree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('./pages/sign-in/SignInPage.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/welcome',
    component: lazyRouteComponent(() => import('./pages/sign-in/WelcomePage.tsx'), 'WelcomePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/acknowledge',
    component: lazyRouteComponent(() => import('./pages/sign-in/AcknowledgePage.tsx'), 'AcknowledgePage'),
  }),
  createRoute({ getParentRoute: () => root, path: '/ui', component: lazyRouteComponent(() => import('./pages/ui/UiPage.tsx'), 'UiPage') }),
  frame.addChildren([
    page('/', () => import('./pages/today/TodayPage.tsx'), 'TodayPage'),
    page('/clients', () => import('./pages/clients/ClientsPage.tsx'), 'ClientsPage'),
    page('/clients/$clientId', () => import('./pages/clients/ClientPage.tsx'), 'ClientPage'),
    page('/devices', () => import('./pages/devices/DevicesPage.tsx'), 'DevicesPage'),
    page('/devices/$deviceId', () => import('./pages/devices/DevicePage.tsx'), 'DevicePage'),
    page('/updates', () => import('./pages/updates/UpdatesPage.tsx'), 'UpdatesPage'),
    page('/updates/$updateId', () => import('./pages/updates/UpdatesPage.tsx'), 'UpdatesPage'),
    page('/desk', () => import('./pages/desk/DeskPage.tsx'), 'DeskPage'),
    page('/risk', () => import('./pages/risk/RiskPage.tsx'), 'RiskPage'),
    page('/risk/$advisoryId', () => import('./pages/risk/AdvisoryPage.tsx'), 'AdvisoryPage'),
    page('/deployments', () => import('./pages/deployments/DeploymentsPage.tsx'), 'DeploymentsPage'),
    page('/deployments/new', () => import('./pages/deployments/NewDeploymentPage.tsx'), 'NewDeploymentPage'),
    page('/deployments/$deploymentId', () => import('./pages/deployments/DeploymentPage.tsx'), 'DeploymentPage'),
    page('/campaigns', () => import('./pages/campaigns/CampaignsPage.tsx'), 'CampaignsPage'),
    page('/campaigns/new', () => import('./pages/campaigns/NewCampaignPage.tsx'), 'NewCampaignPage'),
    page('/campaigns/$campaignId', () => import('./pages/campaigns/CampaignPage.tsx'), 'CampaignPage'),
    page('/calendar', () => import('./pages/calendar/CalendarPage.tsx'), 'CalendarPage'),
    page('/policies', () => import('./pages/policies/PoliciesPage.tsx'), 'PoliciesPage'),
    page('/policies/new', () => import('./pages/policies/NewPolicyPage.tsx'), 'NewPolicyPage'),
    page('/policies/edit', () => import('./pages/policies/EditLevelPage.tsx'), 'EditLevelPage'),
    page('/policies/levels/$policyId', () => import('./pages/policies/LevelPage.tsx'), 'LevelPage'),
    page('/policies/groups/new', () => import('./pages/policies/EditGroupPage.tsx'), 'NewGroupPage'),
    page('/policies/groups/$groupId', () => import('./pages/policies/GroupPage.tsx'), 'GroupPage'),
    page('/policies/groups/$groupId/edit', () => import('./pages/policies/EditGroupPage.tsx'), 'EditGroupPage'),
    page('/policies/$policyId', () => import('./pages/policies/PolicyPage.tsx'), 'PolicyPage'),
    page('/exceptions', () => import('./pages/exceptions/ExceptionsPage.tsx'), 'ExceptionsPage'),
    page('/exceptions/$decisionId', () => import('./pages/exceptions/ExceptionsPage.tsx'), 'ExceptionsPage'),
    page('/evidence', () => import('./pages/evidence/EvidencePage.tsx'), 'EvidencePage'),
    page('/settings', () => import('./pages/settings/SettingsPage.tsx'), 'SettingsPage'),
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingMs: 300,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: TroublePage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
