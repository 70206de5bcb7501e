/**
 * Every floating-point instruction in every rounding mode, on numbers where carries, ties, ranges
 * and NaNs show and on random ones, against QEMU: the same results and the same exceptions.
 */
import {
  csrNumber,
  double,
  type FieldValues,
  type FloatFormat,
  fflags,
  type Instruction,
  infinity,
  instructions,
  magnitudeMask,
  quietBit,
  roundingModes,
  signMask,
  single,
} from '@ireko/isa';
import { expect, test } from 'vitest';
import { Program, register } from './program.ts';
import { runHere, runOnQemu } from './qemu.ts';

const { s2, s3, data } = register;
const [i, j, count, a, b, c] = [22, 23, 24, 25, 26, 27];
const [rd, rs1, rs2, rs3] = [10, 11, 12, 13];
const [t0, t1] = [5, 6];

/** As many numbers of each kind; a power of two, so that indices wrap with a mask. */
const NUMBERS = 128;
/** How many second operands each first one meets. */
const PARTNERS = 20;
const TABLE_BYTES = NUMBERS * 8;
const SCRATCH = -8;
const BOX = 0xffff_ffff_0000_0000n;

function generator(seed: number): () => bigint {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    const mixed = state ^ (state >> 33n);
    return BigInt.asUintN(64, mixed * 0xff51_afd7_ed55_8ccdn) >> 16n;
  };
}

/** Numbers of a format: the ends of every range, what lies beside them, and random ones. */
function numbers(format: FloatFormat): readonly bigint[] {
  const random = generator(format.bits);
  const inf = infinity(format);
  const least = 1n << BigInt(format.fractionBits);
  const one = (inf >> 1n) & ~(least - 1n);
  const half = least >> 1n;
  const edges = [
    0n,
    1n,
    2n,
    least - 1n,
    least,
    least + 1n,
    least + half,
    2n * least,
    one - 1n,
    one,
    one + 1n,
    one - least,
    one + least,
    one + half,
    one + least + half,
    one + 30n * least,
    one + 31n * least,
    one + 32n * least,
    one + 31n * least - 1n,
    one + 62n * least,
    one + 63n * least,
    one + 64n * least,
    one + 63n * least - 1n,
    one + BigInt(format.fractionBits) * least + 1n,
    inf - 1n,
    inf - least,
    inf,
    inf | 1n,
    inf | quietBit(format),
    magnitudeMask(format),
  ].flatMap((magnitude) => [magnitude, magnitude | signMask(format)]);
  const list = [...edges];
  while (list.length < NUMBERS) {
    const bits = (random() << 48n) ^ (random() << 24n) ^ random();
    const near = one + ((bits >> 8n) % 12n) * least;
    // Half of them near one, where sums cancel; some with short fractions, where ties happen.
    const exponent = list.length % 2 ? near : bits & inf;
    const short = list.length % 3 ? (1n << 63n) - 1n : ~((least >> 6n) - 1n);
    const fraction = bits & (least - 1n) & short;
    list.push((exponent & inf) | fraction | (bits & (1n << 70n) ? signMask(format) : 0n));
  }
  // A few singles that are not boxed, and so are NaNs.
  return list.map((bits, index) => (format.bits === 64 || index % 41 === 40 ? bits : bits | BOX));
}

function integers(): readonly bigint[] {
  const random = generator(1);
  const edges = [0n, 1n, 2n, 31n, 32n, 53n, 63n].flatMap((shift) => [
    1n << shift,
    (1n << shift) - 1n,
    (1n << shift) + 1n,
    -(1n << shift),
  ]);
  const list = [...edges];
  while (list.length < NUMBERS) list.push((random() << 16n) >> (random() % 64n));
  return list.map((value) => BigInt.asUintN(64, value));
}

const tables = [numbers(single), numbers(double), integers()] as const;

/** Which table an instruction's operands come from. */
function tableOf({ mnemonic, fields }: Instruction): number {
  if (fields['rs1']?.kind === 'register') return 2;
  const [last = ''] = mnemonic.split('.').slice(mnemonic.startsWith('fcvt') ? 2 : -1);
  return last === 's' || mnemonic === 'fmv.x.w' ? 0 : 1;
}

/** Loops over pairs and triples of numbers, and prints a checksum of results and flags. */
function checkInstruction(program: Program, row: Instruction, mode: number | undefined): void {
  const table = tableOf(row) * TABLE_BYTES;
  const fields: FieldValues = mode === undefined ? {} : { rm: mode };
  const address = (to: number, index: number) => {
    program.op('andi', { rd: to, rs1: index, imm: NUMBERS - 1 });
    program.op('slli', { rd: to, rs1: to, imm: 3 });
    program.op('add', { rd: to, rs1: to, rs2: data });
  };
  const mix = (rs: number) => {
    program.op('xor', { rd: s2, rs1: s2, rs2: rs });
    program.op('mul', { rd: s2, rs1: s2, rs2: s3 });
  };
  program.op('addi', { rd: s2, rs1: 0, imm: 1 });
  program.op('addi', { rd: i, rs1: 0, imm: NUMBERS });
  const outer = program.here;
  program.op('addi', { rd: i, rs1: i, imm: -1 });
  program.op('addi', { rd: j, rs1: i, imm: 0 });
  program.op('addi', { rd: count, rs1: 0, imm: PARTNERS });
  const inner = program.here;
  program.op('addi', { rd: j, rs1: j, imm: 37 });
  program.op('sub', { rd: c, rs1: j, rs2: count });
  address(a, i);
  address(b, j);
  address(c, c);
  program.op('ld', { rd: rs1, rs1: a, imm: table });
  program.op('fld', { rd: rs1, rs1: a, imm: table });
  program.op('fld', { rd: rs2, rs1: b, imm: table });
  program.op('fld', { rd: rs3, rs1: c, imm: table });
  // Inexactness has accrued every other time, since shortcuts depend on that.
  program.op('andi', { rd: t0, rs1: count, imm: fflags.nx });
  program.op('csrrw', { rd: 0, csr: csrNumber('fflags') ?? 0, rs1: t0 });
  program.op(row.mnemonic, { rd, rs1, rs2, rs3, ...fields });
  program.op('csrrs', { rd: t0, csr: csrNumber('fflags') ?? 0, rs1: 0 });
  if (row.fields['rd']?.kind === 'float') {
    program.op('fsd', { rs1: data, rs2: rd, imm: SCRATCH });
    program.op('ld', { rd, rs1: data, imm: SCRATCH });
  }
  mix(rd);
  mix(t0);
  program.op('addi', { rd: count, rs1: count, imm: -1 });
  program.op('bne', { rs1: count, rs2: 0, imm: inner - program.here });
  program.op('bne', { rs1: i, rs2: 0, imm: outer - program.here });
  program.print(s2);
}

interface Case {
  readonly row: Instruction;
  readonly name: string;
  /** What stands in `rm`; undefined where the instruction has none. */
  readonly mode: number | undefined;
  /** What stands in `frm`. */
  readonly dynamic: number;
}

function casesOf(row: Instruction): readonly Case[] {
  if (!('rm' in row.fields)) return [{ row, name: row.mnemonic, mode: undefined, dynamic: 0 }];
  return roundingModes.flatMap((name, mode) => [
    { row, name: `${row.mnemonic} ${name}`, mode, dynamic: 0 },
    { row, name: `${row.mnemonic} dyn=${name}`, mode: 7, dynamic: mode },
  ]);
}

/** Instructions that compute: loads and stores are not among them. */
const rows = instructions.filter(
  ({ extension, mnemonic }) =>
    (extension === 'f' || extension === 'd') && !/^f[ls][wd]$/.test(mnemonic),
);

function program(cases: readonly Case[]): Uint8Array {
  const made = new Program();
  made.enableFloats();
  made.constant(s3, 0x9e37_79b9_7f4a_7c15n);
  tables.flat().forEach((value, index) => {
    made.constant(t1, value);
    made.constant(t0, BigInt(index * 8));
    made.op('add', { rd: t0, rs1: t0, rs2: data });
    made.op('sd', { rs1: t0, rs2: t1, imm: 0 });
  });
  for (const { row, mode, dynamic } of cases) {
    made.op('csrrwi', { rd: 0, csr: csrNumber('frm') ?? 0, imm: dynamic });
    checkInstruction(made, row, mode);
  }
  return made.elf();
}

test('floating-point instructions give QEMU’s results and exceptions', () => {
  const cases = rows.flatMap(casesOf);
  expect(rows.length).toBe(58);
  const elf = program(cases);
  const theirs = runOnQemu(elf).trim().split('\n');
  expect(theirs.length).toBe(cases.length);
  const named = (sums: readonly string[]) => cases.map(({ name }, n) => `${name} ${sums[n]}`);
  expect(named(runHere(elf).trim().split('\n'))).toEqual(named(theirs));
});
