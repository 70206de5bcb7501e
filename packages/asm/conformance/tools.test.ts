/**
 * Our objdump, readelf, nm, size and strings beside GNU's, character by character. Needs
 * binutils-riscv64-unknown-elf and gcc-riscv64-unknown-elf.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STB_GLOBAL, STB_LOCAL, STT_FUNC } from '@ireko/elf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nm } from '../src/tools/nm.ts';
import { type ObjcopyOptions, objcopy } from '../src/tools/objcopy.ts';
import { objdump } from '../src/tools/objdump.ts';
import { readelf } from '../src/tools/readelf.ts';
import { size } from '../src/tools/size.ts';
import { type StringsOptions, strings } from '../src/tools/strings.ts';
import type { ToolResult } from '../src/tools/text.ts';

/** Of 64 bits, and the same of 32. */
const FILES = [
  'small.o',
  'program.o',
  'program.elf',
  'shapes.o',
  'small32.o',
  'program32.o',
  'program32.elf',
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tools-'));
  writeFileSync(join(folder, 'small.s'), ASSEMBLY);
  writeFileSync(join(folder, 'program.c'), PROGRAM);
  const gnu = (tool: string, ...options: string[]) =>
    execFileSync(`riscv64-unknown-elf-${tool}`, options, { cwd: folder, stdio: 'pipe' });
  gnu('as', '-march=rv64imac_zicsr_zifencei', '-mno-relax', '-o', 'small.o', 'small.s');
  const compiler = ['-march=rv64imac_zicsr', '-mabi=lp64', '-mcmodel=medany', '-O2', '-g'];
  gnu('gcc', ...compiler, '-ffunction-sections', '-c', '-o', 'program.o', 'program.c');
  gnu('ld', '--build-id', '-o', 'program.elf', 'program.o');
  writeFileSync(join(folder, 'shapes.cc'), SHAPES);
  gnu('g++', ...compiler, '-c', '-o', 'shapes.o', 'shapes.cc');
  gnu('as', '-march=rv32imac_zicsr_zifencei', '-mno-relax', '-o', 'small32.o', 'small.s');
  const narrow = ['-march=rv32ec_zicsr', '-mabi=ilp32e', '-mcmodel=medany', '-O2', '-g'];
  gnu('gcc', ...narrow, '-c', '-o', 'program32.o', 'program.c');
  gnu(
    'ld',
    '-m',
    'elf32lriscv',
    '--defsym=__mulsi3=0',
    '-Ttext=0x80000000',
    '--build-id',
    '-o',
    'program32.elf',
    'program32.o',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const ASSEMBLY = `
        .globl start
        .weak  maybe
        .hidden next
        .variant_cc next
        .variant_cc other
        .equ   UART, 0x10000000
start:  la a0, value
        call other
        lui a5, %hi(UART)
        sb a0, 0(a5)
        beq a0, a1, 1f
        j start
1:      csrw mscratch, a0
        amoadd.w.aqrl a0, a1, (a2)
        fence iorw, ow
        lw a0, 4(tp)
        lw a0, 16(zero)
        .zero 20
next:   nop
        .word 0xffffffff
        .byte 1, 2, 3
        .balign 4
        ret
        .data
value:  .dword other + 4, -8, maybe - 12
        .half value - next
        .comm pool, 24, 8
        .bss
        .zero 64
        .section .notes
        .asciz "notes"
        .section .a_section_with_a_long_name, "aw"
        .word 1
`;
const PROGRAM = `
static int table[16] = {1, 2, 3};
int zeros[100];
const char *const names[] = {"alpha", "beta"};
int sum(int n) { int s = 0; for (int i = 0; i < n; i++) s += table[i & 15] * names[i & 1][0]; return s; }
int choose(int x) { switch (x) { case 0: return 5; case 1: return 9; case 2: return 77; case 3: return 1; case 4: return 99; default: return 0; } }
void _start(void) { zeros[choose(sum(3))] = 1; for (;;); }
`;

const SHAPES = `
template <class T> struct Box { T item; virtual T get() { return item; } };
int get(Box<int> *box) { Box<int> own; own.item = 3; return box->get() + own.get(); }
`;

function ours(tool: string, options: string, name: string): string {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const has = (letter: string) =>
    options.startsWith('--') ? options === `--${letter}` : options.includes(letter);
  const run: Record<string, () => ToolResult> = {
    objdump: () =>
      objdump(name, bytes, {
        ...{ disassemble: has('d') || has('S'), headers: has('h'), contents: has('s') },
        ...{ symbols: has('t'), relocations: has('r'), allHeaders: has('x') },
        ...{ fileHeader: has('f'), privateHeaders: has('p'), zeros: has('z') },
        ...(has('S') && {
          source: (path: string) => {
            const source = join(folder, path.slice(path.lastIndexOf('/') + 1));
            return readFileSync(source, 'utf8');
          },
        }),
      }),
    readelf: () =>
      readelf(bytes, {
        ...{ header: has('h'), sections: has('S'), segments: has('l') },
        ...{ relocations: has('r'), symbols: has('s'), wide: has('W') },
        ...{
          groups: has('g'),
          attributes: has('A'),
          dynamic: has('d'),
          notes: /^-nW?$/.test(options),
        },
        ...(has('x') && { bytesOf: ['.text'] }),
        ...(has('p') && { stringsOf: ['.comment'] }),
      }),
    nm: () =>
      nm(bytes, {
        order: has('n') ? 'address' : has('p') ? 'none' : has('size-sort') ? 'size' : 'name',
        ...{ globalOnly: has('g'), all: has('a'), sizes: has('S'), reverse: has('r') },
        ...(has('P') && { format: 'posix' }),
        ...(has('u') && { only: 'undefined' }),
        ...(has('defined-only') && { only: 'defined' }),
      }),
    size: () =>
      size([{ name, bytes }], {
        format: has('A') ? 'sysv' : has('G') ? 'gnu' : 'berkeley',
        radix: has('x') ? 16 : 10,
        totals: has('t'),
      }),
  };
  const result = run[tool]?.() ?? { problem: `no tool ${tool}` };
  if ('problem' in result) throw new Error(result.problem);
  return result.text;
}

describe.each(FILES)('%s', (name) => {
  test.each([
    ...['objdump -h', 'objdump -t', 'objdump -r', 'objdump -d', 'objdump -dr', 'objdump -hdrt'],
    ...['readelf -h', 'readelf -S', 'readelf -l', 'readelf -s', 'readelf -r'],
    ...['objdump -S', 'objdump -s', 'objdump -x', 'objdump -fp'],
    ...[
      'readelf -gA',
      'readelf -d',
      'readelf -n',
      'readelf -nW',
      'readelf -x.text',
      'readelf -p.comment',
    ],
    ...[
      'nm -g',
      'nm -u',
      'nm --defined-only',
      'nm -a',
      'nm -p',
      'nm -P',
      'nm -nr',
      'nm -S',
      'nm --size-sort',
    ],
    ...['size -A', 'size -Ax', 'size -G', 'size -tx'],
    ...['readelf -hSlrs', 'readelf -SlrsW', 'nm', 'nm -n', 'size'],
  ])('%s', (command) => {
    const [tool = '', options = ''] = command.split(' ');
    const gnu = execFileSync(
      `riscv64-unknown-elf-${tool}`,
      [...(options === '' ? [] : [options]), name],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(ours(tool, options, name).split('\n')).toEqual(gnu.split('\n'));
  });
});

describe.each(FILES)('%s, by longer options', (name) => {
  type Call = (file: string, bytes: Uint8Array) => ToolResult;
  const dump = (options: Parameters<typeof objdump>[2]): Call => {
    return (file, bytes) => objdump(file, bytes, options);
  };
  const list =
    (options: Parameters<typeof nm>[1]): Call =>
    (_, bytes) =>
      nm(bytes, options);
  const sum = (options: Parameters<typeof size>[1]): Call => {
    return (file, bytes) => size([{ name: file, bytes }], options);
  };
  const cases: readonly (readonly [string, Call])[] = [
    ['objdump -a', dump({ archiveHeader: true })],
    ['objdump -hw', dump({ headers: true, wide: true })],
    [
      'objdump -dr --no-addresses',
      dump({ disassemble: true, relocations: true, hidesAddresses: true }),
    ],
    ['objdump --disassemble=sum', dump({ disassemble: true, symbol: 'sum' })],
    ['objdump --disassemble=nowhere', dump({ disassemble: true, symbol: 'nowhere' })],
    ['nm -t d -S', list({ radix: 10, sizes: true })],
    ['nm -t o', list({ radix: 8 })],
    ['nm -W', list({ noWeak: true })],
    ['nm --special-syms', list({ special: true })],
    ['size -o', sum({ radix: 8 })],
    ['size --common', sum({ common: true })],
  ];
  test.each(cases)('%s', (command, call) => {
    const [tool = '', ...options] = command.split(' ');
    const gnu = execFileSync(`riscv64-unknown-elf-${tool}`, [...options, name], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    const shown = call(name, new Uint8Array(readFileSync(join(folder, name))));
    expect('text' in shown && shown.text.split('\n')).toEqual(gnu.split('\n'));
  });
});

/** Characters of all widths at odd places, in both orders, among bytes by chance; the last one is cut off. */
const MIXTURE = (() => {
  let state = 1;
  const noise = Array.from({ length: 4000 }, () => {
    state = (state * 48271) % 0x7fffffff;
    return state % 3 === 0 ? (state >> 8) % 256 : 0x20 + ((state >> 8) % 0x60);
  });
  const wide = [1, 2, 4].flatMap((width) =>
    [0, width - 1].flatMap((low) =>
      [...'wide\tß\nlines'].flatMap((each) =>
        Array.from({ length: width }, (_, i) => (i === low ? each.charCodeAt(0) : 0)),
      ),
    ),
  );
  return Uint8Array.from([...wide, 1, ...wide, ...noise, 0, 0x65, 0, 0x6e, 0, 0x64, 0, 0x73, 0]);
})();

describe.each([...FILES, 'mixture.bin'])('strings of %s', (name) => {
  const cases: readonly (readonly [string, StringsOptions])[] = [
    ['', {}],
    ['-d', { dataOnly: true }],
    ['-3', { least: 3 }],
    ['-n 8 -f', { least: 8, prefix: name }],
    ['-o', { radix: 8 }],
    ['-t x -w', { radix: 16, whitespace: true }],
    ['-d -t d -f', { dataOnly: true, radix: 10, prefix: name }],
    ['-e S -s --', { encoding: 'S', separator: '--' }],
    ...(['b', 'l', 'B', 'L'] as const).map(
      (encoding) => [`-e ${encoding} -t d -n 2`, { encoding, radix: 10, least: 2 }] as const,
    ),
  ];
  test.each(cases)('%s', (options, asked) => {
    writeFileSync(join(folder, 'mixture.bin'), MIXTURE);
    const args = [...options.split(' ').filter((each) => each !== ''), name];
    const gnu = execFileSync('riscv64-unknown-elf-strings', args, { cwd: folder });
    const shown = strings(new Uint8Array(readFileSync(join(folder, name))), asked);
    expect(Buffer.from(shown).toString('latin1')).toBe(gnu.toString('latin1'));
  });
});

describe.each(FILES)('copies of %s', (name) => {
  const cases: readonly (readonly [string, Partial<ObjcopyOptions>])[] = [
    ['', {}],
    ['-g', { strip: 'debug' }],
    ['-S', { strip: 'all' }],
    ['--strip-unneeded', { strip: 'unneeded' }],
    ['-x', { discard: 'all' }],
    ['-X', { discard: 'temporary' }],
    ['-N nowhere -K choose -g', { strip: 'debug', keepSymbols: ['choose'] }],
    ['-L choose', { localize: ['choose'] }],
    ['-G choose', { keepGlobal: ['choose'] }],
    ['--globalize-symbol=table', { globalize: ['table'] }],
    ['--weaken', { weaken: 'all' }],
    ['-w -L ch* -L !nothing', { wildcard: true, localize: ['ch*', '!nothing'] }],
    ['-w -G ?hoose', { wildcard: true, keepGlobal: ['?hoose'] }],
    ['--localize-hidden', { localizeHidden: true }],
    ['--keep-file-symbols -g', { strip: 'debug', keepsFiles: true }],
    ['-W choose', { weaken: ['choose'] }],
    ['--redefine-sym sum=total', { renameSymbols: new Map([['sum', 'total']]) }],
    ['--prefix-symbols=pre_', { prefixSymbols: 'pre_' }],
    ['--prefix-sections=.pre', { prefixSections: '.pre' }],
    ['--prefix-alloc-sections=.init', { prefixLoaded: '.init' }],
    ['--remove-relocations=.text', { removeRelocations: ['.text'] }],
    ['--set-start=0x1234', { entry: 0x1234n }],
    [
      '--add-symbol more=.text:0x4,function,global --add-symbol number=0x12,local',
      {
        addSymbols: [
          { name: 'more', section: '.text', value: 4n, binding: STB_GLOBAL, type: STT_FUNC },
          { name: 'number', section: undefined, value: 0x12n, binding: STB_LOCAL, type: 0 },
        ],
      },
    ],
  ];
  test.each(cases)('%s', (options, changes) => {
    execFileSync(
      'riscv64-unknown-elf-objcopy',
      [...options.split(' ').filter((each) => each !== ''), name, 'copy.gnu'],
      { cwd: folder, stdio: 'pipe' },
    );
    const read = (file: string) => new Uint8Array(readFileSync(join(folder, file)));
    const copied = objcopy(read(name), { format: 'elf', ...changes }, name);
    if ('problem' in copied) throw new Error(copied.problem);
    const all = {
      ...{ header: true, sections: true, segments: true, symbols: true, relocations: true },
      ...{ groups: true, wide: true },
    };
    expect(readelf(copied.bytes, all)).toEqual(readelf(read('copy.gnu'), all));
  });
});

/** What is not loaded moves up in the file, and with it the segment of `.riscv.attributes`. */
describe.each(['program.elf', 'program32.elf'])('parts of %s left out', (name) => {
  const cases: readonly (readonly [string, Partial<ObjcopyOptions>])[] = [
    ['-R .comment', { remove: ['.comment'] }],
    ['-R .riscv.attributes', { remove: ['.riscv.attributes'] }],
    ['-S -R .comment', { strip: 'all', remove: ['.comment'] }],
    [
      '--update-section .comment=small.s',
      { update: new Map([['.comment', new TextEncoder().encode(ASSEMBLY)]]) },
    ],
  ];
  test.each(cases)('%s', (options, changes) => {
    const args = [...options.split(' '), name, 'less.gnu'];
    execFileSync('riscv64-unknown-elf-objcopy', args, { cwd: folder, stdio: 'pipe' });
    const read = (file: string) => new Uint8Array(readFileSync(join(folder, file)));
    const copied = objcopy(read(name), { format: 'elf', ...changes }, name);
    const all = { header: true, sections: true, segments: true, wide: true };
    expect('bytes' in copied && readelf(copied.bytes, all)).toEqual(readelf(read('less.gnu'), all));
  });
});

describe('images of program.elf', () => {
  const cases: readonly (readonly [string, Partial<ObjcopyOptions>])[] = [
    ['-O verilog', { format: 'verilog' }],
    ['-O verilog --verilog-data-width=2', { format: 'verilog', wordSize: 2 }],
    ['-O verilog --verilog-data-width=4', { format: 'verilog', wordSize: 4 }],
    ['-O binary -j .text --reverse-bytes=2', { only: ['.text'], reverseBytes: 2 }],
    [
      '-O ihex --change-section-address .text=0x2000',
      { format: 'ihex', moves: [{ section: '.text', to: 0x2000n, which: 'address' }] },
    ],
    [
      '-O binary --change-section-lma .text-16',
      { moves: [{ section: '.text', by: -16n, which: 'lma' }] },
    ],
  ];
  test.each(cases)('%s', (options, changes) => {
    const args = [...options.split(' '), 'program.elf', 'image.gnu'];
    execFileSync('riscv64-unknown-elf-objcopy', args, { cwd: folder, stdio: 'pipe' });
    const read = (file: string) => new Uint8Array(readFileSync(join(folder, file)));
    const copied = objcopy(read('program.elf'), { format: 'binary', ...changes });
    expect('bytes' in copied && [...copied.bytes]).toEqual([...read('image.gnu')]);
  });
});

/** What has an alias, a compressed form or both, and what only seems to. */
const SPELLINGS = `
_start: li a0, 1; nop; mv a0, a1; ret; j _start; call _start; jr a0; jalr a0; jalr t0, a0
        addi sp, sp, -16; addi sp, sp, -64; addi a0, sp, 16; sd ra, 8(sp); ld ra, 8(sp)
        lw a4, 4(a5); fld fs0, 8(sp); fld fa0, 16(a0); lui a0, 1; lui a0, 0xfffff; lui a0, 0x12345
        slli a0, a0, 3; srai s0, s0, 1; srli s0, s0, 40; sub s0, s0, s1; addw s0, s0, s1; ebreak; ecall; unimp
        csrr a0, mstatus; csrw mepc, a0; csrrwi a0, fflags, 3; rdcycle a0; frcsr a0; fsrm a0, a1
        fence; fence.i; fence rw, w; pause; sfence.vma; sfence.vma a0, a1; hfence.vvma; mret; wfi
        beqz a0, _start; bgt a0, a1, _start; bleu a0, a1, _start; snez a0, a0; seqz a0, a0
        neg a0, a1; not a0, a1; sext.w a0, a1; zext.b a0, a1; zext.w a0, a1
        fmv.d fa0, fa1; fabs.s f1, f2; fneg.d f1, f2; fadd.d f1, f2, f3; fadd.d f1, f2, f3, rne
        fcvt.w.d a0, f1; flw ft0, 4(zero); lb s3, 416(zero); amoadd.w.aqrl a0, a1, (a2); lr.w a0, (a2)
        rori a0, a1, 3; bexti a0, a1, 5; sh1add a0, a1, a2
        .option norvc
        li a0, 1; nop; mv a0, a1; ret; j _start; addi a0, a0, 4; slli a0, a0, 3; lw a4, 4(a5); unimp
`;

test.each(['no-aliases', 'numeric', 'no-aliases,numeric'])('objdump -d -M %s', (style) => {
  writeFileSync(join(folder, 'spellings.s'), SPELLINGS);
  const run = (tool: string, ...options: string[]) =>
    execFileSync(`riscv64-unknown-elf-${tool}`, options, { cwd: folder, encoding: 'utf8' });
  run('as', '-march=rv64gch_zba_zbb_zbs_zihintpause', '-o', 'spellings.o', 'spellings.s');
  const gnu = run('objdump', '-d', '-M', style, 'spellings.o');
  const shown = objdump('spellings.o', new Uint8Array(readFileSync(join(folder, 'spellings.o'))), {
    disassemble: true,
    style: { noAliases: style.startsWith('no-aliases'), numeric: style.endsWith('numeric') },
  });
  if ('problem' in shown) throw new Error(shown.problem);
  expect(shown.text.split('\n')).toEqual(gnu.split('\n'));
});

test('the bytes of objects in code are grouped as the instruction before them', () => {
  const bytes = (count: number) => `.byte ${Array.from({ length: count }, (_, i) => i + 1).join()}`;
  writeFileSync(
    join(folder, 'objects.s'),
    `.type first, @object\nfirst: ${bytes(8)}\n.section .code, "ax"\n.option norvc\nadd a0, a0, a1
     .type long, @object\nlong: ${bytes(19)}\n.type f, @function\n.option rvc\nf: add a0, a0, a1
     .type short, @object\nshort: ${bytes(7)}\n.type last, @object\nlast: ${bytes(2)}\n`,
  );
  execFileSync('riscv64-unknown-elf-as', ['-o', 'objects.o', 'objects.s'], { cwd: folder });
  const gnu = execFileSync('riscv64-unknown-elf-objdump', ['-d', 'objects.o'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(ours('objdump', '-d', 'objects.o').split('\n')).toEqual(gnu.split('\n'));
});
