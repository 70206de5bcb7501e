/**
 * Instructions of T-Head's cores, in the opcode custom-0 [thead]: assembled only. That document
 * gives whole words, so rows do too.
 */

import { type Field, field } from '../field.ts';
import { type Row, rv32, rv64 } from '../format.ts';
import type { Extension } from '../instruction.ts';

const register = { kind: 'register' } as const;

/** Fields by the names in the rows' operands. */
// biome-ignore format: columns are the point.
const fields: Readonly<Record<string, Field>> = {
  rd:    field('rd',    '4:0@7',  register),
  rs1:   field('rs1',   '4:0@15', register),
  rs2:   field('rs2',   '4:0@20', register),
  fd:    field('fd',    '4:0@7',  { kind: 'float' }),
  fs1:   field('fs1',   '4:0@15', { kind: 'float' }),
  imm2:  field('imm2',  '1:0@25'),
  imm5:  field('imm5',  '4:0@20', { signed: true }),
  shamt: field('shamt', '5:0@20'),
  word:  field('word',  '4:0@20'),
  msb:   field('msb',   '5:0@26'),
  lsb:   field('lsb',   '5:0@20'),
  // The logarithm of a pair's size is written, though it can be nothing else.
  log3:  field('log3',  '0@31', { bias: 2, except: [2] }),
  log4:  field('log4',  '0@31', { bias: 3, except: [3] }),
};

/** A row by its word without operands; fields of `distinct` may not name the same register. */
function row(word: number, syntax: string, distinct?: readonly string[]): Row {
  const used = (syntax.match(/\w+/g) ?? []).map((name) => fields[name] as Field);
  return { length: 4, match: word >>> 0, fields: used, syntax, ...(distinct && { distinct }) };
}

/** What only registers of 64 bits have, without `th.`. */
const wide: ReadonlySet<string> = new Set(
  'revw srriw mulaw mulsw ldia ldib lwuia lwuib sdia sdib lrd lrwu srd lurd lurwu surd ldd sdd'.split(
    ' ',
  ),
);

/** What only registers of 32 bits have: the upper half of a float of 64 bits. */
const narrow: ReadonlySet<string> = new Set(['fmv.hw.x', 'fmv.x.hw']);

/** Rows that are written alike. */
function alike(
  syntax: string,
  words: Readonly<Record<string, number>>,
  distinct?: readonly string[],
): Record<string, Row> {
  return Object.fromEntries(
    Object.entries(words).map(([name, word]) => {
      const each = row(word, syntax, distinct);
      const ofWidth = wide.has(name) ? rv64(each) : narrow.has(name) ? rv32(each) : each;
      return [`th.${name}`, ofWidth];
    }),
  );
}

const indexed = 'rd, rs1, rs2, imm2';
const stepped = 'rd, (rs1), imm5, imm2';

// biome-ignore format: columns are the point.
export const thead: Readonly<Partial<Record<Extension, Readonly<Record<string, Row>>>>> = {
  xtheadba: alike(indexed, { addsl: 0x0000100b }),
  xtheadbb: {
    ...alike('rd, rs1', {
      ff0: 0x8400100b, ff1: 0x8600100b, rev: 0x8200100b, revw: 0x9000100b, tstnbz: 0x8000100b,
    }),
    ...alike('rd, rs1, shamt',    { srri: 0x1000100b }),
    ...alike('rd, rs1, word',     { srriw: 0x1400100b }),
    ...alike('rd, rs1, msb, lsb', { ext: 0x0000200b, extu: 0x0000300b }),
  },
  xtheadbs: alike('rd, rs1, shamt', { tst: 0x8800100b }),
  xtheadcmo: {
    ...alike('', {
      'dcache.call':  0x0010000b, 'dcache.ciall':  0x0030000b, 'dcache.iall':  0x0020000b,
      'icache.iall':  0x0100000b, 'icache.ialls':  0x0110000b,
      'l2cache.call': 0x0150000b, 'l2cache.ciall': 0x0170000b, 'l2cache.iall': 0x0160000b,
    }),
    ...alike('rs1', {
      'dcache.cpa':   0x0290000b, 'dcache.cipa':  0x02b0000b, 'dcache.ipa': 0x02a0000b,
      'dcache.cva':   0x0250000b, 'dcache.civa':  0x0270000b, 'dcache.iva': 0x0260000b,
      'dcache.csw':   0x0210000b, 'dcache.cisw':  0x0230000b, 'dcache.isw': 0x0220000b,
      'dcache.cpal1': 0x0280000b, 'dcache.cval1': 0x0240000b,
      'icache.ipa':   0x0380000b, 'icache.iva':   0x0300000b,
    }),
  },
  xtheadcondmov: alike('rd, rs1, rs2', { mveqz: 0x4000100b, mvnez: 0x4200100b }),
  xtheadfmemidx: alike('fd, rs1, rs2, imm2', {
    flrd: 0x6000600b, flrw: 0x4000600b, flurd: 0x7000600b, flurw: 0x5000600b,
    fsrd: 0x6000700b, fsrw: 0x4000700b, fsurd: 0x7000700b, fsurw: 0x5000700b,
  }),
  xtheadfmv: alike('rd, fs1', { 'fmv.hw.x': 0x5000100b, 'fmv.x.hw': 0x6000100b }),
  xtheadint: alike('', { ipop: 0x0050000b, ipush: 0x0040000b }),
  xtheadmac: alike('rd, rs1, rs2', {
    mula: 0x2000100b, mulah: 0x2800100b, mulaw: 0x2400100b,
    muls: 0x2200100b, mulsh: 0x2a00100b, mulsw: 0x2600100b,
  }),
  xtheadmemidx: {
    // A load writes its base as well, so the two must differ.
    ...alike(stepped, {
      ldia:  0x7800400b, ldib:  0x6800400b, lwia:  0x5800400b, lwib:  0x4800400b,
      lwuia: 0xd800400b, lwuib: 0xc800400b, lhia:  0x3800400b, lhib:  0x2800400b,
      lhuia: 0xb800400b, lhuib: 0xa800400b, lbia:  0x1800400b, lbib:  0x0800400b,
      lbuia: 0x9800400b, lbuib: 0x8800400b,
    }, ['rd', 'rs1']),
    ...alike(stepped, {
      sdia: 0x7800500b, sdib: 0x6800500b, swia: 0x5800500b, swib: 0x4800500b,
      shia: 0x3800500b, shib: 0x2800500b, sbia: 0x1800500b, sbib: 0x0800500b,
    }),
    ...alike(indexed, {
      lrd:   0x6000400b, lrw:   0x4000400b, lrwu:  0xc000400b, lrh:   0x2000400b,
      lrhu:  0xa000400b, lrb:   0x0000400b, lrbu:  0x8000400b,
      srd:   0x6000500b, srw:   0x4000500b, srh:   0x2000500b, srb:   0x0000500b,
      lurd:  0x7000400b, lurw:  0x5000400b, lurwu: 0xd000400b, lurh:  0x3000400b,
      lurhu: 0xb000400b, lurb:  0x1000400b, lurbu: 0x9000400b,
      surd:  0x7000500b, surw:  0x5000500b, surh:  0x3000500b, surb:  0x1000500b,
    }),
  },
  xtheadmempair: {
    ...alike('rd, rs2, (rs1), imm2, log4', { ldd: 0x7800400b }, ['rd', 'rs2', 'rs1']),
    ...alike('rd, rs2, (rs1), imm2, log3', { lwd: 0x6000400b, lwud: 0x7000400b }, ['rd', 'rs2', 'rs1']),
    ...alike('rd, rs2, (rs1), imm2, log4', { sdd: 0x7800500b }),
    ...alike('rd, rs2, (rs1), imm2, log3', { swd: 0x6000500b }),
  },
  xtheadsync: {
    ...alike('rs1, rs2', { 'sfence.vmas': 0x0400000b }),
    ...alike('', { sync: 0x0180000b, 'sync.i': 0x01a0000b, 'sync.is': 0x01b0000b, 'sync.s': 0x0190000b }),
  },
};
