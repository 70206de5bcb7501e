/**
 * Objects, archives and scripts with mistakes of any kind in them: the linker and the tools say what is
 * wrong or make the best of it, and never crash or go on without end.
 * RUNS=20000 npx vitest run --project unit packages/asm/test/link/robustness.test.ts takes longer.
 */

import { writeArchive } from '@ireko/elf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LinkOptions, link } from '../../src/link/link.ts';
import { nm } from '../../src/tools/nm.ts';
import { objcopy } from '../../src/tools/objcopy.ts';
import { objdump } from '../../src/tools/objdump.ts';
import { readelf } from '../../src/tools/readelf.ts';
import { size } from '../../src/tools/size.ts';
import { object } from './linking.ts';

/** The same cases each time, unless more are asked for. */
const { RUNS } = process.env;
const runs = RUNS === undefined ? { numRuns: 60, seed: 1 } : { numRuns: Number(RUNS) };
const LIMIT_MS = 100_000;

const first = object(
  'first',
  `.globl _start
_start: .cfi_startproc
        call f
        la a0, text
        lui a1, %hi(value)
        lw a1, %lo(value)(a1)
        beqz a1, _start
        .cfi_endproc
        .section .rodata.str, "aMS", @progbits, 1
text:   .asciz "a text"
        .section .text.f, "axG", @progbits, f, comdat
        .weak f
f:      ret
        .data
value:  .dword text, f - _start
        .comm pool, 24, 8\n`,
);
const second = object('second', '.globl g\n.option pic\ng: la a0, value\n ret\n.bss\n.zero 40\n');

const SCRIPT = `ENTRY(_start)
MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 128K }
PHDRS { all PT_LOAD FLAGS(7); }
SECTIONS {
  .text : { KEEP(*(SORT(.text.*))) *(EXCLUDE_FILE(a.o) .text) . = ALIGN(16); _etext = .; } >ram :all =0x90
  .data : AT(ADDR(.text) + SIZEOF(.text)) { BYTE(1) *(.data .rodata*) FILL(0) . += 4; } >ram
  .bss (NOLOAD) : { *(.bss) *(COMMON) } >ram
  PROVIDE(end = .); ASSERT(end > _etext, "order") /DISCARD/ : { *(.comment) }
}`;

/** Places and values of changed bytes; the places are shares of the whole, most of them at its ends. */
const changes = fc.array(
  fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x2a),
    fc.constantFrom('head', 'tail', 'any'),
  ),
  { minLength: 1, maxLength: 5 },
);
const END = 1500;

function changed(
  bytes: Uint8Array,
  list: readonly (readonly [number, number, string])[],
): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (const [share, value, where] of list) {
    const span = where === 'any' ? copy.length : Math.min(where === 'head' ? 64 : END, copy.length);
    const at = Math.floor(share * (span - 1));
    copy[where === 'tail' ? copy.length - 1 - at : at] = value;
  }
  return copy;
}

const options = fc.record<LinkOptions>({
  gcSections: fc.boolean(),
  relocatable: fc.boolean(),
  emitRelocations: fc.boolean(),
  pie: fc.boolean(),
  map: fc.constant({}),
  unresolved: fc.constantFrom('error', 'ignored'),
});

/** A link gives an executable or says why not. */
function check(...given: Parameters<typeof link>): void {
  const { elf, diagnostics } = link(...given);
  const failed = diagnostics.some(({ severity }) => severity === 'error');
  expect(elf === undefined).toBe(failed);
}

test('objects with changed bytes', { timeout: LIMIT_MS }, () => {
  fc.assert(
    fc.property(changes, options, (list, asked) => {
      const broken = { name: 'broken.o', bytes: changed(first.bytes, list) };
      check([broken, second], undefined, asked);
    }),
    runs,
  );
});

test('archives with changed bytes', { timeout: LIMIT_MS }, () => {
  const bytes = writeArchive([first, second]);
  fc.assert(
    fc.property(changes, fc.boolean(), (list, whole) => {
      check([second, { name: 'broken.a', bytes: changed(bytes, list), whole }], undefined);
    }),
    runs,
  );
});

test('scripts with words put in and taken out', { timeout: LIMIT_MS }, () => {
  const words = SCRIPT.split(/(\s+|\b)/);
  const more = ['(', ')', '{', '}', ';', '0', '.', '/*', '"', '<<', '63', '. = . + 0x1000000000;'];
  const edits = fc.array(
    fc.tuple(fc.nat(words.length - 1), fc.constantFrom('', ...more, ...words)),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(edits, (list) => {
      const text = [...words];
      for (const [at, word] of list) text[at] = word;
      check([first, second], { name: 'a.ld', text: text.join('') });
    }),
    runs,
  );
});

test('files for the tools with changed bytes', { timeout: LIMIT_MS }, () => {
  const show = { headers: true, symbols: true, contents: true, relocations: true, lines: true };
  const all = { header: true, sections: true, segments: true, symbols: true, relocations: true };
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = changed(first.bytes, list);
      const texts = [
        objdump('a.o', bytes, { ...show, disassemble: true, everything: true, allHeaders: true }),
        readelf(bytes, { ...all, dynamic: true, notes: true, attributes: true, groups: true }),
        nm(bytes),
        size([{ name: 'a.o', bytes }]),
      ];
      for (const each of texts) expect('text' in each || 'problem' in each).toBe(true);
      for (const format of ['elf', 'binary', 'ihex'] as const) objcopy(bytes, { format });
      for (const strip of ['debug', 'all'] as const) objcopy(bytes, { format: 'elf', strip });
    }),
    runs,
  );
});
