/** Where a random guest's parts are: see random-guest.ts. */

export const RAM = 0x8000_0000;
export const PAGE = 4096;
export const MEBIBYTE: number = 2 ** 20;
export const randomGuestBytes: number = 4 * MEBIBYTE;

export const SLOTS = 128;
export const SLOT_BYTES = 128;
export const PROGRAM: number = RAM + 0x1000;
export const TABLES: number = RAM + 0x1_0000;
export const DATA: number = RAM + 0x2_0000;
export const DATA_PAGES = 64;
export const LARGE: number = RAM + 2 * MEBIBYTE;
export const WINDOW = 0x4000_0000;
export const CLINT = 0x0200_0000;
export const MSIP: number = CLINT;
export const MTIMECMP: number = CLINT + 0x4000;
export const MTIME: number = CLINT + 0xbff8;
export const PLIC = 0x0c00_0000;
export const UART = 0x1000_0000;
export const VIRTIO = 0x1000_1000;
export const NOWHERE = 0x3000_0000;

/** Pages of tables, by their numbers from TABLES on. */
export const table = {
  rootA: 0,
  rootB: 1,
  middleA: 2,
  middleB: 3,
  leavesA: 4,
  leavesB: 5,
  middleW: 6,
  leavesW: 7,
  rootA48: 8,
  rootB48: 9,
  rootA57: 10,
  rootB57: 11,
} as const;
// Bits of an entry.
export const V = 1n;
export const R = 2n;
export const W = 4n;
export const X = 8n;
export const U = 16n;
export const G = 32n;
export const A = 64n;
export const D = 128n;
export const N: bigint = 1n << 63n;
const [SV39, SV48, SV57] = [8n << 60n, 9n << 60n, 10n << 60n] as const;

export const tableAt = (page: number): number => TABLES + page * PAGE;
/** An entry of a page table. */
export const entry = (page: number, bits: bigint): bigint =>
  (BigInt(Math.floor(page / PAGE)) << 10n) | bits;

/** What `satp` may hold: none, or one of the two tables, with one to three levels above its middle. */
export const satps: readonly bigint[] = [
  0n,
  SV39 | BigInt(tableAt(table.rootA) / PAGE),
  SV39 | BigInt(tableAt(table.rootB) / PAGE),
  SV39 | (5n << 44n) | BigInt(tableAt(table.rootA) / PAGE),
  SV39 | (7n << 44n) | BigInt(tableAt(table.rootB) / PAGE),
  SV48 | BigInt(tableAt(table.rootA48) / PAGE),
  SV48 | (7n << 44n) | BigInt(tableAt(table.rootB48) / PAGE),
  SV57 | BigInt(tableAt(table.rootA57) / PAGE),
  SV57 | (5n << 44n) | BigInt(tableAt(table.rootB57) / PAGE),
];
