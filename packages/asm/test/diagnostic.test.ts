import { describe, expect, test } from 'vitest';
import { foreignMnemonics } from '../src/advice/foreign.ts';
import { type Diagnostic, formatDiagnostic } from '../src/index.ts';
import { complaintsOf, diagnosticsOf, hexOf } from './assembling.ts';

/** Message and hint of the only mistake. */
function adviceOf(source: string): string {
  const found = diagnosticsOf(`${source}\n`);
  expect(found).toHaveLength(1);
  return `${found[0]?.message} | ${found[0]?.hint ?? ''}`;
}

test('a diagnostic shows place, line, caret and hint', () => {
  const [found] = diagnosticsOf('        addi    a0, a0, 4096  # too much\n');
  if (!found) throw new Error('nothing was found');
  expect(formatDiagnostic(found)).toBe(
    [
      'test.s:1:25: error: immediate 4096 is out of range for addi: -2048…2047',
      '        addi    a0, a0, 4096  # too much',
      '                        ^^^^',
      'hint: load it into a register first with li',
    ].join('\n'),
  );
});

test('tabs before the caret are kept', () => {
  const [found] = diagnosticsOf('\tlw\ta0, 5000(a1)\n');
  expect(found && formatDiagnostic(found).split('\n')[2]).toBe('\t  \t    ^^^^^^^^');
});

test('the macros that led to a mistake are listed, the innermost first', () => {
  const source = '.macro a\nfoo 1\n.endm\n.macro b\na\n.endm\nb\n';
  const [found] = diagnosticsOf(source);
  expect(found && formatDiagnostic(found).split('\n').slice(3)).toEqual([
    '  in a, at test.s:5:1',
    '  in b, at test.s:7:1',
  ]);
});

test('colours are written only if asked for', () => {
  const [found] = diagnosticsOf('foo\n');
  if (!found) throw new Error('nothing was found');
  expect(formatDiagnostic(found)).not.toContain('\u001b');
  expect(formatDiagnostic(found, { colour: true })).toContain('\u001b[1;31merror\u001b[0m');
});

test('all mistakes of a file are reported', () => {
  expect(complaintsOf('foo\nnop\naddi a0, a0, a0 a0\n.bar\nlw a0, 1(a99)\n')).toEqual([
    '1:1 unknown instruction `foo`',
    '3:17 unexpected `a0`',
    '4:1 unknown directive `.bar`',
    '5:8 `a99` is not a register',
  ]);
});

test('mistakes that show only at the end are reported beside the others', () => {
  expect(complaintsOf('foo\nj 9f\n.data\n.word 1 / z\nz = 0\n')).toEqual([
    '1:1 unknown instruction `foo`',
    '2:3 there is no label `9:` after this place',
    '4:7 division by zero',
  ]);
});

describe('advice', () => {
  test.each([
    ['adid a0, a0, 1', 'unknown instruction `adid` | did you mean `addi`?'],
    ['.sectoin .x', 'unknown directive `.sectoin` | did you mean `.section`?'],
    ['mv a0, a9', '`a9` is not a register | there are a0…a7'],
    ['csrr a0, mstaus', '`mstaus` is not a CSR | did you mean `mstatus`?'],
    ['slli a0, a0, 64', 'shift amount 64 is out of range for slli: 0…63 | '],
    ['lui a0, 0x100000', 'immediate 1048576 is out of range for lui: 0…1048575 | '],
    ['c.lw a0, 3(a1)', 'immediate 3 is out of range for c.lw: 0…124 in steps of 4 | '],
    ['add a0, a1', 'add takes 3 operands, not 2 | write add rd, rs1, rs2'],
    ['ecall a0', 'ecall takes no operands, not 1 | '],
    [
      'lw a0, 8',
      'an address such as 8(sp) or a symbol is expected here | write 16(zero) for the address 16',
    ],
    ['li t7, 4', '`t7` is not a register | there are t0…t6'],
    ['add A0, a1, a2', '`A0` is not a register | did you mean `a0`?'],
    [
      'csrw a0, mstatus',
      '`a0` is not a CSR | it is a register: csrr rd, csr reads a CSR, and csrw csr, rs1 writes one',
    ],
    [
      'csrrw mstatus, a0, a1',
      '`mstatus` is not a register | it is a CSR: csrr rd, csr reads one, and csrw csr, rs1 writes one',
    ],
    ['addiw a0, a1, a2', 'a number is expected here, not the register a2 | use addw'],
    ['add a0, a1, a2, a3', 'add takes 3 operands, not 4 | write add rd, rs1, rs2'],
    ['sw a0 4(a1)', 'unexpected `4` | is a comma missing before it?'],
    ['lw a0, a1(4)', 'unexpected `4` | an address is written offset(register), such as 8(sp)'],
    ['ld a7, 8(sp', '`)` is missing | '],
    ['li a0, (1 + 2', '`)` is missing | '],
    [
      '.ascii "ax\n.ascii "aw"',
      'unexpected `aw` | a string before it goes over the end of its line: its closing quote may be missing',
    ],
    [
      'push a0',
      'unknown instruction `push` | RISC-V has no push; write addi sp, sp, -16; sd a0, 0(sp)',
    ],
    ['.byte % 1', 'unexpected `1` | '],
    ['.insn', 'operands are missing | write .insn r 0x33, 0, 0, a0, a1, a2'],
    ['.section .x, "a", @note y', '`y` is more than belongs behind @note | '],
    [
      'auipc a0, %lo(x)',
      '%lo cannot stand in this operand of auipc | here can stand %hi, %pcrel_hi, %got_pcrel_hi, %tprel_hi, %tls_ie_pcrel_hi, %tls_gd_pcrel_hi',
    ],
    ['addi a0, a0, %la(x)', '%la is not a relocation function | did you mean `%lo`?'],
    [
      'li a0, LIMIT',
      'a number is expected here, and `LIMIT` is not defined above | define it above with .equ, or include the file that does',
    ],
    [
      '.option norvc\n c.nop',
      'c.nop needs the extension c | add it to -march, or write .option arch, +c',
    ],
    ['.bss\n nop', '.bss holds only zeros | choose another section, such as .data'],
    ['j 1b', 'there is no label `1:` before this place | 1f means the next one'],
    ['a: nop\na: nop', '`a` is already defined | it was first defined at test.s:1'],
    ['.align 40', "the alignment's power of two is out of range: 0…31 | "],
    ['.balign 3', '3 is no power of two | use a power of two, such as 4 or 16'],
    ['.word 1,, 2', 'nothing stands here, which is taken as 0 | '],
    [
      '.option arch, +d\nfadd.d fa0, a0, fa1',
      'a floating-point register is expected here | did you mean `fa0`?',
    ],
    [
      '.option arch, +d\nfcvt.w.d a0, fa0, up',
      'a rounding mode is expected here | write rne, rtz, rdn, rup, rmm, dyn',
    ],
    [
      'fadd.s fa0, fa0, fa0',
      'fadd.s needs the extension f | add it to -march, or write .option arch, +f',
    ],
    ['.error "stop"', 'stop | '],
  ])('%s', (source, advice) => {
    expect(adviceOf(source)).toBe(advice);
  });
});

describe('habits of other processors and of C are answered with what to write', () => {
  test.each([
    ['lw a0, a1\na1: nop', ''],
    ['j a0', '(a0) is the memory that it points to; jr a0 and jalr a0 go there'],
    ['lw a0, a1', '(a1) is the memory that it points to; jr a1 and jalr a1 go there'],
    ['sw a0, sp', 'write 0(sp) for the memory that sp points to'],
    ['sw (sp), a0', 'the register comes first: sw a0, 0(sp)'],
    ['sw a0, (sp)4', 'the offset stands before the register: 4(…)'],
    ['sw a0, [sp]', 'write 0(sp) for the memory that sp points to'],
    ['jal foo, ra', 'the register comes first: jal ra, foo'],
    ['jr foo', 'use j foo'],
    ['addi a0, a0, #4', 'a # begins a remark: write 4 without it'],
    ['addi r1, r2, 3', expect.stringMatching(/^registers are x0…x31/)],
    ['jal x32, main', expect.stringMatching(/^registers are x0…x31/)],
    ['lui a0, foo', expect.stringMatching(/^%hi\(foo\) is/)],
    ['fadd fa0, fa1, fa2', 'there are fadd.s, fadd.d, fadd.q, fadd.h'],
    ['flw a0, 0(sp)', 'use lw'],
    ['lw fa0, 0(sp)', 'use flw'],
    ['main', 'a label ends with a colon: main:'],
    ['y .word 5', 'a label ends with a colon: y: .word'],
    ['X equ 5', 'a name gets a value by .equ X, value'],
    ['z: word 5', 'directives begin with a dot: .word'],
    ['.asciiz "x"', 'GNU as has .asciz for it'],
    [".string 'hello'", 'a string stands in double quotes'],
    ['// remark', expect.stringMatching(/^remarks begin with #/)],
    ['nop ; remark', 'a ; separates statements; remarks begin with #'],
    ['ecal', 'did you mean `ecall`?'],
  ])('%s', (source, hint) => {
    expect(diagnosticsOf(`${source}\n`)[0]?.hint ?? '').toEqual(hint);
  });
});

test('%hi and %lo need no parentheses, and a list of symbols may end with a comma', () => {
  expect(hexOf('lui a0, %hi x\nlw a0, %lo x(a0)\n.globl x,\n')).toBe('3705000003250500');
});

test('what is advised instead of mnemonics of other processors can be assembled', () => {
  for (const [mnemonic, example] of foreignMnemonics) {
    const extensions = '.option arch, +a, +m\n';
    expect(complaintsOf(`${extensions}label: ${mnemonic} a0\n`)).toHaveLength(1);
    for (const each of example.split(' or ')) {
      expect(diagnosticsOf(`${extensions}symbol: label: ${each}\n`)).toEqual([]);
    }
  }
});

test('a number that loses bits is only warned of', () => {
  const [found] = diagnosticsOf('.byte 256\n');
  expect(found).toMatchObject({ severity: 'warning', code: 'truncated' });
});

test('of a very long line the part around the mistake is shown', () => {
  const [found] = diagnosticsOf(`${'nop; '.repeat(100)}addi a0, a0, 4096; ${'nop; '.repeat(100)}`);
  const [, line = '', carets = ''] = formatDiagnostic(found as Diagnostic).split('\n');
  expect(line.length).toBeLessThan(170);
  expect(line.slice(carets.indexOf('^'), carets.length)).toBe('4096');
});

test('macros that call each other for ever are named, once, and what follows is still checked', () => {
  const found = diagnosticsOf('.macro a\nb\n.endm\n.macro b\na\n.endm\na\naddi a0\n');
  expect(found.map(({ message }) => message)).toEqual([
    'a → b → a is nested more than 100 deep',
    'addi takes 3 operands, not 1',
  ]);
  const lines = formatDiagnostic(found[0] as Diagnostic).split('\n');
  expect(lines.filter((line) => line.startsWith('  in '))).toHaveLength(12);
  expect(lines).toContain('  … 89 more');
});

test('a number where a register should be says how to load it', () => {
  expect(adviceOf('mv a0, 5')).toBe('a register is expected here | use li');
  expect(adviceOf('mul a0, a1, 4')).toContain('load the number into a register first with li');
});

test('what only a whole object shows is told where there is no other mistake', () => {
  expect(complaintsOf('.data\na: .byte a\n')).toEqual(['2:10 an address does not fit in 1 bytes']);
  expect(complaintsOf('.data\na: .byte a\n.byte 1, b c\n')).toHaveLength(1);
});

test('behind .abort nothing more is told', () => {
  expect(complaintsOf('.abort\n.cfi_startproc\nbogus\n')).toEqual([
    '1:1 .abort ends the assembly here',
  ]);
});

test('control characters are shown as pictures, so that no terminal obeys them', () => {
  const [found] = diagnosticsOf('nop\x1b[2J\x9b\n');
  const lines = formatDiagnostic(found as Diagnostic).split('\n');
  expect(lines.slice(0, 3).join('\n')).not.toMatch(/[^\P{Cc}\n]/u);
  expect(lines[1]).toBe('nop␛[2J\ufffd');
});
