/** `ireko run` with QEMU's options for firmware, kernel, initial RAM disk and device tree. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, ireko } from './command-line.ts';
import { linkerScript, program } from './program.ts';

/** The bytes of a program that are in memory, without the ELF file around them. */
const raw = (source: string): Uint8Array => program(source).slice(0x1000);

const finish = `
        li      t0, 0x100000
        sw      a0, 0(t0)
`;

/** Firmware that does as it is told in `a2`, as OpenSBI's fw_dynamic does. */
const firmware = program(`
        ld      t0, 16(a2)              # next_addr
        li      t1, 3 << 11
        csrc    mstatus, t1
        li      t1, 1 << 11             # S-mode
        csrs    mstatus, t1
        csrw    mepc, t0
        li      t1, -1
        csrw    pmpaddr0, t1
        li      t1, 0x1f
        csrw    pmpcfg0, t1
        mret
`);

/** Passes if it runs in S-mode: a CSR of M-mode would trap, and nothing follows that. */
const kernel = `        csrr    t0, sstatus
        li      a0, 0x5555
${finish}`;

test('firmware finds the kernel, an ELF file or raw', async () => {
  const elf = program(kernel, linkerScript.replace('0x80000000', '0x80400000'));
  const cwd = folder({ 'fw.elf': firmware, 'kernel.elf': elf, kernel: elf.slice(0x1000) });
  for (const name of ['kernel.elf', 'kernel'])
    expect(await ireko(['run', '-bios', 'fw.elf', '-kernel', name], { cwd })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
});

test('a kernel alone begins in M-mode, and -bios none is the default', async () => {
  const cwd = folder({ kernel: raw(`csrr t0, mstatus\nli a0, 0x5555\n${finish}`) });
  for (const bios of [[], ['-bios', 'none']])
    expect((await ireko(['run', ...bios, '-kernel', 'kernel'], { cwd })).status).toBe(0);
});

test('the initial RAM disk is in memory where the device tree tells', async () => {
  // 64 MiB behind the kernel's start; its first byte becomes the exit status.
  const cwd = folder({
    kernel: raw(`li t1, 0x84000000\nlbu t1, 0(t1)\nslli t1, t1, 16\nli a0, 0x3333\nor a0, a0, t1
${finish}`),
    disk: Uint8Array.of(42),
  });
  const files = ['-kernel', 'kernel', '-initrd', 'disk'];
  expect((await ireko(['run', ...files], { cwd })).status).toBe(42);
  expect(await ireko(['run', ...files, '-dumpdtb', 'dtb'], { cwd })).toMatchObject({ status: 0 });
  expect(readFileSync(join(cwd, 'dtb')).includes(Uint8Array.of(0x84, 0, 0, 0))).toBe(true);
});

test('the device tree that -dumpdtb writes can be given back with other arguments', async () => {
  const cwd = folder();
  await ireko(['run', '-m', '64M', '-append', 'one', '-dumpdtb', 'a.dtb'], { cwd });
  await ireko(['run', '-dtb', 'a.dtb', '-append', 'two', '-dumpdtb', 'b.dtb'], { cwd });
  await ireko(['run', '-m', '64M', '-append', 'two', '-dumpdtb', 'c.dtb'], { cwd });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(cwd, `${name}.dtb`)));
  expect(b?.includes('two')).toBe(true);
  expect(b).toEqual(c);
  expect(b).not.toEqual(a);
});

describe('a mistake is told in one line:', () => {
  const files = {
    ...{ 'a.elf': program(kernel), 'b.elf': firmware, text: 'some text\n' },
    packed: Uint8Array.of(0x1f, 0x8b, 8, 0),
    zboot: 'MZ\0\0zimg and more',
  };
  test.each([
    [['a.elf', '-kernel', 'b.elf'], 'a.elf: -kernel names another image; give one of them'],
    [['a.elf', '-bios', 'b.elf'], 'a.elf: with -bios, name the kernel as -kernel a.elf'],
    [
      ['-bios', 'b.elf', '-kernel', 'packed'],
      'packed: it is packed by gzip, and firmware unpacks nothing; gunzip it',
    ],
    [
      ['-bios', 'zboot'],
      'zboot: it is an EFI program that unpacks a kernel, and there is no EFI here; boot the Image in it',
    ],
    [['-initrd', 'text'], '-initrd: there is no kernel to read it; add -kernel FILE'],
    [['-append', 'x'], 'no image; try: ireko run hello.elf'],
    [['a.elf', '-dtb', 'text'], 'text: not a flattened device tree; make one with dtc -O dtb'],
    [
      ['-bios', 'a.elf', '-kernel', 'b.elf'],
      /^b\.elf: it loads at .*, where the firmware is \(.*\); link it behind that/,
    ],
    [['-kernel', 'none'], /^none: No such file/],
    [['-m', '4K', '-kernel', 'a.elf'], /a\.elf: .*give more memory$/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await ireko(['run', ...args], { cwd: folder(files) });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    const said = /^ireko run: error: (.*)\n$/.exec(stderr)?.[1];
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
});

test('-device loader puts files into RAM besides', async () => {
  const source = `
        li      t0, 0x80001000
        lw      a0, 0(t0)
        li      t0, 0x80002000
        lw      t1, 0(t0)
        add     a0, a0, t1
${finish}`;
  const word = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
  const elf = program('.word 0x5000', linkerScript.replace('0x80000000', '0x80002000'));
  const cwd = folder({ 'a.elf': program(source), data: word(0x555), 'more.elf': elf });
  const data = 'loader,file=data,addr=0x80001000,force-raw=on';
  const run = (...loaders: readonly string[]) =>
    ireko(['run', ...loaders.flatMap((each) => ['-device', each]), 'a.elf'], { cwd });
  expect(await run(data, 'loader,file=more.elf')).toMatchObject({ status: 0, stderr: '' });
  expect((await run('loader,file=data')).stderr).toMatch(/data: .*ELF/);
  expect((await run('loader,addr=0')).stderr).toMatch(/it names no file/);
});
