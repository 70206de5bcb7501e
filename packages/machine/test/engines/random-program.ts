/**
 * Random programs that reach far: every instruction of the table, all modes and a guest's, page
 * tables of both stages with random permissions that the program can write, PMP, CSRs, traps, interrupts
 * from timers and devices, its own code as data. Made from a seed, so that a failure can be repeated. What is where in
 * RAM: [random-layout.ts].
 */

import { generator } from '../../../isa/test/generator.ts';
import { ramBase } from '../../src/index.ts';
import { putCode } from './random-code.ts';
import {
  csrNumber,
  DATA_PAGES,
  devices,
  PAGE,
  PAGES,
  pageOf,
  pick,
  type Random,
  randomProgramRamBytes,
  roots,
  SUPERVISOR_HANDLER,
  secondRoots,
  word,
} from './random-layout.ts';
import { preamble, putStart, usualValue } from './random-start.ts';

export { randomProgramRamBytes } from './random-layout.ts';

export interface RandomProgram {
  /** RAM, with what a hart begins with at one of the entries. */
  readonly ram: Uint8Array;
  /** Where pieces of the code begin. */
  readonly entries: readonly number[];
}

/** The contents of RAM for a program; it begins at the start of RAM. */
export function randomProgram(seed: number): Uint8Array {
  return makeProgram(seed).ram;
}

/** The same, and where its code can be entered. */
export function makeProgram(seed: number): RandomProgram {
  const random = generator(seed);
  const ram = new Uint8Array(randomProgramRamBytes);
  const view = new DataView(ram.buffer);
  putWords(view, 0, preamble);
  putWords(view, pageOf.handlers * PAGE, machineHandler);
  putWords(view, pageOf.handlers * PAGE + SUPERVISOR_HANDLER, supervisorHandler);
  putPageTables(view, random);
  for (let at = 0; at < DATA_PAGES * PAGE; at += 8)
    if (random(4) === 0) view.setBigUint64(pageOf.data * PAGE + at, usualValue(random), true);
  const entries = putCode(view, random);
  putStart(ram, entries, random);
  return { ram, entries };
}

function putWords(view: DataView, place: number, words: readonly number[]): void {
  for (const [index, value] of words.entries()) view.setUint32(place + index * 4, value, true);
}

/* Page tables: what is not remapped by chance is where it was, code and what all addresses need seldom. */

const user = 0b1_0000;

function putPageTables(view: DataView, random: Random): void {
  const valid = 0b1;
  const pte = (page: number, bits: number) =>
    (BigInt(ramBase / PAGE + page) << 10n) | BigInt(bits | valid);
  const put = (page: number, index: number, entry: bigint) =>
    view.setBigUint64(page * PAGE + index * 8, entry, true);
  const gigabyte = ramBase / 2 ** 30;
  put(pageOf.root, gigabyte, random(8) === 0 ? pte(0, 0xce) : pte(pageOf.middle, 0));
  put(pageOf.middle, 0, random(16) === 0 ? pte(0, random(256)) : pte(pageOf.leaves, 0));
  put(pageOf.middle, 1, random(16) === 0 ? pte(0, random(256)) : pte(pageOf.userLeaves, 0));
  for (const [first, second, third] of [roots, secondRoots]) {
    put(second, 0, pte(first, 0));
    put(third, 0, pte(second, 0));
  }
  const first = secondRoots[0];
  put(first, gigabyte, random(4) === 0 ? pte(0, 0xde) : pte(pageOf.secondMiddle, 0));
  put(pageOf.secondMiddle, 0, random(16) === 0 ? pte(0, random(256)) : pte(pageOf.secondLeaves, 0));
  const generous = 0b1100_1110;
  /** Now and then a memory type, reserved bits, or a page that says it is one of sixteen. */
  const rare = (often: number) => (random(often * 4) === 0 ? BigInt(random(1024)) << 54n : 0n);
  const device = () => (pick(random, devices).base - ramBase) / PAGE;
  const target = (page: number, often: number) => {
    if (random(often * 4) === 0) return device();
    return random(often * 2) === 0 ? random(PAGES) : page;
  };
  const leaf = (page: number, usual: number, often: number) =>
    pte(target(page, often), random(often) === 0 ? random(256) : usual) | rare(often);
  for (let page = 0; page < PAGES; page++) {
    const isNeeded = page === pageOf.handlers || page >= pageOf.code;
    const isData = page >= pageOf.data && page < pageOf.data + DATA_PAGES;
    const often = isNeeded ? 24 : isData ? 3 : 6;
    put(pageOf.leaves, page, leaf(page, generous, often));
    put(pageOf.userLeaves, page, leaf(page, generous | user, often));
    const isTable = page >= pageOf.root;
    put(pageOf.secondLeaves, page, leaf(page, generous | user, isNeeded || isTable ? 24 : 8));
  }
}

/* Handlers: they skip what trapped, by four bytes whatever its length, and mask an interrupt that came. */

const machineHandler = handler({ level: 'm', back: 'mret' });
const supervisorHandler = handler({ level: 's', back: 'sret' });

function handler({ level, back }: { level: string; back: string }): readonly number[] {
  const at = (name: string) => csrNumber(`${level}${name}`);
  const entries = 16;
  const T0 = 5;
  const swap = word('csrrw', { rd: T0, csr: at('scratch'), rs1: T0 });
  const body = [
    swap,
    word('csrrs', { rd: T0, csr: at('cause'), rs1: 0 }),
    word('blt', { rs1: T0, rs2: 0, imm: 24 }),
    word('csrrs', { rd: T0, csr: at('epc'), rs1: 0 }),
    word('addi', { rd: T0, rs1: T0, imm: 4 }),
    word('csrrw', { rd: 0, csr: at('epc'), rs1: T0 }),
    swap,
    word(back),
    // An interrupt: its bit of mie.
    word('bset', { rd: T0, rs1: 0, rs2: T0 }),
    word('csrrc', { rd: 0, csr: at('ie'), rs1: T0 }),
    swap,
    word(back),
  ];
  const jumps = Array.from({ length: entries }, (_, index) =>
    word('jal', { rd: 0, imm: (entries - index) * 4 }),
  );
  return [...jumps, ...body];
}
