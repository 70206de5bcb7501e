/**
 * Smepmp: what every kind of entry allows M-mode and U-mode in lockdown, against QEMU. Without lockdown
 * QEMU 7.2 takes RLB for a leave to pass locked entries, where it is one to change them [smepmp §2].
 */

import { expect, test } from 'vitest';
import { engineNames } from '../src/index.ts';
import { assembled } from './assembled.ts';
import { runHere, runOnQemu } from './qemu.ts';

/** 16 configurations and no entry at all, without and with the whitelist policy. */
const LINES = 2 * 17;

test('every configuration of an entry in lockdown allows what QEMU’s does', () => {
  const program = assembled('smepmp.s');
  const theirs = runOnQemu(program, 'rv64,x-epmp=on').trim().split('\n');
  expect(theirs.length).toBe(LINES);
  for (const engine of engineNames)
    expect(runHere(program, engine).trim().split('\n')).toEqual(theirs);
});
