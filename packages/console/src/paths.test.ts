import { expect, test } from 'vitest';
import { paths, withQuery } from './paths.ts';

test('every link of the console stands in this list', () => {
  const id = '0192';
  expect(
    Object.entries(paths).map(
      ([name, make]) => `${name} ${make.length === 0 ? (make as () => string)() : (make as (id: string) => string)(id)}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "signIn /sign-in",
      "welcome /welcome",
      "acknowledge /acknowledge",
      "ui /ui",
      "today /",
      "clients /clients",
      "client /clients/0192",
      "devices /devices",
      "device /devices/0192",
      "updates /updates",
      "desk /desk",
      "update /updates/0192",
      "risk /risk",
      "advisory /risk/0192",
      "deployments /deployments",
      "deployment /deployments/0192",
      "newDeployment /deployments/new",
      "campaigns /campaigns",
      "campaign /campaigns/0192",
      "newCampaign /campaigns/new",
      "calendar /calendar",
      "policies /policies",
      "policy /policies/0192",
      "newPolicy /policies/new?client=0192",
      "levelPolicy /policies/levels/0192",
      "editLevel /policies/edit",
      "group /policies/groups/0192",
      "editGroup /policies/groups/0192/edit",
      "newGroup /policies/groups/new",
      "exceptions /exceptions",
      "exception /exceptions/0192",
      "evidence /evidence",
      "settings /settings",
    ]
  `);
});

test('ids can not leave their segment, and parts without a value are left out', () => {
  expect(paths.device('a/../b?c')).toBe('/devices/a%2F..%2Fb%3Fc');
  expect(withQuery('/devices', { client: 'c1', q: '', health: undefined, sort: '-seen' })).toBe('/devices?client=c1&sort=-seen');
  expect(withQuery('/devices', { q: 'größe & co' })).toBe('/devices?q=gr%C3%B6%C3%9Fe+%26+co');
});
