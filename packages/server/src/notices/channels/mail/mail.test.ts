import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeMailError } from './judge.ts';
import { shapeMail } from './shape.ts';

const notice = {
  id: '0195',
  recipient: 'grace@acme.example',
  recipientName: 'Grace',
  subject: 'S',
  text: 'T',
  html: '<p>T</p>',
  calendar: null,
};

describe('what an answer of the mail server means', () => {
  test.each([
    ['an unknown recipient', { responseCode: 550, command: 'RCPT TO', code: 'EENVELOPE' }, 'rejected'],
    ['a message it will not have', { responseCode: 554, command: 'DATA', code: 'EMESSAGE' }, 'rejected'],
    ['a recipient that is greylisted', { responseCode: 451, command: 'RCPT TO', code: 'EENVELOPE' }, 'retry'],
    ['our own sign-in refused', { responseCode: 535, command: 'AUTH PLAIN', code: 'EAUTH' }, 'retry'],
    ['our own sender refused', { responseCode: 553, command: 'MAIL FROM', code: 'EENVELOPE' }, 'retry'],
    ['nobody there', { code: 'ECONNECTION' }, 'retry'],
    ['something without any sign', 'odd', 'retry'],
  ])('%s', (_, error, end) => {
    expect(judgeMailError(error).end).toBe(end);
  });

  test('the reason is one line of bounded length', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\r', '\n', '\u0000', '\u2028', 'é', ' '.repeat(90)), { maxLength: 60 }), (parts) => {
        const judged = judgeMailError({ message: parts.join('') });
        expect('because' in judged && judged.because.length < 600 && !/[\r\n]/.test(judged.because)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['it@msp.example', '<0195@msp.example>'],
  ['Fine Fettle <it@msp.example>', '<0195@msp.example>'],
])('a message from %s has an id of its own place', (from, messageId) => {
  expect(shapeMail(notice, from).messageId).toBe(messageId);
});
