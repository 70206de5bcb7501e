/**
 * Every instruction of the table, in every mode, on registers of several kinds: what it leaves in
 * registers and memory, and the trap that it ends in, are QEMU's. And every one of the 4096 numbers of
 * CSRs is there for the same modes. The lists are the table's, so a row that is added is compared, or
 * has to stand among those that QEMU 7.2 does not have.
 */

import {
  csrNumber,
  encode,
  type Field,
  type FieldValues,
  fits,
  type Instruction,
  instructions,
} from '@ireko/isa';
import { expect, test } from 'vitest';
import { effects } from '../src/engines/effects.ts';
import { assembled } from './assembled.ts';
import { runHere, runOnQemu } from './qemu.ts';

const modes = { U: 0, S: 1, M: 3, VU: 4, VS: 5 } as const;
const flag = { print: 1 << 8, pending: 1 << 9, causeOnly: 1 << 10 } as const;

/** Extensions that QEMU 7.2 does not have. */
const notThere = ['zicond', 'zicbom', 'zicboz', 'zawrs'];

/** CSRs in which instructions may leave anything, for all modes. */
const harmless = ['sscratch', 'scause', 'vsscratch', 'vscause', 'fflags', 'fcsr'];

const SCRATCH = 0x8040_0000n;
const REGISTER_SET_BYTES = 512n;

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

const floats = [
  ...[0x3ff0_0000_0000_0000n, 0xbfe5_5555_5555_5555n, 0x7ff0_0000_0000_0000n, 1n],
  ...[0xffff_ffff_3f80_0000n, 0xffff_ffff_bfc0_1234n, 0xffff_ffff_7fc0_0000n, 0x7ff8n << 48n],
  ...[0xffff_ffff_0000_0001n, 0x3f80_0000n, 0x41ef_ffff_ffe0_0000n, 1n << 63n],
];
const integers = [
  ...[0n, 1n, -1n, 2n, 31n, 63n, 64n, 0x7fn, -0x80n, 0x8000n, 0x7fff_ffffn, -0x8000_0000n],
  ...[0xffff_ffffn, 0x7fff_ffff_ffff_ffffn, -0x8000_0000_0000_0000n, 0x0123_4567_89ab_cdefn],
];

/** What x0 … x31 hold: numbers, or places in memory. */
const registerSets: readonly (readonly bigint[])[] = [
  Array.from({ length: 32 }, (_, n) => integers[(n * 5) % integers.length] ?? 0n),
  Array.from({ length: 32 }, (_, n) => integers[(n * 7 + 3) % integers.length] ?? 0n),
  Array.from({ length: 32 }, (_, n) => SCRATCH + 256n + 8n * BigInt(n % 8)),
  Array.from({ length: 32 }, (_, n) => SCRATCH + 256n + BigInt(n)),
];
const ofNumbers = [0, 1];
/** The second one's are not aligned. */
const ofPlaces = [2, 3];
const ofAlignedPlaces = [2];

const rowOf = (row: Instruction): Instruction => row.expansion?.instruction ?? row;

/** It wants an address in memory: of data, or of what to execute. */
function usesMemory(row: Instruction): boolean {
  const { mnemonic } = rowOf(row);
  const does = effects({ instruction: rowOf(row), values: {} });
  return does.access !== undefined || mnemonic === 'jalr' || /^h[ls]v/.test(mnemonic);
}

/** QEMU takes a misaligned atomic operation for a load, and a misaligned `sc` for one that may fail. */
function setsFor(row: Instruction): readonly number[] {
  if (row.extension === 'a') return ofAlignedPlaces;
  return usesMemory(row) ? ofPlaces : [...ofNumbers, ...ofAlignedPlaces];
}

/** A value for a field: branches stay near, and so do accesses to memory. */
function choose(field: Field, row: Instruction, next: () => number): number {
  const csrs = harmless.map((name) => csrNumber(name) ?? 0);
  if (field.kind === 'csr') return csrs[next() % csrs.length] ?? 0;
  const { min, max, step } = field.range;
  const isTarget = field.kind === 'target';
  const near = isTarget ? 1000 : 120;
  const bound = isTarget || (usesMemory(row) && field.kind === 'immediate') ? near : Infinity;
  const [low, high] = [Math.max(min, -bound), Math.min(max, bound)];
  const first = Math.ceil(low / step) * step;
  const count = Math.floor((high - first) / step) + 1;
  for (;;) {
    const ends = [first, first + (count - 1) * step];
    const isEnd = field.kind === 'immediate' && next() % 3 === 0;
    const value = isEnd ? (ends[next() % 2] ?? 0) : first + (next() % count) * step;
    // A jump to itself would never end.
    if (!fits(field, value) || (isTarget && value === 0)) continue;
    // Nor is there memory around address 0.
    if (!(usesMemory(row) && field.name === 'rs1' && value === 0)) return value;
  }
}

interface Case {
  readonly flags: number;
  readonly bits: number;
  readonly set: number;
}

/** c.nop, behind an instruction of 16 bits. */
const NOP = 0x0001;

function casesOf(row: Instruction, mode: number): readonly Case[] {
  const next = generator(row.match ^ (mode << 4));
  const sets = setsFor(row);
  return Array.from({ length: 9 }, (_, index) => {
    const values: Record<string, number> = {};
    for (const field of Object.values(row.fields)) values[field.name] = choose(field, row, next);
    const word = encode(row, values as FieldValues);
    const isWaiting = row.mnemonic === 'wfi' && (mode === modes.M || mode === modes.S);
    return {
      flags: mode | (index === 8 ? flag.print : 0) | (isWaiting ? flag.pending : 0),
      bits: row.length === 2 ? word | (NOP << 16) : word,
      set: sets[index % sets.length] ?? 0,
    };
  });
}

function program(cases: readonly Case[]): Uint8Array {
  const hex = (value: bigint) => `0x${BigInt.asUintN(64, value).toString(16)}`;
  const sets = registerSets.map((integersOfSet, index) => {
    const ofFloats = Array.from(
      { length: 32 },
      (_, n) => floats[(n * 5 + index) % floats.length] ?? 0n,
    );
    return `        .dword ${[...integersOfSet, ...ofFloats].map(hex).join(', ')}`;
  });
  const lines = cases.map(
    ({ flags, bits, set }) =>
      `        .dword ${flags}, ${bits >>> 0}, sets + ${BigInt(set) * REGISTER_SET_BYTES}`,
  );
  return assembled('case-runner.s', ['cases:', ...lines, '        .dword -1', 'sets:', ...sets]);
}

/** What differs by reason, of cases with these names, each of which prints a line. */
function differences(names: readonly string[], cases: readonly Case[]): readonly string[] {
  const elf = program(cases);
  const theirs = runOnQemu(elf).trim().split('\n');
  expect(theirs.length).toBe(names.length);
  const ours = runHere(elf, 'interpreter').trim().split('\n');
  expect(runHere(elf, 'translator').trim().split('\n')).toEqual(ours);
  return names.filter((_, index) => ours[index] !== theirs[index]);
}

/** Where QEMU 7.2 differs, and why that is no defect here. */
const known: readonly (readonly [reason: string, names: readonly string[]])[] = [
  ['it counts beyond a word of zeros', ['ctzw in M']],
  [
    'it raises an illegal instruction, where VU-mode has a virtual one [priv §8.6.1]',
    [
      ...['csrrw', 'csrrs', 'csrrc', 'csrrwi', 'csrrsi', 'csrrci', 'sret', 'sfence.vma'],
      ...['hfence.vvma', 'hfence.gvma', 'hinval.vvma', 'hinval.gvma', 'sinval.vma'],
    ].map((name) => `${name} in VU`),
  ],
  [
    'it executes them in every mode, but they are a supervisor’s [priv §7]',
    ['U', 'VU'].flatMap((mode) => [`sfence.w.inval in ${mode}`, `sfence.inval.ir in ${mode}`]),
  ],
];

test('every instruction does in every mode what it does on QEMU', () => {
  const rows = instructions.filter(({ extension }) => !notThere.includes(extension));
  const names = rows.flatMap(({ mnemonic }) =>
    Object.keys(modes).map((m) => `${mnemonic} in ${m}`),
  );
  const cases = rows.flatMap((row) => Object.values(modes).flatMap((mode) => casesOf(row, mode)));
  expect(differences(names, cases).toSorted()).toEqual(known.flatMap(([, of]) => of).toSorted());
});

/** Numbers of CSRs that only one of the two has, and why. */
// biome-ignore format: columns are the point.
const onlyOne: readonly (readonly [first: number, last: number, reason: string])[] = [
  [0x747, 0x747, 'mseccfg, which QEMU has with other options [smepmp.test.ts]'],
  [0x7a4, 0x7a4, 'tinfo, which a computer without triggers need not have'],
  [0xb13, 0xb1f, 'mhpmcounter19 … 31: QEMU has 16 of the 29, which all may be zero [priv §3.1.10]'],
  [0xc13, 0xc1f, 'hpmcounter19 … 31, likewise'],
];

/** As above: these are for S-mode, and virtual instructions in VU-mode. */
const supervisors = [
  0x100, 0x104, 0x105, 0x106, 0x10a, 0x140, 0x141, 0x142, 0x143, 0x144, 0x180,
].map((number) => `0x${number.toString(16)} in VU`);

test('every number is that of a CSR for the modes for which it is on QEMU', () => {
  const numbers = Array.from({ length: 4096 }, (_, number) => number).filter(
    (number) => !onlyOne.some(([first, last]) => number >= first && number <= last),
  );
  const row = instructions.find(({ mnemonic }) => mnemonic === 'csrrs');
  if (!row) throw new Error('there is no csrrs');
  const cases = numbers.flatMap((csr) =>
    Object.values(modes).map((mode) => ({
      flags: mode | flag.causeOnly | flag.print,
      bits: encode(row, { rd: 5, csr, rs1: 0 }),
      set: 0,
    })),
  );
  const names = numbers.flatMap((number) =>
    Object.keys(modes).map((mode) => `0x${number.toString(16)} in ${mode}`),
  );
  expect(differences(names, cases)).toEqual(supervisors);
});
