/**
 * The ways to write instructions: each mnemonic's own form, the ordering suffixes of atomic
 * operations, and the pseudo-instructions that stand for exactly one instruction [asm manual,
 * "pseudoinstructions"]. Those that stand for several (`li`, `la`, `call`) are the assembler's.
 */

import { csrNumber } from './csr/csr.ts';
import { otherCsrNumber } from './csr/other-csr.ts';
import { DYN } from './float.ts';
import type { FieldValues, Form, Instruction, OperandForm, Xlen } from './instruction.ts';
import { otherInstructions } from './instructions/others.ts';
import { operandForms } from './syntax.ts';
import { instructions, instruction as named } from './table.ts';

const number = (name: string) => csrNumber(name) ?? otherCsrNumber(name) ?? 0;
const CYCLE = number('cycle');
const csr = (name: string) => ({ csr: number(name), rs1: 0 });
const IORW = 0b1111;
const RW = 0b0011;
/** GNU objdump prints most short spellings (`add a0,a0,1`), and not these. */
const NOT_PRINTED = false;
const PRINTED = true;

/** What the manuals count as instructions, though each is an encoding of another one. */
const INSTRUCTIONS: ReadonlySet<string> = new Set([
  'unimp',
  ...['c.slli64', 'c.srli64', 'c.srai64'],
]);

type AliasRow = readonly [
  mnemonic: string,
  operands: string,
  instruction: string,
  fixed?: FieldValues,
  printed?: boolean,
  xlen?: Xlen,
];

function floatAliases(f: string): readonly AliasRow[] {
  return [
    [`fmv.${f}`, 'rd, rs1=rs2', `fsgnj.${f}`],
    [`fneg.${f}`, 'rd, rs1=rs2', `fsgnjn.${f}`],
    [`fabs.${f}`, 'rd, rs1=rs2', `fsgnjx.${f}`],
    [`fgt.${f}`, 'rd, rs2, rs1', `flt.${f}`, {}, NOT_PRINTED],
    [`fge.${f}`, 'rd, rs2, rs1', `fle.${f}`, {}, NOT_PRINTED],
  ];
}

/** Aliases of instructions that the machine does not have. */
// biome-ignore format: columns are the point.
const otherAliases: readonly AliasRow[] = [
  ...['h', 'q'].flatMap(floatAliases),
  ...[1, 2, 4, 8].map((n): AliasRow => [`vl${n}r.v`, 'vd, (rs1)', `vl${n}re8.v`]),
  ['sfence.vm',       '',                'sfence.vm', { rs1: 0 }],
  ['vle1.v',          'vd, (rs1)',       'vlm.v', {}, NOT_PRINTED],
  ['vse1.v',          'vd, (rs1)',       'vsm.v', {}, NOT_PRINTED],
  ['vneg.v',          'vd, vs2, vm',     'vrsub.vx', { rs1: 0 }],
  ['vnot.v',          'vd, vs2, vm',     'vxor.vi',  { imm: -1 }],
  ['vwcvt.x.x.v',     'vd, vs2, vm',     'vwadd.vx',  { rs1: 0 }],
  ['vwcvtu.x.x.v',    'vd, vs2, vm',     'vwaddu.vx', { rs1: 0 }],
  ['vncvt.x.x.w',     'vd, vs2, vm',     'vnsrl.wx',  { rs1: 0 }],
  ['vfneg.v',         'vd, vs2=vs1, vm', 'vfsgnjn.vv'],
  ['vfabs.v',         'vd, vs2=vs1, vm', 'vfsgnjx.vv'],
  ['vmmv.m',          'vd, vs2=vs1',     'vmand.mm'],
  ['vmcpy.m',         'vd, vs2=vs1',     'vmand.mm', {}, NOT_PRINTED],
  ['vmnot.m',         'vd, vs2=vs1',     'vmnand.mm'],
  ['vmclr.m',         'vd=vs2=vs1',      'vmxor.mm'],
  ['vmset.m',         'vd=vs2=vs1',      'vmxnor.mm'],
  ['vmsgt.vv',        'vd, vs1, vs2, vm', 'vmslt.vv', {}, NOT_PRINTED],
  ['vmsgtu.vv',       'vd, vs1, vs2, vm', 'vmsltu.vv', {}, NOT_PRINTED],
  ['vmsge.vv',        'vd, vs1, vs2, vm', 'vmsle.vv', {}, NOT_PRINTED],
  ['vmsgeu.vv',       'vd, vs1, vs2, vm', 'vmsleu.vv', {}, NOT_PRINTED],
  ['vmfgt.vv',        'vd, vs1, vs2, vm', 'vmflt.vv', {}, NOT_PRINTED],
  ['vmfge.vv',        'vd, vs1, vs2, vm', 'vmfle.vv', {}, NOT_PRINTED],
  ['vfredsum.vs',     'vd, vs2, vs1, vm', 'vfredusum.vs', {}, NOT_PRINTED],
  ['vfwredsum.vs',    'vd, vs2, vs1, vm', 'vfwredusum.vs', {}, NOT_PRINTED],
  ['vpopc.m',         'rd, vs2, vm',      'vcpop.m', {}, NOT_PRINTED],
  ['vmandnot.mm',     'vd, vs2, vs1',     'vmandn.mm', {}, NOT_PRINTED],
  ['vmornot.mm',      'vd, vs2, vs1',     'vmorn.mm', {}, NOT_PRINTED],
  ['vfrsqrte7.v',     'vd, vs2, vm',      'vfrsqrt7.v', {}, NOT_PRINTED],
  ['vfrece7.v',       'vd, vs2, vm',      'vfrec7.v', {}, NOT_PRINTED],
];

/** Aliases, those that stand for a compressed instruction before the others of their name. */
// biome-ignore format: columns are the point.
const aliases: readonly AliasRow[] = [
  ['nop',        '',                'c.addi', { rd: 0, imm: 0 }],
  ['nop',        '',                'addi',   { rd: 0, rs1: 0, imm: 0 }],
  ['c.nop',      '',                'c.addi', { rd: 0, imm: 0 }, NOT_PRINTED],
  ['c.nop',      'imm!=0',          'c.addi', { rd: 0 }],
  ['c.slli64',   'rd',              'c.slli', { imm: 0 }],
  ['c.srli64',   'rd',              'c.srli', { imm: 0 }],
  ['c.srai64',   'rd',              'c.srai', { imm: 0 }],
  ['move',       'rd, rs2',         'c.mv',   {}, NOT_PRINTED],
  ['move',       'rd, rs1',         'addi',   { imm: 0 }, NOT_PRINTED],
  ['scall',      '',                'ecall',  {}, NOT_PRINTED],
  ['sbreak',     '',                'ebreak', {}, NOT_PRINTED],
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
  ['sfence.vma', '',                'sfence.vma', { rs1: 0, rs2: 0 }],
  ['sfence.vma', 'rs1',             'sfence.vma', { rs2: 0 }],
  ...['hfence.vvma', 'hfence.gvma'].flatMap((name): readonly AliasRow[] => [
    [name,       '',                name, { rs1: 0, rs2: 0 }],
    [name,       'rs1',             name, { rs2: 0 }],
  ]),

  ...['s', 'd'].flatMap(floatAliases),
  ['fmv.x.s',    'rd, rs1',         'fmv.x.w', {}, NOT_PRINTED],
  ['fmv.s.x',    'rd, rs1',         'fmv.w.x', {}, NOT_PRINTED],
  ['frcsr',      'rd',              'csrrs',  csr('fcsr')],
  ['fscsr',      'rs1',             'csrrw',  { csr: number('fcsr'), rd: 0 }],
  ['fscsr',      'rd, rs1',         'csrrw',  { csr: number('fcsr') }],
  ['frsr',       'rd',              'csrrs',  csr('fcsr'), NOT_PRINTED],
  ['fssr',       'rs1',             'csrrw',  { csr: number('fcsr'), rd: 0 }, NOT_PRINTED],
  ['fssr',       'rd, rs1',         'csrrw',  { csr: number('fcsr') }, NOT_PRINTED],
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
  ['rdcycleh',   'rd',              'csrrs',  csr('cycleh'), PRINTED, 32],
  ['rdtimeh',    'rd',              'csrrs',  csr('timeh'), PRINTED, 32],
  ['rdinstreth', 'rd',              'csrrs',  csr('instreth'), PRINTED, 32],
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
  const { mnemonic, ordered, syntax, fields } = instruction;
  const form = {
    mnemonic,
    instruction,
    ...(instruction.xlen && { xlen: instruction.xlen }),
    operands: operandForms(syntax, fields),
    fixed: unwritten(instruction, {}),
    printed: true,
    isAlias: false,
  };
  if (!ordered) return withOptions(form);
  return orderings.map(([suffix, fixed]) => ({
    ...form,
    mnemonic: mnemonic + suffix,
    fixed: { ...form.fixed, ...fixed },
  }));
}

/** What an operand that is left out means: the rounding mode in `frm`, all elements of a vector. */
const leftOut: Readonly<Partial<Record<OperandForm['shape'], FieldValues>>> = {
  rounding: { rm: DYN },
  mask: { vm: 1 },
};

/** The form without its operand that may be left out, and the form itself. */
function withOptions(form: Form): readonly Form[] {
  const optional = form.operands.find(({ shape }) => leftOut[shape]);
  if (!optional) return [form];
  const operands = form.operands.filter((operand) => operand !== optional);
  return [{ ...form, operands, fixed: { ...form.fixed, ...leftOut[optional.shape] } }, form];
}

function aliasForms(
  [mnemonic, syntax, target, fixed = {}, printed = true, given]: AliasRow,
  instruction: Instruction,
): readonly Form[] {
  if (!instruction) throw new Error(`${mnemonic} stands for ${target}, which is not listed`);
  const operands = operandForms(syntax, instruction.fields);
  const xlen = given ?? instruction.xlen;
  return withOptions({
    mnemonic,
    instruction,
    ...(xlen && { xlen }),
    operands,
    fixed: unwritten(instruction, fixed),
    printed,
    isAlias: !INSTRUCTIONS.has(mnemonic),
  });
}

let all: readonly Form[] | undefined;

/** Every form of the machine's instructions: their own, then the aliases. Made when first wanted. */
export function allForms(): readonly Form[] {
  all ??= [
    ...instructions.flatMap(ownForms),
    ...aliases.flatMap((row) => aliasForms(row, named(row[2]))),
  ];
  return all;
}

let others: ReadonlyMap<string, readonly Form[]> | undefined;

/** The forms of the instructions that the machine does not have, by mnemonic; of either width. */
export function otherForms(): ReadonlyMap<string, readonly Form[]> {
  if (others) return others;
  const known = otherInstructions();
  const forms = [
    ...[...known.values()].flatMap(ownForms),
    ...otherAliases.flatMap((row) => aliasForms(row, known.get(row[2]) as Instruction)),
  ];
  others = Map.groupBy(forms, (form) => form.mnemonic);
  return others;
}

const usual: Partial<Record<Xlen, ReadonlyMap<string, readonly Form[]>>> = {};

/** The machine's forms by mnemonic; for 32 bits, those of which it has none among them. */
function usualForms(xlen: Xlen): ReadonlyMap<string, readonly Form[]> {
  const all = () =>
    xlen === 64 ? allForms() : [...[...otherForms().values()].flat(), ...allForms()];
  usual[xlen] ??= Map.groupBy(
    all().filter((form) => (form.xlen ?? xlen) === xlen),
    (form) => form.mnemonic,
  );
  return usual[xlen];
}

/**
 * The ways to write a mnemonic, in the order in which an assembler tries them; empty if unknown.
 * @param xlen bits of the registers that the program is for
 */
export function forms(mnemonic: string, xlen: Xlen = 64): readonly Form[] {
  const found = usualForms(xlen).get(mnemonic);
  if (found || xlen === 32) return found ?? [];
  return (otherForms().get(mnemonic) ?? []).filter((form) => form.xlen !== 32);
}

/** Every mnemonic of the machine: instructions, aliases, and atomic operations with their suffixes. */
export function mnemonics(): readonly string[] {
  return [...usualForms(64).keys()];
}
