/**
 * Where what is in a random program's RAM:
 *
 *   page  0         loads what a hart begins with from a table, and goes on in the mode of `mstatus` [random-start.ts]
 *   1               handlers of traps
 *   2               that table: one doubleword each
 *   4 … 7           data
 *   8 … 27          page tables: for supervisors an address leads to itself, for users to 2 MB before it
 *   28, 29          code, across the boundary between them [random-code.ts]
 */

import { csrs, encode, type FieldValues, instruction } from '@ireko/isa';
import { ramBase, regions, virtioRegions } from '../../src/index.ts';

export const PAGE = 4096;
export const PAGES = 32;
export const randomProgramRamBytes: number = PAGES * PAGE;

// biome-ignore format: a map.
export const pageOf = {
  handlers: 1, start: 2, data: 4, root: 8, middle: 9, leaves: 10, userLeaves: 15,
  secondMiddle: 13, secondLeaves: 14, code: 28,
} as const;
/** Roots of Sv48 and Sv57 lead to that of Sv39; those of the second stage take four pages. */
export const roots: readonly [number, number, number] = [pageOf.root, 11, 12];
export const secondRoots: readonly [number, number, number] = [16, 20, 24];
export const DATA_PAGES = 4;

/** By how much addresses are higher for users than for supervisors: another entry in the middle. */
export const userOffset: number = 2 ** 21;

/** Where the supervisor's handler is, behind M-mode's, each at a place that vectored interrupts allow. */
export const SUPERVISOR_HANDLER = 256;

/** Where code begins and code and data are in RAM, half-open; data by pages. */
export const codePlaces: Places = {
  start: (pageOf.code + 1) * PAGE - 480,
  end: (pageOf.code + 2) * PAGE,
};
export const dataPlaces: readonly Places[] = Array.from({ length: DATA_PAGES }, (_, page) => ({
  start: (pageOf.data + page) * PAGE,
  end: (pageOf.data + page + 1) * PAGE,
}));

export interface Places {
  readonly start: number;
  readonly end: number;
}

/** Devices that random programs come upon: all but the one that ends the run. */
export const devices: readonly { readonly base: number }[] = [
  regions.clint,
  regions.plic,
  regions.uart,
  regions.rtc,
  ...virtioRegions,
];

/** A number from 0 to below another. */
export type Random = (below: number) => number;

export const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;
export const bits64 = (random: Random): bigint =>
  (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32));
export const word = (mnemonic: string, values: FieldValues = {}): number =>
  encode(instruction(mnemonic), values);
export const csrNumber = (name: string): number =>
  csrs.find((csr) => csr.name === name)?.number ?? 0;
export const addressOf = (page: number, offset = 0): bigint =>
  BigInt(ramBase + page * PAGE + offset);
