import { readArchive, readElf, writeArchive } from '@ireko/elf';
import { expect, test } from 'vitest';
import { link } from '../../src/link/link.ts';
import { type ObjcopyOptions, objcopy } from '../../src/tools/objcopy.ts';
import { object } from '../link/linking.ts';

const SCRIPT =
  'SECTIONS { .text 0x80000000 : { *(.text) } .data 0x90000000 : AT(0x80000008) { *(.data) } .bss : { *(.bss) } }';
const SOURCE = '.globl _start\n_start: nop\nunused: ret\n.data\n.word 5\n.bss\n.zero 16\n';

function copy(options: ObjcopyOptions): Uint8Array {
  const { elf } = link([object('a', SOURCE)], { name: 'a.ld', text: SCRIPT });
  const copied = objcopy(elf ?? new Uint8Array(), options);
  if ('problem' in copied) throw new Error(copied.problem);
  return copied.bytes;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('a plain image holds what is loaded, at its load address', () => {
  expect(hexOf(copy({ format: 'binary' }))).toBe('0100828000000000' + '05000000');
});

test('sections can be chosen and left out', () => {
  expect(hexOf(copy({ format: 'binary', only: ['.data'] }))).toBe('05000000');
  expect(hexOf(copy({ format: 'binary', remove: ['.data'] }))).toBe('01008280');
});

test('a stripped file has its sections and no symbols', () => {
  const file = readElf(copy({ format: 'elf', strip: 'all' }));
  if ('problem' in file) throw new Error(file.problem);
  expect(file.symbols.length).toBe(0);
  expect(file.sections.map(({ name }) => name)).toContain('.data');
});

test('what is not an ELF file is told', () => {
  expect(objcopy(new Uint8Array(8), { format: 'binary' })).toEqual({
    problem: 'not an ELF file',
  });
});

test('an image may be text', () => {
  const text = (format: 'ihex' | 'srec' | 'verilog') =>
    new TextDecoder().decode(copy({ format, only: ['.text'] })).split('\r\n');
  expect(text('ihex')).toEqual([
    ...[':0200000480007A', ':0400000001008280F9', ':040000058000000077', ':00000001FF', ''],
  ]);
  expect(text('srec')[1]).toBe('S309800000000100828073');
  expect(text('verilog')).toEqual(['@80000000', '01 00 82 80', '']);
});

test('S-records are as long as asked, as far as they have room', () => {
  const records = (recordSize: number) =>
    new TextDecoder()
      .decode(copy({ format: 'srec', only: ['.text'], recordSize }))
      .split('\r\n')
      .filter((each) => each.startsWith('S3'));
  expect(records(3)).toEqual(['S30880000000010082F4', 'S3068000000380F6']);
  expect(records(0)).toHaveLength(4);
  expect(records(1000)).toEqual(['S309800000000100828073']);
});

test('sections and symbols can be renamed and added', () => {
  const bytes = copy({
    format: 'elf',
    renameSections: new Map([['.data', '.values']]),
    renameSymbols: new Map([['_start', 'begin']]),
    removeSymbols: ['unused'],
    add: [{ name: '.note', bytes: new Uint8Array([7]) }],
    flags: new Map([['.note', ['readonly', 'contents']]]),
  });
  const file = readElf(bytes);
  if ('problem' in file) throw new Error(file.problem);
  const names = file.sections.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['.values', '.note']));
  const symbols = file.symbols.map(({ name }) => name);
  expect(symbols).toContain('begin');
  expect(symbols).not.toContain('unused');
});

test('what is kept for debuggers has places and no bytes', () => {
  const file = readElf(copy({ format: 'elf', onlyDebug: true }));
  if ('problem' in file) throw new Error(file.problem);
  const text = file.sections.find(({ name }) => name === '.text');
  expect(text).toMatchObject({ type: 8, address: 0x80000000n, size: 4 });
  expect(file.symbols.map(({ name }) => name)).toContain('_start');
});

test('a section of a linked file is not moved', () => {
  const { elf } = link([object('a', SOURCE)], { name: 'a.ld', text: SCRIPT });
  const moves = [{ section: '.text', to: 0n, which: 'address' }] as const;
  expect(objcopy(elf ?? new Uint8Array(), { format: 'elf', moves })).toEqual({
    problem: '.text lies in a segment, and only a link can move it; it can in an image',
  });
});

test('words of Verilog are written from the top', () => {
  const text = new TextDecoder().decode(copy({ format: 'verilog', wordSize: 4, only: ['.data'] }));
  expect(text).toBe('@20000002\r\n00000005\r\n');
});

test('of an archive each member is copied', () => {
  const members = ['a', 'b'].map((name) => ({
    name: `${name}.o`,
    bytes: object(name, SOURCE).bytes,
  }));
  const copied = objcopy(writeArchive(members), { format: 'elf', weaken: ['_start'] });
  const archive = 'problem' in copied ? copied : readArchive(copied.bytes);
  if ('problem' in archive) throw new Error(archive.problem);
  const bindings = archive.members.map(({ name, bytes }) => {
    const file = readElf(bytes);
    return [
      name,
      'problem' in file || file.symbols.find((each) => each.name === '_start')?.binding,
    ];
  });
  expect(bindings).toEqual([
    ['a.o', 2],
    ['b.o', 2],
  ]);
});
