import { readDebug, readElf } from '@ireko/elf';
import { expect, test } from 'vitest';
import { buildImage, type Image, ObjectCache } from '../src/index.ts';

const script = 'ENTRY(_start)\nSECTIONS { . = 0x80000000; .text : { *(.text .rodata) } }\n';

const inner: Image = {
  name: 'inner',
  sources: ['inner.s'],
  script: 'plain.ld',
  includePaths: [],
  needs: [],
};

const outer: Image = {
  name: 'outer',
  sources: ['src/start.s', 'src/data.s'],
  script: 'plain.ld',
  includePaths: ['src'],
  needs: [inner],
};

const files: Readonly<Record<string, string>> = {
  'plain.ld': script,
  'inner.s': '.globl _start\n_start: li a0, 7\nret\n',
  'src/start.s': '.include "n.inc"\n.globl _start\n_start: li a0, N\nj other\n',
  'src/data.s': '.globl other\nother: ret\n.section .rodata\n.incbin "inner.elf"\n',
  'src/n.inc': '.equ N, 5\n',
};

function build(
  image: Image,
  changes: Readonly<Record<string, string | undefined>> = {},
  objects?: ObjectCache,
  debug?: 5,
) {
  const all = { ...files, ...changes };
  const read = (path: string) => {
    const text = all[path];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  return buildImage(image, read, objects, debug);
}

test('an image is assembled and linked with the images that it holds', () => {
  const { elf, diagnostics } = build(outer);
  expect(diagnostics).toEqual([]);
  const file = readElf(elf ?? new Uint8Array());
  if ('problem' in file) throw new Error(file.problem);
  expect(file.entry).toBe(0x8000_0000n);
  const text = file.sections.find(({ name }) => name === '.text')?.data ?? new Uint8Array();
  expect([...text.subarray(0, 2)]).toEqual([0x15, 0x45]);
  expect(String.fromCharCode(...text)).toContain('\u007fELF');
});

test('an image with its lines described loads what it loads without', () => {
  const { elf } = build(outer, {}, undefined, 5);
  const file = readElf(elf ?? new Uint8Array());
  const plain = readElf(build(outer).elf ?? new Uint8Array());
  if ('problem' in file || 'problem' in plain) throw new Error('no ELF file');
  expect(readDebug(file).lineAt(file.entry)).toMatchObject({ file: 'src/start.s', line: 3 });
  const loaded = ({ segments }: typeof file) => segments;
  expect(loaded(file)).toEqual(loaded(plain));
});

test('an image that is needed twice is built once', () => {
  const reads: string[] = [];
  const twice: Image = { ...outer, needs: [inner, { ...outer, name: 'middle', needs: [inner] }] };
  buildImage(twice, (path) => {
    reads.push(path);
    const text = files[path];
    return text === undefined ? undefined : new TextEncoder().encode(text);
  });
  expect(reads.filter((path) => path === 'inner.s')).toHaveLength(1);
});

test('an object is made again when a file that it was made of has changed, or is there now', () => {
  const objects = new ObjectCache();
  const elf = (changes: Readonly<Record<string, string>>, cache?: ObjectCache) =>
    build(outer, changes, cache).elf;
  for (const changes of [{}, { 'src/n.inc': '.equ N, 6\n' }, { 'n.inc': '.equ N, 7\n' }, {}])
    expect(elf(changes, objects)).toEqual(elf(changes));
});

test('an object of unchanged files is the one of before', () => {
  const objects = new ObjectCache();
  const read = (path: string) => new TextEncoder().encode(files[path]);
  const assembleAgain = () => objects.assemble('inner.s', read, { symbols: { A: 1n } });
  expect(assembleAgain()).toBe(assembleAgain());
});

test('mistakes of all sources are reported together', () => {
  const { elf, diagnostics } = build(outer, { 'src/start.s': 'foo\n', 'src/data.s': 'bar\n' });
  expect(elf).toBeUndefined();
  expect(diagnostics.map(({ span }) => span?.file)).toEqual(['src/start.s', 'src/data.s']);
});

test('mistakes in an image that is needed stop the one that needs it', () => {
  const { elf, diagnostics } = build(outer, { 'inner.s': 'foo\n' });
  expect(elf).toBeUndefined();
  expect(diagnostics.map(({ span }) => span?.file)).toEqual(['inner.s']);
});

test('a missing script and a missing source are named', () => {
  expect(build(outer, { 'plain.ld': undefined }).diagnostics[0]?.message).toContain('plain.ld');
  expect(build(inner, { 'inner.s': undefined }).diagnostics[0]?.message).toContain('inner.s');
});
