/** Bad input of every kind: one line that names the file and says what to do, and status 1. */

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hello } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, ireko } from './command-line.ts';
import { linkerScript, program } from './program.ts';

/** What `ireko` says to these arguments, in a folder with these files. */
async function complaint(
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<string> {
  const { status, stdout, stderr } = await ireko(args, { cwd: folder(files) });
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr).not.toContain('internal error');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  return stderr;
}

describe('the command line', () => {
  test.each([
    [['rnu'], "ireko: error: no command 'rnu'; did you mean run?\n"],
    [['compile'], "ireko: error: no command 'compile'; `ireko help` lists those there are\n"],
    [['--verison'], 'ireko: error: unknown option --verison; did you mean --version?\n'],
    [['help', 'rnu'], "ireko help: error: no command 'rnu'; did you mean run?\n"],
    [['run'], 'ireko run: error: no image; try: ireko run hello.elf\n'],
    [
      ['run', '--engin=x', 'a'],
      'ireko run: error: unknown option --engin; did you mean --engine?\n',
    ],
    [
      ['run', '--engine=interpreted', 'a'],
      "ireko run: error: --engine: no engine 'interpreted'; did you mean interpreter?\n",
    ],
    [
      ['run', '-m', 'lots', 'a'],
      "ireko run: error: -m: 'lots' is not an amount of RAM; write it as 64M, up to 2 GiB\n",
    ],
    [
      ['run', '--max-instructions', 'x', 'a'],
      "ireko run: error: --max-instructions: 'x' is not a whole number from 1 up\n",
    ],
    [['as'], 'ireko as: error: no input file; try: ireko as -o hello.o hello.s\n'],
    [['ld'], 'ireko ld: error: no input files; try: ireko ld -T hello.ld -o hello.elf hello.o\n'],
    [
      ['build', 'monitor-compte'],
      "ireko build: error: no image 'monitor-compte'; did you mean monitor-compute?\n",
    ],
    [
      ['objdump', '-d', '-M', 'no-alias', 'a.elf'],
      "ireko objdump: error: -M: 'no-alias' is none of no-aliases, numeric\n",
    ],
    [
      ['ld', '--build-id=uuid', 'a.o'],
      "ireko ld: error: --build-id: 'uuid' would be another one in each link; use sha1, md5, none, or 0x and pairs of hexadecimal digits\n",
    ],
    [
      ['lab'],
      'ireko lab: error: no experiment; there are utilisation, privileged, interrupts, techniques, shadows\n',
    ],
    [
      ['lab', 'utilization'],
      "ireko lab: error: no experiment 'utilization'; did you mean utilisation?\n",
    ],
    [['vmm'], 'ireko vmm: error: no guest to run; try: ireko vmm --vm name=a,kernel=a.elf\n'],
    [['demo', 'all'], "ireko demo: error: 'all' is not needed: it takes no arguments\n"],
  ])('%j', async (args, expected) => {
    // The image named is not there; the mistake in the options is found first.
    expect(await complaint(args)).toBe(expected);
  });
});

describe('a file', () => {
  test.each([['as'], ['ld'], ['objdump', '-d'], ['nm'], ['readelf', '-h'], ['size'], ['run']])(
    'that is missing stops %s',
    async (command, ...options) => {
      expect(await complaint([command, ...options, 'none'])).toBe(
        `ireko ${command}: error: none: No such file or directory; check the path\n`,
      );
    },
  );

  test('that is a folder cannot be run', async () => {
    const cwd = folder();
    mkdirSync(join(cwd, 'images'));
    const { stderr, status } = await ireko(['run', 'images'], { cwd });
    expect(stderr).toBe('ireko run: error: images: Is a directory; name a file\n');
    expect(status).toBe(1);
  });

  test('that is a folder is no script either', async () => {
    const cwd = folder({ 'a.o': '' });
    mkdirSync(join(cwd, 'scripts'));
    const { stderr } = await ireko(['ld', '-T', 'scripts', 'a.o'], { cwd });
    expect(stderr).toBe('ireko ld: error: scripts: Is a directory; name a file\n');
  });

  test('that describes no guest is named', async () => {
    expect(await complaint(['vmm', 'empty'], { empty: '' })).toMatch(
      /^ireko vmm: error: empty: it describes no guest; .+\n$/,
    );
  });

  test('that cannot be written is named', async () => {
    const said = await complaint(['as', '-o', 'no/where.o', 'a.s'], { 'a.s': 'nop\n' });
    expect(said).toBe(
      'ireko as: error: no/where.o: cannot write: No such file or directory; check the path\n',
    );
  });
});

describe('an ELF file', () => {
  test.each([
    ['as a.elf', 'an ELF file, not a source; ireko ld links objects'],
    ['ld -T a.elf a.o', 'an ELF file, not a script of the linker'],
    ['vmm a.elf', 'guests are given as --vm name=a,kernel=a.elf'],
  ])('is no text: %s', async (line, expected) => {
    const files = { 'a.elf': build(hello), 'a.o': build(hello) };
    const args = line.split(' ');
    expect(await complaint(args, files)).toMatch(
      new RegExp(`^ireko ${args[0]}: error: a\\.elf: ${expected}\n$`),
    );
  });
});

describe('what is not an ELF file', () => {
  test.each([['objdump', '-d'], ['nm'], ['readelf', '-h'], ['size']])(
    'stops %s',
    async (command, ...options) => {
      expect(await complaint([command, ...options, 'a.o'], { 'a.o': 'text' })).toMatch(
        new RegExp(`^ireko ${command}: error: a\\.o: not an ELF file.*\n$`),
      );
    },
  );
});

describe('an image', () => {
  const said = (image: string | Uint8Array, ...args: string[]) =>
    complaint(['run', ...args, 'a.elf'], { 'a.elf': image });

  test('must be an ELF file', async () => {
    expect(await said('#!/bin/sh\n')).toMatch(/^ireko run: error: a\.elf: .*ELF.*; .+\n$/);
  });

  test('must not be a source', async () => {
    const said = await complaint(['run', 'a.s'], { 'a.s': 'nop\n' });
    expect(said).toMatch(/^ireko run: error: a\.s: .*; it is a source: ireko as .+\n$/);
  });

  test('must not be cut off', async () => {
    expect(await said(build(hello).slice(0, 100))).toMatch(/^ireko run: error: a\.elf: .+; .+\n$/);
  });

  test('must be for RISC-V', async () => {
    const other = build(hello).slice();
    other[18] = 62; // e_machine: x86-64
    expect(await said(other)).toMatch(/^ireko run: error: a\.elf: .*RISC-V.*\n$/);
  });

  test('must be linked', async () => {
    const cwd = folder({ 'a.s': 'nop\n' });
    expect((await ireko(['as', '-o', 'a.o', 'a.s'], { cwd })).status).toBe(0);
    const { status, stderr } = await ireko(['run', 'a.o'], { cwd });
    expect(stderr).toMatch(/^ireko run: error: a\.o: .*link it.*\n$/);
    expect(status).toBe(1);
  });

  test('must lie in RAM', async () => {
    const image = program('nop\n', linkerScript.replace('0x80000000', '0x1000'));
    expect(await said(image)).toMatch(/^ireko run: error: a\.elf: .*outside RAM.*\n$/);
  });

  test('must fit RAM', async () => {
    const image = program('nop\n.bss\n.zero 0x200000\n');
    expect(await said(image, '-m', '1M')).toMatch(
      /^ireko run: error: a\.elf: .*give more memory.*\n$/,
    );
  });
});

describe('a disk', () => {
  const image = build(hello);
  const said = (drive: string, files: Readonly<Record<string, string>> = {}) =>
    complaint(['run', '-drive', drive, 'a.elf'], { 'a.elf': image, ...files });

  test.each([
    [
      'file=none.img',
      'none.img: cannot open the disk image: No such file or directory; check the path',
    ],
    ['readonly=on', "-drive: 'readonly=on' names no file; write file=disk.img"],
    [
      'file=odd.img',
      'odd.img: Has 3 bytes, which is not a multiple of 512; pad it with: truncate -s %512 odd.img',
    ],
    [
      'file=empty.img',
      'empty.img: Is empty; make a disk image of 1 MiB with: truncate -s 1M empty.img',
    ],
    ['file=odd.img,readonly=yes', "-drive: readonly is 'yes'; it can be on or off"],
    ['file=odd.img,format=qcow2', "-drive: format is 'qcow2'; only raw images can be used"],
  ])('%s', async (drive, expected) => {
    const files = { 'odd.img': 'odd', 'empty.img': '' };
    expect(await said(drive, files)).toBe(`ireko run: error: ${expected}\n`);
  });
});

describe('a source', () => {
  const said = (source: string) => complaint(['as', '-o', 'a.o', 'a.s'], { 'a.s': source });

  test('with an unknown instruction is told which one was meant', async () => {
    expect(await said('  adddi a0, a0, 1\n')).toMatch(
      /^a\.s:1:3: error: unknown instruction `adddi`\n.*\n.*\^{5}\n.*did you mean `addi`\?\n$/,
    );
  });

  test('with an operand out of range is told the range', async () => {
    expect(await said('nop\naddi a0, a0, 4096\n')).toMatch(
      /^a\.s:2:14: error: .*4096.*-2048…2047\n/,
    );
  });

  test('has all its mistakes reported, and makes no object', async () => {
    const cwd = folder({ 'a.s': 'frob\nfrob\nlw a0, 0(q9)\n' });
    const { status, stderr } = await ireko(['as', '-o', 'a.o', 'a.s'], { cwd });
    expect(stderr.match(/^a\.s:[123]:\d+: error: /gm)).toHaveLength(3);
    expect(status).toBe(1);
    expect((await ireko(['size', 'a.o'], { cwd })).stderr).toContain('No such file');
  });

  test('that includes a missing file is told which', async () => {
    expect(await said('.include "none.inc"\n')).toMatch(/^a\.s:1:\d+: error: .*none\.inc.*\n/);
  });
});

describe('objects', () => {
  async function link(sources: Readonly<Record<string, string>>, scriptText = linkerScript) {
    const cwd = folder({ ...sources, 'a.ld': scriptText });
    const objects = Object.keys(sources).map((name) => name.replace('.s', '.o'));
    for (const [i, source] of Object.keys(sources).entries())
      await ireko(['as', '-o', objects[i] as string, source], { cwd });
    const result = await ireko(['ld', '-T', 'a.ld', '-o', 'a.elf', ...objects], { cwd });
    expect(result.status).toBe(1);
    expect(result.stderr).not.toMatch(/^ +at |internal error/m);
    return result.stderr;
  }

  test('that name an undefined symbol make a map, and an executable if that is asked for', async () => {
    const cwd = folder({ 'a.s': '.globl _start\n_start: call nowhere\n' });
    await ireko(['as', '-o', 'a.o', 'a.s'], { cwd });
    const result = await ireko(['ld', '-Map=a.map', '-o', 'a.elf', 'a.o'], { cwd });
    expect(result.status).toBe(1);
    expect(readdirSync(cwd).sort()).toEqual(['a.map', 'a.o', 'a.s']);
    const listed = ['--retain-symbols-file=none', '--unique', '--unique=.a', 'a.o'];
    expect((await ireko(['ld', ...listed], { cwd })).stderr).toContain('none: No such file');
    const despite = await ireko(['ld', '--noinhibit-exec', '-o', 'a.elf', 'a.o'], { cwd });
    expect(despite).toEqual({ ...result, status: 0 });
    expect(readdirSync(cwd)).toContain('a.elf');
  });

  test('that name an undefined symbol are told the file and the symbol', async () => {
    const said = await link({ 'a.s': 'call nowhere\n' });
    expect(said).toMatch(/error: .*nowhere/);
    expect(said).toContain('a.o');
  });

  test('that define a symbol twice are both named', async () => {
    const source = '.globl twin\ntwin: nop\n';
    const said = await link({ 'a.s': source, 'b.s': source });
    expect(said).toMatch(/error: .*twin/);
    expect(said).toContain('a.o');
    expect(said).toContain('b.o');
  });

  test('with a bad script are told the line', async () => {
    expect(await link({ 'a.s': 'nop\n' }, 'SECTIONS\n{ .text : { *(.text }\n')).toMatch(
      /^a\.ld:[23]:\d+: error: /,
    );
  });

  test('that are not objects are named', async () => {
    expect(await complaint(['ld', '-o', 'a.elf', 'a.o'], { 'a.o': 'not an object' })).toMatch(
      /^ireko ld: error: a\.o: not an ELF file\n/,
    );
  });
});

describe('a guest', () => {
  const image = build(hello);
  const said = (...args: string[]) =>
    complaint(['vmm', ...args], {
      'a.elf': image,
      'a.img': '\0'.repeat(1024),
      'cut.elf': image.subarray(0, 70),
    });

  test.each([
    ['name=a', '--vm: a has no kernel; write name=a,kernel=a.elf,mem=128M'],
    ['kernel=a.elf', "--vm: 'kernel=a.elf' gives no name; write name=a,kernel=a.elf,mem=128M"],
    ['name=a,kernal=a.elf', "--vm: there is no setting 'kernal'; did you mean kernel?"],
    ['name=a,kernel=none.elf', 'none.elf: No such file or directory; check the path'],
    [
      'name=a,kernel=a.elf,mem=x',
      "--vm: a: mem: 'x' is not an amount of RAM; write it as 64M, up to 2 GiB",
    ],
    [
      'name=a,kernel=a.elf,disk=5',
      "--vm: a: disk: '5' is not START:SECTORS; write 0:512 for the first 512, or 1@ for all of the second disk",
    ],
    [
      'name=a,kernel=a.elf,disk=0:1',
      'a has a part of a disk, but there is none; add -drive file=…',
    ],
  ])('%s', async (vm, expected) => {
    expect(await said('--vm', vm)).toBe(`ireko vmm: error: ${expected}\n`);
  });

  test('that is taken for a description is told how guests are given', async () => {
    expect(await said('a.elf')).toBe(
      'ireko vmm: error: a.elf: guests are given as --vm name=a,kernel=a.elf\n',
    );
  });

  test('whose ELF file is damaged is named', async () => {
    expect(await said('--vm', 'name=a,kernel=cut.elf')).toMatch(
      /^ireko vmm: error: cut\.elf: .+; .+\n$/,
    );
  });

  test('whose part of the disk is not on the disk is named', async () => {
    const vm = 'name=a,kernel=a.elf,disk=1:2';
    expect(await said('--vm', vm, '-drive', 'file=a.img')).toBe(
      "ireko vmm: error: a: its part of the disk ends after the disk's 2 sectors\n",
    );
  });

  test('larger than its memory is told how much it needs', async () => {
    const large = { 'a.elf': program('nop\n.bss\n.zero 0x500000\n') };
    expect(await complaint(['vmm', '--vm', 'name=a,kernel=a.elf,mem=4M'], large)).toMatch(
      /^ireko vmm: error: a\.elf: larger than the memory of a; give it at least [68]M\n$/,
    );
  });

  test('larger than the computer is refused', async () => {
    expect(await said('-m', '64M', '--vm', 'name=a,kernel=a.elf,mem=128M')).toBe(
      'ireko vmm: error: the guests have 128 MiB of RAM in all, and the computer 64 MiB; give it more with -m, or them less\n',
    );
  });

  test('twice of the same name is refused', async () => {
    const vm = ['--vm', 'name=a,kernel=a.elf'];
    expect(await said(...vm, ...vm)).toMatch(
      /^ireko vmm: error: two virtual machines .*a.*; .+\n$/,
    );
  });
});
