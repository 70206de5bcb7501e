import { writeArchive } from '@ireko/elf';
import { expect, test } from 'vitest';
import { link } from '../../src/link/link.ts';
import type { LinkInput } from '../../src/link/load.ts';
import { address, linked, mistakes, object } from './linking.ts';

const SCRIPT = 'ENTRY(_start) SECTIONS { .text : { *(.text) } }';
const start = object('start', '.globl _start\n_start: call one\n');
const one = object('one', '.globl one\none: call two\n');
const two = object('two', '.globl two\ntwo: ret\n');
const never = object('never', '.globl never\nnever: ret\n');

function archive(name: string, ...members: (typeof start)[]) {
  return { name, bytes: writeArchive(members) };
}

function problems(inputs: readonly LinkInput[], script = SCRIPT): string[] {
  return link(inputs, { name: 'test.ld', text: script }).diagnostics.map((each) => each.message);
}

test('of an archive only the members that are needed are linked, in the order of need', () => {
  const file = linked([start, archive('all.a', never, two, one)], SCRIPT);
  expect(address(file, 'never')).toBeUndefined();
  expect(address(file, 'two')).toBe((address(file, 'one') ?? 0n) + 8n);
});

test('an archive gives nothing to what comes after it', () => {
  expect(mistakes([archive('all.a', one, two), start], SCRIPT)).toEqual([
    'error: start.o:(.text+0x0), in `_start`: undefined symbol `one`',
  ]);
});

test('archives of a group are searched until nothing new is found', () => {
  const group = [archive('second.a', two), archive('first.a', one)];
  expect(problems([start, ...group])).toEqual([
    'first.a(one.o):(.text+0x0), in `one`: undefined symbol `two`',
  ]);
  expect(problems([start, { group }])).toEqual([]);
});

test('a weak reference does not need a member', () => {
  const weak = object('start', '.weak never\n.globl _start\n_start: ret\n.data\n.dword never\n');
  expect(address(linked([weak, archive('all.a', never)], SCRIPT), 'never')).toBeUndefined();
});

test('a script names further files', () => {
  const files = new Map([one, two].map((each) => [each.name, each]));
  const script = `INPUT(one.o) GROUP(two.o) ${SCRIPT}`;
  const find = (name: string) => files.get(name);
  expect(address(linked([start], script, { find }), 'two')).toBeDefined();
  expect(problems([start], script)[0]).toBe('there is no file `one.o`, which the script names');
});

test('a pattern can name a member and its archive', () => {
  const script =
    'ENTRY(_start) SECTIONS { .first : { *all.a:two.o(.text) } .text : { *(EXCLUDE_FILE(one.o) .text) } .last : { *(.text) } }';
  const file = linked([start, archive('all.a', one, two)], script);
  const order = ['two', '_start', 'one'].map((name) => address(file, name) ?? 0n);
  expect(order).toEqual([...order].sort((a, b) => (a < b ? -1 : 1)));
});

test('a thin archive is refused', () => {
  const thin = { name: 'thin.a', bytes: new TextEncoder().encode('!<thin>\n') };
  expect(problems([start, thin])[0]).toMatch(/^thin\.a: a thin archive/);
});
