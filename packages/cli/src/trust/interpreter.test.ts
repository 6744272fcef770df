import { expect, test } from 'vitest';
import { interpreterOf } from './interpreter.ts';

const of = (text: string) => interpreterOf(new TextEncoder().encode(text));

test.each([
  ['#!/bin/sh\nexit 0', ['/bin/sh']],
  ['#! /bin/bash -eu \n', ['/bin/bash', '-eu']],
  ['#!/usr/bin/env python3\n', ['/usr/bin/env', 'python3']],
  // The kernel hands everything after the program on as one argument.
  ['#!/usr/bin/awk -v x=1 -f\n', ['/usr/bin/awk', '-v x=1 -f']],
])('the first line of %j names its interpreter', (text, wanted) => {
  expect(of(text)).toEqual(wanted);
});

test.each([['echo hello'], ['#!sh\n'], ['#!\n'], ['']])('%j does not name one, and none is guessed', (text) => {
  expect(() => of(text)).toThrow(expect.objectContaining({ message: expect.stringContaining('--interpreter') }));
});
