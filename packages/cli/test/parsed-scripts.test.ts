/** Parsed linker scripts are kept from one link to the next, and a link with them is the same. */

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '@ireko/asm/assemble';
import { link, type ParsedScripts } from '@ireko/asm/link';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsedScripts } from '../src/parsed-scripts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ireko-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Of every part of the language something. */
const SCRIPT = `
ENTRY(_start) EXTERN(wanted) OUTPUT_ARCH(riscv) REGION_ALIAS("data", ram)
MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 64K }
PHDRS { code PT_LOAD FLAGS(5); data PT_LOAD; }
SECTIONS {
  .text : { *(EXCLUDE_FILE(*b.o) .text SORT(.text.*)) KEEP(*(.init)) } >ram :code =0x13
  .data ALIGN(16) : { d = .; *(.data) BYTE(~1 ? 2 : 3) . += 4; PROVIDE(end = d + SIZEOF(.text)); } >data :data
  OVERLAY : { .a { *(.a) } .b { *(.b) } } >ram
  ASSERT(. > 0, "too small")
}`;

const { object } = assemble('a.s', () =>
  new TextEncoder().encode('.globl _start, wanted\n_start: wanted: nop\n.data\n.word 1\n'),
);

function linkWith(scripts: ParsedScripts, text: string | undefined = SCRIPT) {
  const script = text === undefined ? undefined : { name: 'a.ld', text };
  const options = { parsedScripts: scripts, map: {} };
  return link([{ name: 'a.o', bytes: object ?? new Uint8Array() }], script, options);
}

test.each([SCRIPT, undefined])('a link with a script that is known is the same', (text) => {
  const first = linkWith(parsedScripts(folder), text);
  const kept = readdirSync(folder);
  const second = linkWith(parsedScripts(folder), text);
  expect(first.diagnostics).toEqual([]);
  expect(second).toEqual(first);
  expect(kept).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(kept);
});

test('what is kept is all that was parsed', () => {
  const parsed = new Map();
  linkWith(parsed);
  const [[text, script]] = [...parsed] as [[string, never]];
  parsedScripts(folder).set(text, script);
  expect(parsedScripts(folder).get(text)).toEqual(script);
});

test('a script with a mistake is not kept', () => {
  expect(linkWith(parsedScripts(folder), 'SECTIONS { + }').diagnostics).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('without the folder, or with damage in it, scripts are parsed', () => {
  const { elf } = linkWith(parsedScripts(join(folder, 'missing')));
  expect(elf).toBeDefined();
  linkWith(parsedScripts(folder));
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'damage');
  expect(linkWith(parsedScripts(folder)).elf).toEqual(elf);
});

test('two scripts of the same name are told apart, and only so many are kept', () => {
  const scripts = parsedScripts(folder);
  // `Aa` and `BB` have the same hash, as with Java's strings.
  for (const text of ['Aa', 'BB']) scripts.set(`x_${text} = 1;`, { entry: text } as never);
  expect(scripts.get('x_Aa = 1;')).toBeUndefined();
  expect(scripts.get('x_BB = 1;')).toEqual({ entry: 'BB' });
  for (let i = 0; i < 100; i++) scripts.set(`y = ${i};`, { entry: 'y' } as never);
  expect(scripts.get('y = 99;')).toEqual({ entry: 'y' });
  expect(readdirSync(folder).length).toBeLessThanOrEqual(32);
});
