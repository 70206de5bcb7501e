import { expect, test } from 'vitest';
import { hex, linked, object } from './linking.ts';

const SCRIPT =
  'ENTRY(_start) SECTIONS { .text : { *(.text) } .rodata : { *(.rodata*) } .data : { *(.data) } }';

const START = '.globl _start\n_start: nop\n';

function strings(name: string, source: string, more = '') {
  return object(name, `${more}.section .rodata.str, "aMS", @progbits, 1\n${source}`);
}

function text(bytes: string): string {
  return Buffer.from(bytes, 'hex').toString('latin1');
}

test('equal strings of two objects are stored once', () => {
  const file = linked(
    [strings('a', '.asciz "one"\n.asciz "two"\n', START), strings('b', '.asciz "two"\n')],
    SCRIPT,
  );
  expect(text(hex(file, '.rodata'))).toBe('one\0two\0');
});

test('a string that ends another lies inside of it', () => {
  const source = 'whole: .asciz "hello"\nend: .asciz "llo"\n.data\n.dword whole, end\n';
  const file = linked([strings('a', source, START)], SCRIPT);
  expect(text(hex(file, '.rodata'))).toBe('hello\0');
  const data = Buffer.from(hex(file, '.data'), 'hex');
  expect(data.readBigUInt64LE(8) - data.readBigUInt64LE(0)).toBe(2n);
});

test('an aligned string does not lie where it would lose its alignment', () => {
  const source = `${START}.section .rodata.str, "aMS", @progbits, 1\n.balign 4\n.asciz "hello"\n.balign 4\n.asciz "llo"\n`;
  expect(text(hex(linked([object('a', source)], SCRIPT), '.rodata'))).toBe('hello\0\0\0llo\0');
});

test('equal constants of one size are stored once', () => {
  const constants = (name: string, values: string) =>
    object(
      name,
      `${START.replace('_start', name).replace('_start', name)}.section .rodata.cst, "aM", @progbits, 4\n.word ${values}\n`,
    );
  const file = linked([constants('_start', '1, 2, 1'), constants('b', '2, 3')], SCRIPT);
  expect(hex(file, '.rodata')).toBe('010000000200000003000000');
});

test('sections of strings with relocations stay as they are', () => {
  const source = `${START}.section .rodata.a, "aM", @progbits, 8\n.dword _start, _start\n`;
  expect(hex(linked([object('a', source)], SCRIPT), '.rodata')).toHaveLength(32);
});
