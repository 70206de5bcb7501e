/**
 * What QEMU's `virt` board has in its boot ROM, at 0x1000 [qemu hw/riscv/boot.c]: the reset vector,
 * which tells the first program where it is, and behind it what OpenSBI's `fw_dynamic` wants to know
 * of the program that comes after it [opensbi include/sbi/fw_dynamic.h].
 *
 * Our harts start with the registers as the reset vector leaves them, so its six instructions
 * count for nothing; but whoever looks for the ROM finds it.
 */

import { bootRom } from '../board/memory-map.ts';

/**
 * The registers that say something when the first program begins, by their ABI names; and `a0` is
 * the hart's number.
 */
export interface BootRegisters {
  /** Where it begins. */
  readonly pc: bigint;
  /** The address of the device tree. */
  readonly a1: bigint;
  /** The address of the `fw_dynamic` information. */
  readonly a2: bigint;
}

const MAGIC = 0x4942_534f; // "OSBI"
const VERSION = 2;
const NEXT_MODE_S = 1;

// biome-ignore format: the manual's columns.
const resetVector = [
  0x0000_0297, //     auipc  t0, 0
  0x0282_8613, //     addi   a2, t0, 40
  0xf140_2573, //     csrr   a0, mhartid
  0x0202_b583, //     ld     a1, 32(t0)
  0x0182_b283, //     ld     t0, 24(t0)
  0x0002_8067, //     jr     t0
];
/** Where the program's and the tree's addresses follow it, and then the information. */
const START = 24;
const TREE = 32;
const INFORMATION = 40;

/** Where `a2` points: the information of `fw_dynamic`. */
export const firmwareInformation: number = bootRom.base + INFORMATION;

/**
 * The bytes at the start of the ROM.
 * @param start where the first program begins.
 * @param treeAddress where the device tree is.
 * @param next where firmware hands over to; 0 if there is nothing to hand over to.
 */
export const bootRomBytes = (start: number, treeAddress: number, next: number): Uint8Array => {
  const information = [MAGIC, VERSION, next, NEXT_MODE_S, 0, 0];
  const bytes = new Uint8Array(INFORMATION + 8 * information.length);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of resetVector.entries()) view.setUint32(4 * index, word, true);
  view.setBigUint64(START, BigInt(start), true);
  view.setBigUint64(TREE, BigInt(treeAddress), true);
  for (const [index, word] of information.entries())
    view.setBigUint64(INFORMATION + 8 * index, BigInt(word), true);
  return bytes;
};
