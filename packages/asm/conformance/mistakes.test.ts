/**
 * Mistakes: the lines on which we report errors are those of GNU as. It names no line for some that it finds when
 * all is read; ours then have one. Needs binutils-riscv64-unknown-elf.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assemble } from '../src/index.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistakes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const architecture = 'rv64gc';

interface Mistakes {
  readonly isAccepted: boolean;
  /** Numbers of lines with errors, each once. */
  readonly lines: readonly number[];
  /** There are errors without a line. */
  readonly hasOthers: boolean;
}

function gnuMistakes(source: string): Mistakes {
  const file = join(folder, 'a.s');
  writeFileSync(file, source);
  const args = [`-march=${architecture}`, file, '-o', join(folder, 'a.o')];
  const { status, stderr } = spawnSync('riscv64-unknown-elf-as', args, { encoding: 'utf8' });
  const errors = stderr.split('\n').filter((line) => /(?:^|: )(?:Fatal e|E)rror: /.test(line));
  const numbers = errors.map((line) => Number(/:(\d+): /.exec(line)?.[1]));
  return {
    isAccepted: status === 0,
    lines: inOrder(numbers.filter((number) => number > 0)),
    hasOthers: numbers.some((number) => !(number > 0)),
  };
}

function ourMistakes(source: string): Mistakes {
  const read = (path: string) => (path === 'a.s' ? new TextEncoder().encode(source) : undefined);
  const { object, diagnostics } = assemble('a.s', read, { architecture });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const lines = inOrder(errors.flatMap(({ span }) => span?.line ?? []));
  return { isAccepted: object !== undefined, lines, hasOthers: false };
}

const inOrder = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

/** Directives that look for what is missing at the end of their line, and go on behind that. */
const lostLines = [
  '.globl',
  '.comm',
  '.set',
  '.eqv',
  '.weakref',
  '.lcomm',
  '.stabs',
  '.stabn',
  '.string',
]
  .concat(['.ident', '.ifeqs', '.dtprelword', '.print'])
  .map((name) => `${name}\nlost\nbogus\n`)
  .join('');

/** Sources by what is wrong with them. */
const sources: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'values of symbols': {
    'an operation on what nobody defines': '.equ a, 1 << nowhere\n.word a\n.equ b, 2 * (a + c)\n',
    'a difference of undefined names': '.set a, b - c\n',
    'a difference of labels in two sections': '.set x, a - b\n.data\na:\n.text\nb:\n',
    'a comparison of undefined names has a value': '.equ a, (b == 3)\n.word a\n',
    'equality and negation of addresses':
      '.data\na: .word !a, !b, !nowhere, !!a, a == nowhere, !a + 1\n.word ~a\nb:\n',
    circles: '.set x, x + 1\n.word x\ny = 7 * (y - z) - w\n.word y\n',
    'division by zero': 'a: b:\n.equ x, 5 / (a - b)\n',
    'a number less an address':
      '.quad -a\n.word 5 - a\na: .word 5 - a\n.data\n.byte 1 - b\nb: .word b - a, c - b\n',
    'something behind it': 'a = 5)\n.if a != 5\nbogus\n.endif\n',
    'no value': '.set a,\n.word a\nb =\n.word b\n.equiv c,, 4\n.word c\n',
  },
  'what is found when the object is written': {
    'addresses in bytes': '.data\na: .byte a\n.half a\n',
    'not where there are other mistakes': '.data\na: .byte a\nbogus\n',
    'space of unknown size in .bss': '.bss\n.skip 2 * nowhere\nnop\n',
    'an origin that goes back in .bss': '.bss\n.skip 8\n.org 4\n',
  },
  'what ends the assembly': {
    '.abort': 'nop\n.abort\nbogus\n',
    'flags of a section': 'bogus\n.section .a,"zz"\nbogus\n',
    'flags of a section without quotes do not':
      '.section .a,code\nbogus\n.section .b, #alloc\nbogus\n',
    'in a conditional of a macro': '.macro m\n.if 1\n.end\n.endif\n.endm\nnop\nm\n',
    'an architecture behind an instruction': 'nop\n.attribute arch, "rv64i"\nbogus\n',
    'an architecture behind what is no instruction': 'bogus\n.attribute arch, "rv64i"\nbogus\n',
    'a privileged specification behind an instruction': 'nop\n.attribute priv_spec, 1\nbogus\n',
  },
  operands: {
    'nothing behind an operator': '.zero 4!\nj .+4 *\naddi sp, sp, (8 * 8 + 16) *\n.word 1 +\n',
    'nothing behind an operator in parentheses': '.word (1+)\n.word 1 + * 2\naddi a0, a0,\n',
    'brackets are parentheses':
      '.word [4]\n.word a[4]\n.byte [\n.set a, [5 + 3]\n.if a != 8\nbogus\n.endif\n',
    'division by zero':
      '.word 3 / 0\nli a0, 3 % 0\nb: c: .word 4 / (c - b)\n.if 3 / 0 != 3\nbogus\n.endif\n',
    'a quote behind a type': '.section .a, "a", @progbits "b"\n.byte 1\n',
    'parts of addresses where none can be':
      'add a0, %hi(a1), a2\nadd %lo(a0), a1, a2\ncsrrw a0, %hi(3), a1\nfence %lo(iorw), rw\n' +
      'fadd.s fa0, fa1, fa2, %hi(rne)\njalr %lo(a0)\nlr.w a0, %lo(0)(a1)\naddi a0, %lo(a1), 1\n',
    'parts of differences':
      'a: nop\nb: lui a0, %hi(b - a)\nlw a0, %lo(b - a)(a0)\nlui a0, %hi(-a)\nlui a0, %hi(a - a + 4)\n' +
      'auipc a0, %pcrel_hi(c - d)\nlui a0, %hi(a + 4)\nlui a0, %hi(8)\n.equ e, b - a\nlui a0, %hi(e)\n',
    'a list where one name stands': '.variant_cc f, g\nbogus\n.variant_cc f\n',
    '.nops beside other mistakes': 'nop\n.nops 4\nbogus\n.nops a\n',
    'what a section follows':
      '.section .a, "ao", %progbits, 1foo\n.section .b, "dw"\n.set c, 4\n.section .d, "ao", %progbits, c\n',
    'what .startof. is of':
      '.word .sizeof.\n.word .startof. + 2, .sizeof.(.text)\n.word .sizeof.(a+1)\n',
    'names of sections': '.section .a<*"ax"\nnop\n.section .b, "ax", %progbits//x\n',
    'parts of addresses as targets':
      'j %hi(x)\nbeq a0, a1, %lo(x)\njal %pcrel_hi(x)\nc.j %hi(x)\nx: bnez a0, %hi(x)\n',
    'names like those of registers': 'lw a0, (a9)\n.word (T0), [x40]\nlw a0, [a1]\nsw a0, [a1]\n',
    'offsets that are not known': '.org a + 8\nnop\nb: .org b + c\n.org 2 * d\n.=e\n',
    'an origin that goes away from itself': 'nop\n.org a\nnop\na:\n',
    'a branch where only offsets are counted':
      '.struct 0\na: .space 4\nbeq a0, a1, a\nj a\ncall a\n',
  },
  conditions: {
    'a comparison of one string begins none': '.ifeqs "a"\nbogus\n.endif\n',
    'a comparison of one text begins one': '.ifc a\nbogus\n.endif\n',
    'a number as a name begins none': '.ifdef 1\nbogus\n.endif\n',
    'a repetition that does not end': 'nop\n.rept 2\n.rept 3\n.endr\nnop\n\n',
    'a macro that is called like a directive': '.macro .word a\nbogus\n.endm\n.word 1\n',
    'a macro that ends within one': '.macro m\n.if 0\nbogus\n.endm\nm\nbogus\nm\n',
    'a file that ends within two': 'nop\n.if 1\n.if 0\nnop\n',
    '.func and .endfunc': '.endfunc\n.func a\n.func b\na: nop\n.endfunc\n.endfunc\n',
  },
  'lines that are lost': {
    'behind a directive without a name': lostLines,
    'with their statement, or part of a line':
      '.globl ; lost\nbogus\n.comm # a\n\nbogus ; .globl\na: b\nbogus\n',
    'behind a marker': '# 70 "b.S"\n.globl\nlost\nbogus\n# 5 "c.S"\nbogus\n',
    'behind what is no string': '.ifeqs a, b\nlost\nbogus\n.stabs a, 1\nlost\nbogus\n',
    'not lost but not counted': 'nop\n.symver a, b\nbogus\n.symver a, b@@@@c\nbogus\nbogus\n',
    'not behind others':
      '.weak\nbogus\n.hidden\nbogus\n.type\nbogus\n.size\nbogus\n.section\nbogus\n',
  },
  'lines of a preprocessor': {
    'a file that is not there': '# 20 "b.S"\nbogus\n.include "nowhere.inc"\nbogus\n',
  },
  'remarks of several lines': {
    'before a statement': '/* a\n b */ bogus\nnop /* c\n */ bogus\nnop /* x\n y */ ; bogus\n',
    'several of them': '/* 1\n*/ /* 2\n\n*/ bogus\n /* a */ bogus\nl: /* a\n*/ bogus\n',
    'in bodies':
      '.macro m /* a\n\n */\n bogus\n.endm\n m\n.rept 2\n /*\n */ bogus\n bogus\n.endr\n',
  },
  'names that .weakref made another’s': {
    'a label': '.weakref a, b\n.word a\na: nop\n',
    'a value': '.weakref a, b\n.set a, 3\n',
    'a value and then a name': '.set a, b\n.weakref a, c\n.word a\n',
    'space and another target': '.weakref a, b\n.comm a, 8\n.weakref a, c\n',
  },
  attributes: {
    'a privileged specification that there is not':
      '.attribute priv_spec, 1\n.attribute priv_spec_minor, 9\nnop\nnop\n',
    'without an instruction': '.attribute priv_spec, 2\n',
    'text without quotes, and what follows it':
      '.attribute arch, rv64i\n.attribute arch, "rv64i" x\n.attribute 5, "rv64i", 3\n',
    'a number in quotes': '.attribute stack_align, "16"\n.attribute stack_align, 16 16\n',
    'names that are none':
      '.equ a, 4\n.attribute , 16\n.attribute a, 16\n.attribute "arch", "rv64i"\n.attribute 4, b\n',
    'expressions are numbers':
      '.equ a, 8\n.attribute 1 + 3, (a + 8)\n.attribute unaligned_access, a\n',
  },
};

for (const [group, cases] of Object.entries(sources)) {
  describe(group, () => {
    test.each(Object.entries(cases))('%s', (_, source) => {
      const [ours, gnu] = [ourMistakes(source), gnuMistakes(source)];
      expect(ours.isAccepted).toBe(gnu.isAccepted);
      if (gnu.hasOthers) expect(ours.lines).toEqual(expect.arrayContaining([...gnu.lines]));
      else expect(ours.lines).toEqual(gnu.lines);
    });
  });
}
