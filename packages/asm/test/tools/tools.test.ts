import { expect, test } from 'vitest';
import { link } from '../../src/link/link.ts';
import { addr2line } from '../../src/tools/addr2line.ts';
import { nm } from '../../src/tools/nm.ts';
import { objdump } from '../../src/tools/objdump.ts';
import { readelf } from '../../src/tools/readelf.ts';
import { size } from '../../src/tools/size.ts';
import type { ToolResult } from '../../src/tools/text.ts';
import { object } from '../link/linking.ts';

const unit = object(
  'unit',
  `        .globl  start
start:  la      a0, value
        call    other
        lw      a1, 8(a0)
        beqz    a1, start
        ret
        .data
value:  .dword  other + 4
        .comm   pool, 16, 8
        .bss
        .zero   32
`,
);
const SCRIPT =
  'ENTRY(start) SECTIONS { . = 0x80000000; .text : { *(.text) } .data : { *(.data) } .bss : { *(.bss) *(COMMON) } }';
const program = link(
  [unit, object('other', '.globl other\nother: ret\n')],
  { name: 's.ld', text: SCRIPT },
  { relax: false },
);

function lines(result: ToolResult): string[] {
  if ('problem' in result) throw new Error(result.problem);
  return result.text.split('\n');
}
const executable = program.elf ?? new Uint8Array();

test('objdump -d names functions, targets and addresses that two instructions build', () => {
  expect(lines(objdump('a.elf', executable, { disassemble: true }))).toEqual([
    '',
    'a.elf:     file format elf64-littleriscv',
    '',
    '',
    'Disassembly of section .text:',
    '',
    '0000000080000000 <start>:',
    '    80000000:\t00000517          \tauipc\ta0,0x0',
    '    80000004:\t01850513          \tadd\ta0,a0,24 # 80000018 <value>',
    '    80000008:\t00000097          \tauipc\tra,0x0',
    '    8000000c:\t00e080e7          \tjalr\t14(ra) # 80000016 <other>',
    '    80000010:\t450c                \tlw\ta1,8(a0)',
    '    80000012:\td5fd                \tbeqz\ta1,80000000 <start>',
    '    80000014:\t8082                \tret',
    '',
    '0000000080000016 <other>:',
    '    80000016:\t8082                \tret',
    '',
  ]);
});

test('objdump -dr puts relocations below the instructions that they patch', () => {
  const text = lines(objdump('unit.o', unit.bytes, { disassemble: true, relocations: true }));
  const call = text.findIndex((line) => line.endsWith('R_RISCV_CALL_PLT\tother'));
  expect(text[call]).toBe('\t\t\t8: R_RISCV_CALL_PLT\tother');
  expect(text[call - 1]).toContain('auipc\tra,0x0');
});

test('objdump -r lists relocations with their addends', () => {
  const text = lines(objdump('unit.o', unit.bytes, { relocations: true }));
  expect(text).toContain('RELOCATION RECORDS FOR [.data]:');
  expect(text).toContain('0000000000000000 R_RISCV_64        other+0x0000000000000004');
});

test('objdump -h gives size, addresses and purpose of each section', () => {
  const text = lines(objdump('unit.o', unit.bytes, { headers: true }));
  expect(text).toContain('                  CONTENTS, ALLOC, LOAD, RELOC, READONLY, CODE');
  expect(text).toContain(
    '  2 .bss          00000020  0000000000000000  0000000000000000  0000005e  2**0',
  );
});

test('objdump -t tells local, global, common and undefined symbols apart', () => {
  const text = lines(objdump('unit.o', unit.bytes, { symbols: true }));
  expect(text).toContain('0000000000000000 l       .data\t0000000000000000 value');
  expect(text).toContain('0000000000000000 g       .text\t0000000000000000 start');
  expect(text).toContain('0000000000000000         *UND*\t0000000000000000 other');
  expect(text).toContain('0000000000000010       O *COM*\t0000000000000008 pool');
});

test('zeros are left out where there are many of them', () => {
  const zeros = object('zeros', 'first: nop\n.zero 16\nlast: ret\n');
  const text = lines(objdump('zeros.o', zeros.bytes, { disassemble: true }));
  expect(text).toContain('\t...');
});

test('nm sorts by name, or by address, and marks what a symbol is', () => {
  expect(lines(nm(unit.bytes))).toEqual([
    '                 U other',
    '0000000000000010 C pool',
    '0000000000000000 T start',
    '0000000000000000 d value',
    '',
  ]);
  expect(lines(nm(executable, { order: 'address' })).map((line) => line.slice(17))).toEqual([
    'T start',
    'T other',
    'd value',
    'B pool',
    '',
  ]);
});

test('size counts code, data and zeros', () => {
  expect(lines(size([{ name: 'unit.o', bytes: unit.bytes }]))[1]).toBe(
    '     22\t      8\t     32\t     62\t     3e\tunit.o',
  );
});

test('readelf shows the header, sections, segments, symbols and relocations', () => {
  const text = lines(
    readelf(executable, { header: true, sections: true, segments: true, symbols: true }),
  );
  expect(text).toContain('  Entry point address:               0x80000000');
  expect(text).toContain('  Type:                              EXEC (Executable file)');
  expect(text).toContain('   01     .text .data .bss ');
  const wide = lines(readelf(unit.bytes, { relocations: true, wide: true }));
  expect(wide).toContain(
    '0000000000000000  0000000900000002 R_RISCV_64             0000000000000000 other + 4',
  );
});

test('a file that is not ELF is a problem, not text', () => {
  const text = new TextEncoder().encode('hello');
  const problem = { problem: 'not an ELF file' };
  expect(objdump('x', text, { headers: true })).toEqual(problem);
  expect(readelf(text, { header: true })).toEqual(problem);
  expect(nm(text)).toEqual(problem);
  expect(size([{ name: 'x', bytes: text }])).toEqual({ problem: 'x: not an ELF file' });
});

test('addr2line names no function outside of the program, and ? for a line that is not known', () => {
  const part = object('a', '.globl _start\n_start: nop\n.globl limit\nlimit = 0x40\n');
  const script = { name: 'a.ld', text: 'SECTIONS { . = 0x1000; .text : { *(.text) } }' };
  const { elf = new Uint8Array(0) } = link([part], script);
  const found = addr2line(elf, { functions: true });
  if ('problem' in found) throw new Error(found.problem);
  expect(found.look(0x1000n)).toBe('_start\n??:?\n');
  expect(found.look(0x48n)).toBe('??\n??:0\n');
});

/** `twice`, at line 3, inlined into `main` at its second instruction. */
const INLINED = `
        .file   1 "a.c"
        .option norvc
        .globl  main
main:   .loc    1 6
        nop
1:      .loc    1 3
        nop
        ret
        .type   main, @function
        .size   main, .-main
        .section .debug_abbrev, "", @progbits
        # code, tag, has children; then attributes and their forms
        .byte   1, 0x11, 1, 0x10, 0x17, 0x13, 0x0b, 0, 0                # unit: lines, language
        .byte   2, 0x2e, 0, 0x03, 0x08, 0, 0                            # function: name
        .byte   3, 0x2e, 1, 0x03, 0x08, 0x11, 0x01, 0x12, 0x0b          # with its code
        .byte   0x3a, 0x0b, 0x3b, 0x0b, 0, 0                            # and declaration
        .byte   4, 0x1d, 0, 0x31, 0x13, 0x11, 0x01, 0x12, 0x0b          # inlined: origin, code
        .byte   0x58, 0x0b, 0x59, 0x0b, 0, 0                            # and the call's place
        .byte   5, 0x34, 0, 0x03, 0x08, 0x02, 0x18, 0x3a, 0x0b, 0x3b, 0x0b, 0, 0    # variable
        .byte   0
        .section .debug_line, "", @progbits
lines:
        .section .debug_info, "", @progbits
start:  .4byte  end - version
version: .2byte 4
        .4byte  .debug_abbrev
        .byte   8, 1
        .4byte  lines
        .byte   0x0c
twice:  .byte   2
        .asciz  "twice"
        .byte   3
        .asciz  "main"
        .dword  main
        .byte   12, 1, 5, 4                     # size, file, line; abbreviation
        .4byte  twice - start
        .dword  1b
        .byte   4, 1, 7, 0, 5                   # size, file, line; end; abbreviation
        .asciz  "value"
        .byte   9, 3                            # the address that follows
        .dword  value
        .byte   1, 2, 0                         # file, line; end
end:    .data
value:  .dword  0
`;

test('addr2line names the function that was inlined, and with -i where', () => {
  const part = object('a', INLINED);
  const script = { name: 'a.ld', text: 'SECTIONS { . = 0x1000; .text : { *(.text) } }' };
  const { elf = new Uint8Array(0) } = link([part], script, { relax: false });
  for (const [bytes, at] of [
    [elf, 0x1004n],
    [part.bytes, 4n],
  ] as const) {
    const all = addr2line(bytes, { functions: true, inlines: true });
    const pretty = addr2line(bytes, { functions: true, inlines: true, pretty: true });
    if ('problem' in all || 'problem' in pretty) throw new Error('not read');
    expect(all.look(at)).toBe('twice\na.c:3\nmain\na.c:7\n');
    expect(pretty.look(at)).toBe('twice at a.c:3\n (inlined by) main at a.c:7\n');
    expect(all.look(at - 4n)).toBe('main\na.c:6\n');
  }
  const listing = lines(objdump('a', elf, { disassemble: true, lines: true, inlines: true }));
  expect(listing.join('\n')).toContain('twice():\na.c:3\ninlined by a.c:7 (main)\n    1004');
});

test('nm -l tells where functions and variables are declared, and where others are used', () => {
  const { bytes } = object('a', `${INLINED}        .text\n        call    other\n`);
  const shown = lines(nm(bytes, { lines: true }));
  expect(shown).toContain('0000000000000000 T main\ta.c:5');
  expect(shown).toContain('0000000000000000 d value\ta.c:2');
  expect(shown).toContain('                 U other\ta.c:3');
});

test('code behind a label in a function is the function’s, behind its end the label’s', () => {
  const { bytes } = object(
    'a',
    `        .file   "a.c"
        .option norvc
        .type   whole, @function
whole:  nop
inner:  nop
        .size   whole, .-whole
after:  nop
`,
  );
  const found = addr2line(bytes, { functions: true });
  if ('problem' in found) throw new Error(found.problem);
  expect([0n, 4n, 8n].map(found.look)).toEqual([
    'whole\na.c:?\n',
    'whole\na.c:?\n',
    'after\na.c:?\n',
  ]);
});
