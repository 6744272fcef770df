import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Count } from './Count.tsx';

const label = ['device', 'devices'] as const;
const readOut = (props: Parameters<typeof Count>[0]) =>
  /<span class="visually-hidden">(.*?)<\/span>/.exec(renderToStaticMarkup(createElement(Count, props)))?.[1];

test.each([
  [{ value: 1, label }, '1 device'],
  [{ value: 0, label }, '0 devices'],
  [{ value: 2000, label }, '2,000 devices'],
  [{ value: 1, of: 12, label }, '1 of 12 devices'],
  [{ value: 0, of: 1, label }, '0 of 1 device'],
  [{ value: null, label }, 'not known: devices'],
  [{ value: 1, label: 'silent' }, '1 silent'],
])('%j is read out as %s', (props, words) => {
  expect(readOut(props)).toBe(words);
});
