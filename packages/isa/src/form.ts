/**
 * The ways to write instructions: each mnemonic's own form, the ordering suffixes of atomic
 * operations, and the pseudo-instructions that stand for exactly one instruction [asm manual,
 * "pseudoinstructions"]. Those that stand for several (`li`, `la`, `call`) are the assembler's.
 */

import { csrNumber } from './csr.ts';
import { DYN } from './float.ts';
import type { FieldValues, Form, Instruction } from './instruction.ts';
import { operandForms } from './syntax.ts';
import { instructions, instruction as named } from './table.ts';

const number = (name: string) => csrNumber(name) ?? 0;
const CYCLE = number('cycle');
const csr = (name: string) => ({ csr: number(name), rs1: 0 });
const IORW = 0b1111;
const RW = 0b0011;
const W = 0b0001;
/** GNU objdump prints most short spellings (`add a0,a0,1`), and not these. */
const NOT_PRINTED = false;

type AliasRow = readonly [
  mnemonic: string,
  operands: string,
  instruction: string,
  fixed?: FieldValues,
  printed?: boolean,
];

/** Aliases, those that stand for a compressed instruction before the others of their name. */
// biome-ignore format: columns are the point.
const aliases: readonly AliasRow[] = [
  ['nop',        '',                'addi',   { rd: 0, rs1: 0, imm: 0 }],
  ['c.nop',      '',                'c.addi', { rd: 0, imm: 0 }, NOT_PRINTED],
  ['unimp',      '',                'csrrw',  { rd: 0, csr: CYCLE, rs1: 0 }],
  ['li',         'rd, imm',         'addi',   { rs1: 0 }],
  ['mv',         'rd, rs2',         'c.mv'],
  ['mv',         'rd, rs1',         'addi',   { imm: 0 }],
  ['not',        'rd, rs1',         'xori',   { imm: -1 }],
  ['neg',        'rd, rs2',         'sub',    { rs1: 0 }],
  ['negw',       'rd, rs2',         'subw',   { rs1: 0 }],
  ['sext.w',     'rd, rs1',         'addiw',  { imm: 0 }],
  ['zext.w',     'rd, rs1',         'add.uw', { rs2: 0 }],
  ['zext.b',     'rd, rs1',         'andi',   { imm: 255 }],
  ['seqz',       'rd, rs1',         'sltiu',  { imm: 1 }],
  ['snez',       'rd, rs2',         'sltu',   { rs1: 0 }],
  ['sltz',       'rd, rs1',         'slt',    { rs2: 0 }],
  ['sgtz',       'rd, rs2',         'slt',    { rs1: 0 }],
  ['sgt',        'rd, rs2, rs1',    'slt',    {}, NOT_PRINTED],
  ['sgtu',       'rd, rs2, rs1',    'sltu',   {}, NOT_PRINTED],

  ['add',        'rd, rs1, imm',    'addi'],
  ['addw',       'rd, rs1, imm',    'addiw'],
  ['and',        'rd, rs1, imm',    'andi'],
  ['or',         'rd, rs1, imm',    'ori'],
  ['xor',        'rd, rs1, imm',    'xori'],
  ['slt',        'rd, rs1, imm',    'slti',   {}, NOT_PRINTED],
  ['sltu',       'rd, rs1, imm',    'sltiu',  {}, NOT_PRINTED],
  ['sll',        'rd, rs1, imm',    'slli'],
  ['srl',        'rd, rs1, imm',    'srli'],
  ['sra',        'rd, rs1, imm',    'srai'],
  ['sllw',       'rd, rs1, imm',    'slliw'],
  ['srlw',       'rd, rs1, imm',    'srliw'],
  ['sraw',       'rd, rs1, imm',    'sraiw'],
  ['ror',        'rd, rs1, imm',    'rori'],
  ['rorw',       'rd, rs1, imm',    'roriw'],
  ['bclr',       'rd, rs1, imm',    'bclri'],
  ['bext',       'rd, rs1, imm',    'bexti'],
  ['binv',       'rd, rs1, imm',    'binvi'],
  ['bset',       'rd, rs1, imm',    'bseti'],

  ['beqz',       'rs1, imm',        'beq',    { rs2: 0 }],
  ['bnez',       'rs1, imm',        'bne',    { rs2: 0 }],
  ['blez',       'rs2, imm',        'bge',    { rs1: 0 }],
  ['bgez',       'rs1, imm',        'bge',    { rs2: 0 }],
  ['bltz',       'rs1, imm',        'blt',    { rs2: 0 }],
  ['bgtz',       'rs2, imm',        'blt',    { rs1: 0 }],
  ['bgt',        'rs2, rs1, imm',   'blt',    {}, NOT_PRINTED],
  ['ble',        'rs2, rs1, imm',   'bge',    {}, NOT_PRINTED],
  ['bgtu',       'rs2, rs1, imm',   'bltu',   {}, NOT_PRINTED],
  ['bleu',       'rs2, rs1, imm',   'bgeu',   {}, NOT_PRINTED],

  ['j',          'imm',             'jal',    { rd: 0 }],
  ['jal',        'imm',             'jal',    { rd: 1 }],
  ['ret',        '',                'c.jr',   { rs1: 1 }],
  ['ret',        '',                'jalr',   { rd: 0, rs1: 1, imm: 0 }],
  ['jr',         'rs1',             'c.jr'],
  ['jr',         'rs1',             'jalr',   { rd: 0, imm: 0 }],
  ['jr',         'imm(rs1)',        'jalr',   { rd: 0 }],
  ['jr',         'rs1, imm',        'jalr',   { rd: 0 }, NOT_PRINTED],
  ['jalr',       'rs1',             'c.jalr'],
  ['jalr',       'rs1',             'jalr',   { rd: 1, imm: 0 }],
  ['jalr',       'imm(rs1)',        'jalr',   { rd: 1 }],
  ['jalr',       'rs1, imm',        'jalr',   { rd: 1 }, NOT_PRINTED],
  ['jalr',       'rd, rs1',         'jalr',   { imm: 0 }],
  ['jalr',       'rd, rs1, imm',    'jalr',   {}, NOT_PRINTED],

  ['fence',      '',                'fence',  { pred: IORW, succ: IORW }],
  ['fence.tso',  '',                'fence',  { fm: 0b1000, pred: RW, succ: RW }],
  ['pause',      '',                'fence',  { pred: W, succ: 0 }],
  ['sfence.vma', '',                'sfence.vma', { rs1: 0, rs2: 0 }],
  ['sfence.vma', 'rs1',             'sfence.vma', { rs2: 0 }],
  ...['hfence.vvma', 'hfence.gvma'].flatMap((name): readonly AliasRow[] => [
    [name,       '',                name, { rs1: 0, rs2: 0 }],
    [name,       'rs1',             name, { rs2: 0 }],
  ]),

  ...(['s', 'd'] as const).flatMap((f): readonly AliasRow[] => [
    [`fmv.${f}`,  'rd, rs1=rs2',     `fsgnj.${f}`],
    [`fneg.${f}`, 'rd, rs1=rs2',     `fsgnjn.${f}`],
    [`fabs.${f}`, 'rd, rs1=rs2',     `fsgnjx.${f}`],
    [`fgt.${f}`,  'rd, rs2, rs1',    `flt.${f}`, {}, NOT_PRINTED],
    [`fge.${f}`,  'rd, rs2, rs1',    `fle.${f}`, {}, NOT_PRINTED],
  ]),
  ['fmv.x.s',    'rd, rs1',         'fmv.x.w', {}, NOT_PRINTED],
  ['fmv.s.x',    'rd, rs1',         'fmv.w.x', {}, NOT_PRINTED],
  ['frcsr',      'rd',              'csrrs',  csr('fcsr')],
  ['fscsr',      'rs1',             'csrrw',  { csr: number('fcsr'), rd: 0 }],
  ['fscsr',      'rd, rs1',         'csrrw',  { csr: number('fcsr') }],
  ['frrm',       'rd',              'csrrs',  csr('frm')],
  ['fsrm',       'rs1',             'csrrw',  { csr: number('frm'), rd: 0 }],
  ['fsrm',       'rd, rs1',         'csrrw',  { csr: number('frm') }],
  ['fsrmi',      'imm',             'csrrwi', { csr: number('frm'), rd: 0 }, NOT_PRINTED],
  ['fsrmi',      'rd, imm',         'csrrwi', { csr: number('frm') }],
  ['frflags',    'rd',              'csrrs',  csr('fflags')],
  ['fsflags',    'rs1',             'csrrw',  { csr: number('fflags'), rd: 0 }],
  ['fsflags',    'rd, rs1',         'csrrw',  { csr: number('fflags') }],
  ['fsflagsi',   'imm',             'csrrwi', { csr: number('fflags'), rd: 0 }, NOT_PRINTED],
  ['fsflagsi',   'rd, imm',         'csrrwi', { csr: number('fflags') }],
  ['rdcycle',    'rd',              'csrrs',  csr('cycle')],
  ['rdtime',     'rd',              'csrrs',  csr('time')],
  ['rdinstret',  'rd',              'csrrs',  csr('instret')],
  ['csrr',       'rd, csr',         'csrrs',  { rs1: 0 }],
  ['csrw',       'csr, rs1',        'csrrw',  { rd: 0 }],
  ['csrs',       'csr, rs1',        'csrrs',  { rd: 0 }],
  ['csrc',       'csr, rs1',        'csrrc',  { rd: 0 }],
  ['csrwi',      'csr, imm',        'csrrwi', { rd: 0 }, NOT_PRINTED],
  ['csrsi',      'csr, imm',        'csrrsi', { rd: 0 }, NOT_PRINTED],
  ['csrci',      'csr, imm',        'csrrci', { rd: 0 }, NOT_PRINTED],
  ['csrw',       'csr, imm',        'csrrwi', { rd: 0 }],
  ['csrs',       'csr, imm',        'csrrsi', { rd: 0 }],
  ['csrc',       'csr, imm',        'csrrci', { rd: 0 }],
  ['csrrw',      'rd, csr, imm',    'csrrwi'],
  ['csrrs',      'rd, csr, imm',    'csrrsi'],
  ['csrrc',      'rd, csr, imm',    'csrrci'],
];

/** `.aq` and `.rl` and both, with the bits that they set [unpriv §8.1]. */
// biome-ignore format: columns are the point.
const orderings: readonly (readonly [string, FieldValues])[] = [
  ['',      { aq: 0, rl: 0 }],
  ['.aq',   { aq: 1, rl: 0 }],
  ['.rl',   { aq: 0, rl: 1 }],
  ['.aqrl', { aq: 1, rl: 1 }],
];

/** Fields that no operand writes are zero unless the form says otherwise. */
function unwritten(instruction: Instruction, fixed: FieldValues): FieldValues {
  const result: Record<string, number> = {};
  for (const field of Object.values(instruction.fields)) {
    if (field.kind === 'flag') result[field.name] = 0;
  }
  return { ...result, ...fixed };
}

function ownForms(instruction: Instruction): readonly Form[] {
  const { mnemonic, ordered } = instruction;
  const form = (suffix: string, fixed: FieldValues, operands = instruction.operands): Form => ({
    mnemonic: mnemonic + suffix,
    instruction,
    operands,
    fixed: unwritten(instruction, fixed),
    printed: true,
  });
  if (ordered) return orderings.map(([suffix, fixed]) => form(suffix, fixed));
  // A rounding mode that is not written is the one in `frm`.
  const mandatory = instruction.operands.filter(({ shape }) => shape !== 'rounding');
  const isRounded = mandatory.length < instruction.operands.length;
  return isRounded ? [form('', { rm: DYN }, mandatory), form('', {})] : [form('', {})];
}

function aliasForm([mnemonic, syntax, target, fixed = {}, printed = true]: AliasRow): Form {
  const instruction = named(target);
  return {
    mnemonic,
    instruction,
    operands: operandForms(syntax, instruction.fields),
    fixed: unwritten(instruction, fixed),
    printed,
  };
}

/** Every form: the instructions' own, then the aliases. */
export const allForms: readonly Form[] = [
  ...instructions.flatMap(ownForms),
  ...aliases.map(aliasForm),
];

const byMnemonic = Map.groupBy(allForms, (form) => form.mnemonic);

/** The ways to write a mnemonic, in the order in which an assembler tries them; empty if unknown. */
export function forms(mnemonic: string): readonly Form[] {
  return byMnemonic.get(mnemonic) ?? [];
}

/** Every mnemonic: instructions, aliases, and atomic operations with their suffixes. */
export const mnemonics: readonly string[] = [...byMnemonic.keys()];
