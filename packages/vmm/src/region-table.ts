/**
 * The devices of a virtual board, a row each: where it is, as on the real board, how wide its registers
 * may be accessed, and the routines that read and write them. vmm/devices.s has their contracts. RAM has a
 * row of its own, for when it is reached likewise.
 */

import { type Column, row, rows } from './layout.ts';

/** Widths of accesses, as bits of a set: bit n is 2ⁿ bytes. */
const BYTE = 1 << 0;
const HALF = 1 << 1;
const WORD = 1 << 2;
const DOUBLE = 1 << 3;
const ANY = BYTE | HALF | WORD | DOUBLE;

/** Names of the assembly: its region of the memory map, and how its routines begin. */
type Region = readonly [start: string, bytes: string, widths: number, name: string];

const ram: Region = ['RAM', '-1', ANY, 'ram'];

// biome-ignore format: columns are the point.
const regions: readonly Region[] = [
  ['UART',     'UART_BYTES',                  BYTE | HALF | WORD, 'uart'],
  ['VIRTIO',   'VIRTIO_BYTES * VIRTIO_SLOTS', ANY,                'virtio'],
  ['PLIC',     'PLIC_BYTES',                  WORD,               'plic'],
  ['CLINT',    'CLINT_BYTES',                 WORD | DOUBLE,      'clint'],
  ['RTC',      'RTC_BYTES',                   WORD,               'rtc'],
  ['FINISHER', 'FINISHER_BYTES',              HALF | WORD,        'finisher'],
  ['ROM',      'ROM_BYTES',                   ANY,                'rom'],
];

// biome-ignore format: columns are the point.
export const regionColumns: readonly Column<Region>[] = [
  ['START',  ([start]) => start],                                     // guest-physical
  ['BYTES',  ([, bytes]) => bytes],
  ['WIDTHS', ([, , widths]) => widths],
  ['READ',   ([, , , name]) => `${name}_read`],
  ['WRITE',  ([, , , name]) => `${name}_write`],
];

/** The table, as lines of a source; a row of zeros ends it. */
export const regionTable: readonly string[] = [
  '        .globl  devices, ram',
  'ram:',
  row(regionColumns, ram),
  rows('devices', regionColumns, regions),
  row(
    regionColumns.map(([name]): Column<0> => [name, (zero) => zero]),
    0,
  ),
];
