/**
 * C, compressed instructions [unpriv §16]: each row says where its operand bits stand and which
 * uncompressed instruction it stands for. It has no meaning of its own. Fields with a prime in the
 * manual name registers `x8 … x15` in three bits.
 */

import { type Field, field } from '../field.ts';

/** A row of the C table. */
export interface CompressedRow {
  readonly match: number;
  readonly fields: readonly Field[];
  readonly syntax: string;
  /** The mnemonic of the instruction it stands for. */
  readonly expandsTo: string;
  /** That instruction's fields, as this row's field names or as numbers. */
  readonly values: Readonly<Record<string, string | number>>;
}

const register = { kind: 'register' } as const;
const prime = { kind: 'register', bias: 8 } as const;
const float = { kind: 'float' } as const;
const floatPrime = { kind: 'float', bias: 8 } as const;
const signed = { signed: true } as const;

const rd = field('rd', '4:0@7', { ...register, nonzero: true });
const rdOrHint = field('rd', '4:0@7', { ...register, hintAtZero: true });
const rs1 = field('rs1', '4:0@7', { ...register, nonzero: true });
const rs2 = field('rs2', '4:0@2', { ...register, nonzero: true });
const anyRs2 = field('rs2', '4:0@2', register);
const rdPrimeLow = field('rd', '2:0@2', prime);
const rs2Prime = field('rs2', '2:0@2', prime);
const rs1Prime = field('rs1', '2:0@7', prime);
const fd = field('rd', '4:0@7', float);
const fs2 = field('rs2', '4:0@2', float);
const fdPrime = field('rd', '2:0@2', floatPrime);
const fs2Prime = field('rs2', '2:0@2', floatPrime);
const rdPrime = field('rd', '2:0@7', prime);

const imm6 = field('imm', '5@12 4:0@2', signed);
const imm6OrHint = field('imm', '5@12 4:0@2', { ...signed, hintAtZero: true });
const shamt = field('imm', '5@12 4:0@2', { hintAtZero: true, belowXlen: true });
const upper = field('imm', '5@12 4:0@2', { ...signed, nonzero: true });
const luiRd = field('rd', '4:0@7', { ...register, hintAtZero: true, except: [2] });
const spAdjust = field('imm', '9@12 4|6|8:7|5@2', { ...signed, nonzero: true });
const spOffset = field('imm', '5:4|9:6|2|3@5', { nonzero: true });
const word = field('imm', '5:3@10 2|6@5');
const double = field('imm', '5:3@10 7:6@5');
const spWord = field('imm', '5@12 4:2|7:6@2');
const spDouble = field('imm', '5@12 4:3|8:6@2');
const spWordStore = field('imm', '5:2|7:6@7');
const spDoubleStore = field('imm', '5:3|8:6@7');
const jump = field('imm', '11|4|9:8|10|6|7|3:1|5@2', { ...signed, kind: 'target' });
const branch = field('imm', '8|4:3@10 7:6|2:1|5@2', { ...signed, kind: 'target' });

const SP = 2;

/** `funct3` in bits 15…13 and the quadrant in bits 1…0. */
const code = (funct3: number, quadrant: number, more = 0) => (funct3 << 13) | more | quadrant;

/** The arithmetic of quadrant 1: `funct2` in bits 11…10, and for two registers bits 12 and 6…5. */
const arithmetic = (funct2: number, bit12 = 0, bits65 = 0) =>
  code(0b100, 0b01, (bit12 << 12) | (funct2 << 10) | (bits65 << 5));

function row(
  match: number,
  fields: readonly Field[],
  syntax: string,
  expandsTo: string,
  values: CompressedRow['values'] = {},
): CompressedRow {
  return { match, fields, syntax, expandsTo, values };
}

const inPlace = { rs1: 'rd' } as const;

// biome-ignore format: columns are the point.
export const rvc: Readonly<Record<string, CompressedRow>> = {
  'c.addi4spn': row(code(0b000, 0b00), [rdPrimeLow, spOffset],        'rd, sp, imm',   'addi', { rs1: SP }),
  'c.fld':      row(code(0b001, 0b00), [fdPrime, rs1Prime, double],    'rd, imm(rs1)',  'fld'),
  'c.lw':       row(code(0b010, 0b00), [rdPrimeLow, rs1Prime, word],   'rd, imm(rs1)',  'lw'),
  'c.ld':       row(code(0b011, 0b00), [rdPrimeLow, rs1Prime, double], 'rd, imm(rs1)',  'ld'),
  'c.fsd':      row(code(0b101, 0b00), [fs2Prime, rs1Prime, double],   'rs2, imm(rs1)', 'fsd'),
  'c.sw':       row(code(0b110, 0b00), [rs2Prime, rs1Prime, word],     'rs2, imm(rs1)', 'sw'),
  'c.sd':       row(code(0b111, 0b00), [rs2Prime, rs1Prime, double],   'rs2, imm(rs1)', 'sd'),

  'c.addi':     row(code(0b000, 0b01), [rdOrHint, imm6OrHint],         'rd, imm',       'addi',  inPlace),
  'c.addiw':    row(code(0b001, 0b01), [rd, imm6],                     'rd, imm',       'addiw', inPlace),
  'c.li':       row(code(0b010, 0b01), [rdOrHint, imm6],               'rd, imm',       'addi',  { rs1: 0 }),
  'c.addi16sp': row(code(0b011, 0b01, SP << 7), [spAdjust],            'sp, imm',       'addi',  { rd: SP, rs1: SP }),
  'c.lui':      row(code(0b011, 0b01), [luiRd, upper],                 'rd, imm',       'lui'),
  'c.srli':     row(arithmetic(0b00),  [rdPrime, shamt],               'rd, imm!=0',    'srli',  inPlace),
  'c.srai':     row(arithmetic(0b01),  [rdPrime, shamt],               'rd, imm!=0',    'srai',  inPlace),
  'c.andi':     row(arithmetic(0b10),  [rdPrime, imm6],                'rd, imm',       'andi',  inPlace),
  'c.sub':      row(arithmetic(0b11, 0, 0b00), [rdPrime, rs2Prime],    'rd, rs2',       'sub',   inPlace),
  'c.xor':      row(arithmetic(0b11, 0, 0b01), [rdPrime, rs2Prime],    'rd, rs2',       'xor',   inPlace),
  'c.or':       row(arithmetic(0b11, 0, 0b10), [rdPrime, rs2Prime],    'rd, rs2',       'or',    inPlace),
  'c.and':      row(arithmetic(0b11, 0, 0b11), [rdPrime, rs2Prime],    'rd, rs2',       'and',   inPlace),
  'c.subw':     row(arithmetic(0b11, 1, 0b00), [rdPrime, rs2Prime],    'rd, rs2',       'subw',  inPlace),
  'c.addw':     row(arithmetic(0b11, 1, 0b01), [rdPrime, rs2Prime],    'rd, rs2',       'addw',  inPlace),
  'c.j':        row(code(0b101, 0b01), [jump],                         'imm',           'jal',   { rd: 0 }),
  'c.beqz':     row(code(0b110, 0b01), [rs1Prime, branch],             'rs1, imm',      'beq',   { rs2: 0 }),
  'c.bnez':     row(code(0b111, 0b01), [rs1Prime, branch],             'rs1, imm',      'bne',   { rs2: 0 }),

  'c.slli':     row(code(0b000, 0b10), [rdOrHint, shamt],              'rd, imm!=0',    'slli',  inPlace),
  'c.fldsp':    row(code(0b001, 0b10), [fd, spDouble],                 'rd, imm(sp)',   'fld', { rs1: SP }),
  'c.lwsp':     row(code(0b010, 0b10), [rd, spWord],                   'rd, imm(sp)',   'lw',    { rs1: SP }),
  'c.ldsp':     row(code(0b011, 0b10), [rd, spDouble],                 'rd, imm(sp)',   'ld',    { rs1: SP }),
  'c.jr':       row(code(0b100, 0b10), [rs1],                          'rs1',           'jalr',  { rd: 0, imm: 0 }),
  'c.mv':       row(code(0b100, 0b10), [rdOrHint, rs2],                'rd, rs2',       'add',   { rs1: 0 }),
  'c.ebreak':   row(code(0b100, 0b10, 1 << 12), [],                    '',              'ebreak'),
  'c.jalr':     row(code(0b100, 0b10, 1 << 12), [rs1],                 'rs1',           'jalr',  { rd: 1, imm: 0 }),
  'c.add':      row(code(0b100, 0b10, 1 << 12), [rdOrHint, rs2],       'rd, rs2',       'add',   inPlace),
  'c.fsdsp':    row(code(0b101, 0b10), [fs2, spDoubleStore],           'rs2, imm(sp)',  'fsd', { rs1: SP }),
  'c.swsp':     row(code(0b110, 0b10), [anyRs2, spWordStore],          'rs2, imm(sp)',  'sw',    { rs1: SP }),
  'c.sdsp':     row(code(0b111, 0b10), [anyRs2, spDoubleStore],        'rs2, imm(sp)',  'sd',    { rs1: SP }),
};

/** What stands in the place of those on doublewords where registers have 32 bits: assembled only. */
// biome-ignore format: columns are the point.
export const rvc32: Readonly<Record<string, CompressedRow>> = {
  'c.flw':      row(code(0b011, 0b00), [fdPrime, rs1Prime, word],      'rd, imm(rs1)',  'flw'),
  'c.fsw':      row(code(0b111, 0b00), [fs2Prime, rs1Prime, word],     'rs2, imm(rs1)', 'fsw'),
  'c.jal':      row(code(0b001, 0b01), [jump],                         'imm',           'jal', { rd: 1 }),
  'c.flwsp':    row(code(0b011, 0b10), [fd, spWord],                   'rd, imm(sp)',   'flw', { rs1: SP }),
  'c.fswsp':    row(code(0b111, 0b10), [fs2, spWordStore],             'rs2, imm(sp)',  'fsw', { rs1: SP }),
};
