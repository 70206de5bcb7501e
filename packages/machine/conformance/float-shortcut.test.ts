import { csrNumber, encode, type FieldValues, instruction, instructions } from '@ireko/isa';
import { expect, test } from 'vitest';
import { type EngineName, Machine, ramBase } from '../src/index.ts';

/** Registers of the program: the operands' address, the result's, a flag, a result, a scratch. */
const [IN, OUT, COUNT, RESULT, SCRATCH, FLAGS] = [5, 6, 7, 10, 28, 29];
const [RS1, RS2, RS3] = [11, 12, 13];
const TABLE = 0x4000;
const RESULTS = 0x1_0000;
const DYNAMIC = 7;
const FS_DIRTY = 0x6000;

const rows = instructions.filter(
  ({ extension, mnemonic }) =>
    (extension === 'f' || extension === 'd') && !/^f[ls][wd]$/.test(mnemonic),
);

type Triple = readonly [bigint, bigint, bigint];

const scratch = new DataView(new ArrayBuffer(8));

function double(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

/** Boxed. */
function single(value: number): bigint {
  scratch.setFloat32(0, value);
  return (0xffff_ffffn << 32n) | BigInt(scratch.getUint32(0));
}

const epsilon = 2 ** -52;

/** Operands at the limits of the shortcuts, in both formats. */
const limits: readonly Triple[] = [
  // The least normal number, from just below: tiny or not depends on the bits that rounding drops.
  ...[0.5, 0.5 + epsilon, 0.5 - epsilon / 2].map(
    (b): Triple => [double(2 ** -1022 * (2 - epsilon)), double(b), 0n],
  ),
  ...[0.5, 0.5 + 2 ** -23, 0.5 - 2 ** -25].map(
    (b): Triple => [single(2 ** -126 * (2 - 2 ** -23)), single(b), single(0)],
  ),
  [double(2 ** -1022 * (2 - epsilon)), double(2), 0n],
  [double(2 ** -1022 * (1 + epsilon)), double(1 - epsilon), 0n],
  // A product of one bit more than the format has.
  [double(1.5 + 2 ** -26), double(1.5 + 2 ** -26), double(1)],
  [single(1.5 + 2 ** -11), single(1.5 + 2 ** -12), single(1)],
  // Sums that lie so close to halfway that rounding twice goes the wrong way.
  ...[1, -1].flatMap((sign): readonly Triple[] => [
    [double(1 - epsilon), double((1 + epsilon) * 2 ** -53), double(sign * (1 + epsilon))],
    [double(1 + 2 ** -30), double((1 + 2 ** -30) * 2 ** -53), double(sign * (1 + epsilon))],
    [single(1 - 2 ** -23), single((1 + 2 ** -23) * 2 ** -24), single(sign * (1 + 2 ** -23))],
    [single(1 + 2 ** -23), single((1 + 2 ** -23) * 2 ** -24), single(sign * (1 + 2 ** -23))],
  ]),
  // What is left of a product when its rounded value is taken away, also where it is too small.
  ...[0, -299, -520].map((exponent): Triple => {
    const factor = (1 + epsilon) * 2 ** exponent;
    return [double(factor), double(factor), double(-(factor * factor))];
  }),
  [double(2 ** 511 * 1.5), double(2 ** 511 * 1.5), double(-(2 ** 1022))],
  // The first whole numbers that a format lacks, and the ends of the integer types.
  ...[24, 31, 32, 53, 62, 63, 64].flatMap((bits): readonly Triple[] => [
    [2n ** BigInt(bits) + 1n, 0n, 0n],
    [-(2n ** BigInt(bits)) - 1n, 0n, 0n],
    ...[2 ** bits, 2 ** bits - 0.5, -(2 ** bits), -(2 ** bits) - 0.5].flatMap(
      (value): readonly Triple[] => [
        [double(value), double(0.5), double(-value)],
        [single(value), single(0.5), single(-value)],
      ],
    ),
  ]),
  // Zeros, and numbers that are exact when narrowed though subnormal then.
  ...[0, -0, 2 ** -149, 2 ** -149 + 2 ** -200, 2 ** 128, 2 ** 128 - 2 ** 103].map(
    (value): Triple => [double(value), double(-value), double(value)],
  ),
  ...[double, single].flatMap((number): readonly Triple[] => [
    [number(0), number(3), number(0)],
    [number(-0), number(3), number(-0)],
    [number(-3), number(0), number(-0)],
    [number(0), number(-3), number(5)],
    [number(3), number(5), number(-0)],
    [number(1.1), number(1.3), number(0)],
    [number(0), number(Infinity), number(1)],
    [number(0), number(NaN), number(1)],
    [number(Infinity), number(2), number(-Infinity)],
  ]),
  [double(9), double(3), double(-27)],
  [double(10), double(3), double(-30)],
  [single(9), single(3), single(-27)],
];

/** Any bits, or numbers near one. */
function random(count: number): readonly Triple[] {
  let state = 1n;
  const next = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state ^ (state >> 29n);
  };
  const near = (bits: bigint) => (BigInt(0x3f9 + Number(bits & 15n)) << 52n) | (bits >> 12n);
  const nearSingle = (bits: bigint) =>
    (0xffff_ffffn << 32n) | (BigInt(0x78 + Number(bits & 15n)) << 23n) | (bits >> 41n);
  const kinds = [near, nearSingle, (bits: bigint) => bits];
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? near;
    return [kind(next()), kind(next()), kind(next())];
  });
}

/** Each twice, since inexactness has accrued every other time. */
const triples: readonly Triple[] = [...limits, ...random(60)].flatMap((triple) => [triple, triple]);
const ENTRIES = triples.length;
const ramBytes = 0x1_0000 * Math.ceil((RESULTS + ENTRIES * rows.length * 16) / 0x1_0000);

function program(): readonly (readonly [string, FieldValues])[] {
  const fflags = csrNumber('fflags') ?? 0;
  const body = rows.flatMap((row): readonly (readonly [string, FieldValues])[] => [
    ['csrrw', { rd: 0, csr: fflags, rs1: FLAGS }],
    [
      row.mnemonic,
      { rd: RESULT, rs1: RS1, rs2: RS2, rs3: RS3, ...('rm' in row.fields && { rm: DYNAMIC }) },
    ],
    ['csrrs', { rd: SCRATCH, csr: fflags, rs1: 0 }],
    ['fsd', { rs1: OUT, rs2: RESULT, imm: 0 }],
    ['sb', { rs1: OUT, rs2: SCRATCH, imm: 15 }],
    ...(row.fields['rd']?.kind === 'register'
      ? [['sd', { rs1: OUT, rs2: RESULT, imm: 0 }] as const]
      : []),
    ['addi', { rd: OUT, rs1: OUT, imm: 16 }],
  ]);
  const start: readonly (readonly [string, FieldValues])[] = [
    ['lui', { rd: SCRATCH, imm: (FS_DIRTY + 0x1000) >> 12 }],
    ['csrrs', { rd: 0, csr: csrNumber('mstatus') ?? 0, rs1: SCRATCH }],
  ];
  const loop: readonly (readonly [string, FieldValues])[] = [
    ['fld', { rd: RS1, rs1: IN, imm: 0 }],
    ['ld', { rd: RS1, rs1: IN, imm: 0 }],
    ['fld', { rd: RS2, rs1: IN, imm: 8 }],
    ['fld', { rd: RS3, rs1: IN, imm: 16 }],
    ['andi', { rd: FLAGS, rs1: COUNT, imm: 1 }],
    ...body,
    ['addi', { rd: IN, rs1: IN, imm: 24 }],
    ['addi', { rd: COUNT, rs1: COUNT, imm: -1 }],
  ];
  const back: readonly (readonly [string, FieldValues])[] = [
    ['beq', { rs1: COUNT, rs2: 0, imm: 8 }],
    ['jal', { rd: 0, imm: -(loop.length + 1) * 4 }],
    ['jal', { rd: 0, imm: 0 }],
  ];
  return [...start, ...loop, ...back];
}

/** What the program leaves of results and exceptions, as one line an instruction and entry. */
function results(engine: EngineName, mode: number): readonly string[] {
  const machine = new Machine({ ramBytes, engine, hotAfter: 2 });
  const { hart } = machine;
  const { ram, view } = hart;
  const code = program();
  code.forEach(([mnemonic, values], index) => {
    view.setUint32(ram.byteOffset + index * 4, encode(instruction(mnemonic), values), true);
  });
  triples.flat().forEach((value, index) => {
    view.setBigUint64(ram.byteOffset + TABLE + index * 8, BigInt.asUintN(64, value), true);
  });
  hart.setRegister(IN, BigInt(ramBase + TABLE));
  hart.setRegister(OUT, BigInt(ramBase + RESULTS));
  hart.setRegister(COUNT, BigInt(ENTRIES));
  hart.setState('frm', BigInt(mode));
  machine.run({ maxInstructions: code.length * (ENTRIES + 1) });
  expect(hart.register(COUNT)).toBe(0n);
  return Array.from({ length: ENTRIES * rows.length }, (_, index) => {
    const place = ram.byteOffset + RESULTS + index * 16;
    const value = view.getBigUint64(place, true).toString(16);
    const operands = triples[Math.floor(index / rows.length)]?.map((bits) => bits.toString(16));
    return `${rows[index % rows.length]?.mnemonic} ${operands}: ${value} ${view.getUint8(place + 15)}`;
  });
}

test.each([0, 1])('shortcuts give what exact computation gives, in rounding mode %i', (mode) => {
  const exact = results('reference', mode);
  for (const engine of ['interpreter', 'translator'] as const) {
    const differing = results(engine, mode).filter((line, index) => line !== exact[index]);
    expect(differing).toEqual([]);
  }
});
