import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../paths.ts';
import { type Chromium, startChromium, type Watched } from '../testing/browser.ts';
import { builtConsole } from '../testing/built.ts';
import { type Api, type Served, serve } from '../testing/static-server.ts';
import { clients, devices } from '../testing/world.ts';
import { worldApi } from '../testing/world-api.ts';

let chromium: Chromium;
let server: Served;
let answer: Api = worldApi;
const asked: { readonly method: string; readonly path: string; readonly query: string; readonly body: unknown }[] = [];

beforeAll(async () => {
  server = await serve(await builtConsole(), (method, path, query, body) => {
    asked.push({ method, path, query: query.toString(), body });
    return answer(method, path, query, body);
  });
  chromium = await startChromium();
});
afterAll(async () => {
  await chromium?.close();
  await server?.close();
});

async function open(path: string): Promise<Watched['page']> {
  answer = worldApi;
  asked.length = 0;
  const { page } = await chromium.open('light', 'desk');
  await page.goto(`${server.url}${path}`);
  return page;
}

test('whoever is not signed in is led to the door, and then to the page that was wanted', async () => {
  const page = await open(paths.signIn());
  answer = (method, path, query, body) => (path === '/api/v1/me' ? null : worldApi(method, path, query, body));
  await page.goto(`${server.url}${paths.devices({ health: 'failing' })}`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Mail address').fill('anna@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple');
  await page.getByLabel('Code from your authenticator app').fill('12345');
  await page.keyboard.press('Enter');
  await page.getByText('Six digits, as the app shows them.').waitFor();
  await page.getByLabel('Code from your authenticator app').fill('123 456');
  await page.keyboard.press('Enter');
  await page.getByText('10 devices').waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/devices?health=failing');
  expect(asked.find((call) => call.path === '/api/v1/sign-in')?.body).toEqual({
    mail: 'anna@example.org',
    password: 'correct horse battery staple',
    code: '123456',
  });
  await page.close();
});

test('filters stand in the address and narrow the list on the server', async () => {
  const page = await open(paths.devices());
  await page.getByText('40 devices').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('web');
  await page.getByText('10 devices').waitFor();
  await page.getByLabel('Health').selectOption('Good');
  await page.waitForURL((url) => url.searchParams.get('health') === 'good' && url.searchParams.get('q') === 'web');
  await page.reload();
  await page.getByText('10 devices').waitFor();
  expect(asked.findLast((call) => call.path === '/api/v1/devices')?.query ?? '').toContain('text=web');
  await page.close();
});

test('switching the client keeps the page', async () => {
  const page = await open(paths.devices());
  await page.getByRole('button', { name: /Client in view/ }).click();
  await page.getByPlaceholder('Find a client').fill('brandt');
  await page.keyboard.press('Enter');
  await page.getByText('8 devices').waitFor();
  expect(new URL(page.url()).pathname).toBe('/devices');
  expect(new URL(page.url()).searchParams.get('client')).toBe(clients[1]?.id);
  await page.close();
});

test('the palette reaches a client by a few letters, also while a field has the focus', async () => {
  const page = await open(paths.devices());
  await page.getByLabel('Name or system').focus();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('A page, client, device, update or command').fill('sohne');
  await page.getByText('Brandt & Söhne GmbH').last().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Brandt & Söhne GmbH' }).waitFor();
  await page.close();
});

test('a row is opened by j and Enter, has its own address, and Escape closes it', async () => {
  const page = await open(paths.updates());
  await page.getByText('10 updates').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Devices to which it is offered').waitFor();
  expect(new URL(page.url()).pathname).toBe('/updates/100');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(new URL(page.url()).pathname).toBe('/updates');
  await page.close();
});

test('an enrolment token shows its one line, made with what was chosen', async () => {
  const page = await open(paths.client(clients[1]?.id ?? '', { tab: 'enrol' }));
  await page.getByRole('textbox', { name: 'Note' }).fill('Rack 4');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByText('curl -fsS https://fettle.example:8441/install').waitFor();
  await page.getByText('which is the machine of the server alone').waitFor();
  const call = asked.find((one) => one.method === 'POST' && one.path.endsWith('/enrolment-tokens'));
  expect(call?.body).toEqual({ siteId: clients[1]?.siteList[0]?.id, note: 'Rack 4', uses: 1, hours: 24 });
  await page.close();
});

test('a refusal is told in the words of the server, with its remedy and code', async () => {
  const page = await open(paths.devices());
  answer = (method, path, query, body) =>
    path === '/api/v1/devices'
      ? {
          status: 403,
          body: {
            type: 'about:blank',
            title: 'You may not do that',
            status: 403,
            detail: 'It needs device.read.',
            code: 'permission.missing',
            remedy: 'Ask an administrator for the permission that is named.',
            requestId: 'r',
          },
        }
      : worldApi(method, path, query, body);
  await page.reload();
  const told = page.getByRole('alert');
  await told.getByText('You may not do that').waitFor();
  expect(await told.textContent()).toContain('Ask an administrator for the permission that is named.');
  expect(await told.textContent()).toContain('permission.missing');
  expect(await page.getByText('No devices yet').count()).toBe(0);
  await page.close();
});

test('a blocked button says why and does nothing', async () => {
  const page = await open(paths.signIn());
  answer = (method, path, query, body) => {
    const usual = worldApi(method, path, query, body);
    return path === '/api/v1/me' && usual !== null
      ? { ...usual, body: { ...(usual.body as object), permissions: ['client.read', 'device.read'] } }
      : usual;
  };
  await page.goto(`${server.url}${paths.device(devices[0]?.id ?? '')}`);
  const button = page.getByRole('button', { name: 'Look again' });
  await button.focus();
  await page.getByRole('tooltip').getByText('device.write').waitFor();
  await button.press('Enter');
  expect(asked.filter((call) => call.method === 'POST')).toEqual([]);
  await page.close();
});

test('writing calls carry the token of the session', async () => {
  const tokens: (string | undefined)[] = [];
  const page = await open(paths.device(devices[0]?.id ?? ''));
  page.on('request', (request) => request.method() === 'POST' && tokens.push(request.headers()['x-csrf-token']));
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('Asked to look again').waitFor();
  expect(tokens).toEqual(['token-of-this-session']);
  await page.close();
});

test('a new row waits above what one reads until it is wanted; a known row is renewed in place', async () => {
  const page = await open(paths.updates());
  await page.getByText('10 updates').waitFor();
  const before = await page.getByRole('row').nth(1).textContent();
  answer = (method, path, query, body) => {
    const usual = worldApi(method, path, query, body);
    if (path !== '/api/v1/updates' || usual === null) return usual;
    const list = usual.body as { items: { id: string; name: string; devices: number }[] }; // what the made-up installation answers
    const [first, ...others] = list.items;
    if (first === undefined) return usual;
    return { status: 200, body: { ...list, items: [{ ...first, id: '999', name: 'brand-new' }, { ...first, devices: 41 }, ...others] } };
  };
  server.tell({ clientId: clients[0]?.id ?? '', what: 'update', id: null });
  await page.getByRole('button', { name: '1 new: show it' }).waitFor();
  await page.getByRole('link', { name: '41 devices to which it is offered' }).waitFor();
  expect((await page.getByRole('row').nth(1).textContent())?.slice(0, 20)).toBe(before?.slice(0, 20));
  await page.getByRole('button', { name: '1 new: show it' }).click();
  await page.getByRole('row').nth(1).getByText('brand-new').waitFor();
  await page.close();
});

test('what people said of an update stands there also where what the rules say can not be read, a lowering before a newer raising', async () => {
  const page = await open(paths.updates());
  await page.getByText('lowered by Anna Müller; Jörg Weiß would raise it').waitFor();
  answer = (method, path, query, body) =>
    path === '/api/v1/urgency-words'
      ? {
          status: 503,
          body: {
            code: 'busy',
            title: 'The server is busy',
            detail: 'Try again.',
            remedy: '',
            status: 503,
            type: 'about:blank',
            requestId: 't',
          },
        }
      : worldApi(method, path, query, body);
  await page.goto(`${server.url}${paths.update('104')}`);
  const drawer = page.getByRole('dialog');
  await drawer.getByText(/lowered by Anna Müller until .*: The tills are off/).waitFor();
  await drawer.getByText('The server is busy').waitFor();
  expect(await drawer.getByText(/(lowered|raised for a fault) by/).allTextContents()).toMatchObject([
    expect.stringContaining('lowered by Anna'),
    expect.stringContaining('raised for a fault by Jörg'),
  ]);
  answer = worldApi;
  await drawer.getByRole('button', { name: 'Try again' }).click();
  await drawer.getByText('By the rules it is urgent on 27 of 28').waitFor();
  await drawer.getByText('The server is busy').waitFor({ state: 'hidden' });
  await page.close();
});

test('selected updates lead to a proposal that names them; without a client in view the button says what is wanted', async () => {
  const page = await open(paths.updates());
  await page.getByText('10 updates').waitFor();
  const all = page.getByRole('button', { name: 'Propose what the policy selects' });
  expect(await all.getAttribute('aria-disabled')).toBe('true');
  await all.focus();
  await page.getByRole('tooltip').getByText('choose the client at the top first').waitFor();
  await page.goto(`${server.url}${paths.updates({ client: clients[1]?.id })}`);
  await page.getByText('10 updates').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Propose 2 updates' }).click();
  await page.waitForURL((url) => url.pathname === '/deployments/new');
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ client: clients[1]?.id, updates: '100,101' });
  await page.close();
});
