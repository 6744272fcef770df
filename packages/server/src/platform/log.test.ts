import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  write(createLog({ level: 'trace', destination: { write: (line: string) => void (text += line) } }));
  return text;
}

test.each([
  ['a password', { password: 'hunter2' }],
  ['a nested token', { enrolment: { token: 'hunter2' } }],
  ['an authorization header', { req2: { headers: { authorization: 'Bearer hunter2' } } }],
  ['a cookie header', { headers: { cookie: 'session=hunter2', 'set-cookie': 'session=hunter2' } }],
  ['a one-time password in a body', { body: { code: 'hunter2' } }],
  ['the query of a request', { req: { method: 'GET', url: '/enter?token=hunter2' } }],
])('%s is not written to the log', (_name, fields) => {
  const text = logged((log) => log.info(fields, 'something happened'));
  expect(text).toContain('something happened');
  expect(text).not.toContain('hunter2');
});

test('an error is written with its code and its causes', () => {
  const text = logged((log) =>
    log.error({ err: Object.assign(new Error('outer', { cause: new Error('inner') }), { code: '40001' }) }, 'failed'),
  );
  expect(text).toContain('outer');
  expect(text).toContain('inner');
  expect(text).toContain('40001');
});
