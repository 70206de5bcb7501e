/**
 * `.insn`: an instruction that the assembler does not know, by its format and the contents of its
 * fields, or as a number [GNU as manual, "RISC-V instruction formats"].
 */

import type { RelocationName } from '@ireko/elf';
import {
  encode,
  type Field,
  type Form,
  field,
  floatRegisterNumber,
  type Instruction,
  mask,
  type OperandForm,
} from '@ireko/isa';
import { emitRelocated } from '../instruction/emit.ts';
import { beginInstruction } from '../instruction/instruction.ts';
import { type Match, type Mismatch, matchForm } from '../instruction/match.ts';
import { REPORTED } from '../instruction/reading.ts';
import { parseOperands } from '../text/parser.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import { tokenize } from '../text/token.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directives,
  missing,
  numberOf,
  placeOf,
  type RawText,
  withText,
} from './directive.ts';

const register = { kind: 'register' } as const;
const prime = { kind: 'register', bias: 8 } as const;
const signed = { signed: true } as const;
const target = { kind: 'target', signed: true } as const;

/** Fields by the names that the formats below use. */
// biome-ignore format: columns are the point.
const fields: Readonly<Record<string, Field>> = {
  opcode: field('opcode', '6:0@0'),
  func3:  field('func3', '2:0@12'),
  func7:  field('func7', '6:0@25'),
  func2:  field('func2', '1:0@25'),
  rd:     field('rd',  '4:0@7',  register),
  rs1:    field('rs1', '4:0@15', register),
  rs2:    field('rs2', '4:0@20', register),
  rs3:    field('rs3', '4:0@27', register),
  immI:   field('imm', '11:0@20', signed),
  immS:   field('imm', '11:5@25 4:0@7', signed),
  immU:   field('imm', '19:0@12'),
  toB:    field('imm', '12|10:5@25 4:1|11@7', target),
  toJ:    field('imm', '20|10:1|11|19:12@12', target),

  op2:    field('opcode', '1:0@0', { except: [3] }),
  func4:  field('func4', '3:0@12'),
  cfunc3: field('func3', '2:0@13'),
  func6:  field('func6', '5:0@10'),
  cfunc2: field('func2', '1:0@5'),
  crs2:   field('rs2', '4:0@2', register),
  low:    field('rs2', '2:0@2', prime),
  high:   field('rs1', '2:0@7', prime),
  immCI:  field('imm', '5@12 4:0@2', signed),
  immCIW: field('imm', '7:0@5'),
  immCSS: field('imm', '5:0@7'),
  immCL:  field('imm', '4:2@10 1:0@5'),
  toCB:   field('imm', '8|4:3@10 7:6|2:1|5@2', target),
  toCJ:   field('imm', '11|4|9:8|10|6|7|3:1|5@2', target),
};

/** The formats, each with the ways to write its operands. */
// biome-ignore format: columns are the point.
const formats: Readonly<Record<string, readonly string[]>> = {
  r:   ['opcode func3 func7 rd rs1 rs2', 'opcode func3 func2 rd rs1 rs2 rs3'],
  r4:  ['opcode func3 func2 rd rs1 rs2 rs3'],
  i:   ['opcode func3 rd rs1 immI', 'opcode func3 rd immI(rs1)'],
  s:   ['opcode func3 rs2 immS(rs1)'],
  sb:  ['opcode func3 rs1 rs2 toB'],
  b:   ['opcode func3 rs1 rs2 toB'],
  u:   ['opcode rd immU'],
  uj:  ['opcode rd toJ'],
  j:   ['opcode rd toJ'],
  cr:  ['op2 func4 rd crs2'],
  ci:  ['op2 cfunc3 rd immCI'],
  ciw: ['op2 cfunc3 low immCIW'],
  css: ['op2 cfunc3 crs2 immCSS'],
  cl:  ['op2 cfunc3 low immCL(high)'],
  cs:  ['op2 cfunc3 low immCL(high)'],
  ca:  ['op2 func6 cfunc2 high low'],
  cb:  ['op2 cfunc3 high toCB'],
  cj:  ['op2 cfunc3 toCJ'],
};

/** Names of major opcodes, and of the quadrants of compressed instructions [unpriv table 24.1]. */
// biome-ignore format: columns are the point.
const opcodes: Readonly<Record<string, number>> = {
  LOAD:   0x03, LOAD_FP:  0x07, CUSTOM_0: 0x0b, MISC_MEM: 0x0f, OP_IMM: 0x13, AUIPC: 0x17, OP_IMM_32: 0x1b,
  STORE:  0x23, STORE_FP: 0x27, CUSTOM_1: 0x2b, AMO:      0x2f, OP:     0x33, LUI:   0x37, OP_32:     0x3b,
  MADD:   0x43, MSUB:     0x47, NMSUB:    0x4b, NMADD:    0x4f, OP_FP:  0x53, OP_V:  0x57, CUSTOM_2: 0x5b,
  BRANCH: 0x63, JALR:     0x67, JAL:      0x6f, SYSTEM:   0x73, CUSTOM_3: 0x7b,
  C0: 0, C1: 1, C2: 2,
};

/** The relocation of a target, by its format. */
// biome-ignore format: columns are the point.
const targets: Readonly<Record<string, RelocationName>> = {
  sb: 'R_RISCV_BRANCH', b: 'R_RISCV_BRANCH', uj: 'R_RISCV_JAL', j: 'R_RISCV_JAL',
  cb: 'R_RISCV_RVC_BRANCH', cj: 'R_RISCV_RVC_JUMP',
};

/** The form for one way to write a format, with the kinds of registers that the operands name. */
function formOf(format: string, syntax: string, operands: readonly Operand[]): Form {
  const names = syntax.split(' ');
  const used = names.flatMap((name) => name.split(/[()]/).filter((each) => each !== ''));
  const all = used.map((name) => fields[name] as Field);
  const length = format.startsWith('c') ? 2 : 4;
  const instruction: Instruction = {
    mnemonic: `.insn ${format}`,
    extension: length === 2 ? 'c' : 'i',
    length,
    match: 0,
    mask: all.reduce((bits, each) => bits & ~mask(each), length === 2 ? 0xffff : -1) >>> 0,
    fields: Object.fromEntries(all.map((each) => [each.name, each])),
    ordered: false,
    syntax: '',
  };
  const shapes = names.map((name, index) => shapeOf(name, operands[index]));
  return {
    mnemonic: instruction.mnemonic,
    instruction,
    operands: shapes,
    fixed: {},
    printed: false,
    isAlias: false,
  };
}

function shapeOf(name: string, operand: Operand | undefined): OperandForm {
  const [first = '', base] = name.split(/[()]/);
  const one = fields[first] as Field;
  if (base !== undefined) return { shape: 'memory', base: fields[base] as Field, offset: one };
  if (one.kind === 'target') return { shape: 'target', field: one };
  if (one.kind !== 'register') return { shape: 'immediate', field: one };
  const written = operand?.kind === 'value' ? operand.expression : undefined;
  const isFloat = written?.kind === 'name' && floatRegisterNumber(written.name) !== undefined;
  return { shape: isFloat ? 'float' : 'register', field: one };
}

/** An opcode by its name becomes its number. */
function withOpcode([first, ...rest]: readonly Operand[]): readonly Operand[] {
  if (first?.kind !== 'value' || first.expression.kind !== 'name')
    return first ? [first, ...rest] : [];
  const number = opcodes[first.expression.name];
  if (number === undefined) return [first, ...rest];
  return [{ ...first, expression: { kind: 'integer', value: BigInt(number) } }, ...rest];
}

/** `.insn r CUSTOM_0, 0, 0, a0, a1, a2` */
function byFormat(unit: Unit, format: string, operands: readonly Operand[], at: Place): void {
  if (format.startsWith('c') && !unit.compressed) {
    unit.report.error('extension', at, `.insn ${format} needs the extension c`);
    return;
  }
  let best: Mismatch | undefined;
  for (const syntax of formats[format] ?? []) {
    const found = matchForm(unit, formOf(format, syntax, operands), withOpcode(operands), at);
    if ('form' in found) {
      write(unit, format, found, at);
      return;
    }
    if (!best || found.progress > best.progress) best = found;
  }
  if (!best || best.code === REPORTED) return;
  const hint = best.hint ?? `write .insn ${format} ${formats[format]?.[0]?.replaceAll(' ', ', ')}`;
  unit.report.error(best.code, best.place, best.message, hint);
}

function write(unit: Unit, format: string, { form, values, relocated }: Match, at: Place): void {
  const { instruction } = form;
  if (instruction.length === 4 && ((values['opcode'] ?? 0) & 0b11) !== 0b11) {
    const message = 'the opcode of a four-byte instruction ends in 0b11';
    unit.report.error('immediate-range', at, message);
    return;
  }
  beginInstruction(unit, at);
  unit.lines.markBegun(unit);
  const type = relocated && (relocated.type ?? targets[format]);
  const distance = relocated && !relocated.type ? instruction.fields['imm'] : undefined;
  if (relocated && type && distance) {
    unit.fixup(relocated.value, { kind: 'instruction', type, distance }, at);
    unit.section.number(encode(instruction, values), instruction.length);
  } else if (relocated && type) {
    emitRelocated(unit, { instruction, values }, type, relocated.value, at);
  } else unit.section.number(encode(instruction, values), instruction.length);
}

/** `.insn 0x13` and `.insn 4, 0x13` */
function byNumber(unit: Unit, operands: readonly Operand[], at: Place): void {
  const [first, second, another] = operands;
  const value = wordOf(unit, second ?? first, at);
  if (value === undefined) return;
  const length = lengthOf(value);
  const given = second ? numberOf(unit, first, at, 'the length') : length;
  if (another)
    unit.report.error('operand-count', placeOf(another, at), 'only one number can stand here');
  else if (given !== length || value >> (8n * length) !== 0n) {
    const message = `0x${value.toString(16)} is no instruction of ${given} bytes`;
    const hint = `its low bits say that it has ${length}`;
    unit.report.error('immediate-range', at, message, hint);
  } else {
    beginInstruction(unit, at);
    unit.lines.markBegun(unit);
    unit.section.number(value, Number(length));
  }
}

/** The instruction, which may be longer than any other number. */
function wordOf(unit: Unit, operand: Operand | undefined, at: Place): bigint | undefined {
  if (operand?.kind === 'value' && operand.expression.kind === 'integer')
    return operand.expression.value;
  const value = numberOf(unit, operand, at, 'the instruction');
  return value === undefined ? undefined : BigInt.asUintN(64, value);
}

/** Bytes of an instruction, as its low bits tell [unpriv §1.5]; 2 where that is reserved, as in GNU as. */
function lengthOf(word: bigint): bigint {
  const bits = Number(word & 0x7fffn);
  if ((bits & 0b11) !== 0b11) return 2n;
  if ((bits & 0b1_1111) !== 0b1_1111) return 4n;
  if ((bits & 0b11_1111) === 0b01_1111) return 6n;
  if ((bits & 0b111_1111) === 0b011_1111) return 8n;
  const more = bits >> 12;
  return more === 0b111 ? 2n : BigInt(10 + 2 * more);
}

function insn(unit: Unit, { source, start, end, text }: RawText, at: Place): void {
  if (text === '') {
    missing(unit, at, '.insn r 0x33, 0, 0, a0, a1, a2');
    return;
  }
  const [head = '', format] = /^([a-z]\w*)\s+(?=[^\s+\-*/=,])/.exec(text) ?? [];
  if (format !== undefined && !formats[format]) {
    const hint = `known are ${Object.keys(formats).join(', ')}`;
    unit.report.error('unknown-format', at, `\`${format}\` is no format of instructions`, hint);
    return;
  }
  const place = { source, start: start + head.length, end };
  const parsed = parseOperands(tokenize(text.slice(head.length)), end - start - head.length);
  if ('error' in parsed) {
    const { start: first, end: last, message } = parsed.error;
    const where = { source, start: place.start + first, end: place.start + last };
    unit.report.error('syntax', where, message);
  } else if (format === undefined) byNumber(unit, parsed.value, place);
  else byFormat(unit, format, parsed.value, place);
}

/** Directives of this file. */
export const insnDirectives: Directives = { '.insn': withText(insn) };
