/** What output sections are by their names alone, until an object's section says more [gABI §4 Special Sections]. */

import {
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_TLS,
  SHF_WRITE,
  SHT_FINI_ARRAY,
  SHT_INIT_ARRAY,
  SHT_NOBITS,
  SHT_NOTE,
  SHT_PREINIT_ARRAY,
  SHT_PROGBITS,
} from '@ireko/elf';

const DATA = SHF_ALLOC | SHF_WRITE;
const CODE = SHF_ALLOC | SHF_EXECINSTR;

/** Names, and the `SHT_…` and `SHF_…` of such sections. */
const SPECIAL: readonly (readonly [pattern: RegExp, type: number, flags: number])[] = [
  [/^\.(text(\..*)?|init|fini)$/, SHT_PROGBITS, CODE],
  [/^\.(rodata(\..*)?|rodata1)$/, SHT_PROGBITS, SHF_ALLOC],
  [/^\.(data(\..*)?|data1)$/, SHT_PROGBITS, DATA],
  [/^\.tdata(\..*)?$/, SHT_PROGBITS, DATA | SHF_TLS],
  [/^\.tbss(\..*)?$/, SHT_NOBITS, DATA | SHF_TLS],
  [/^\.bss(\..*)?$/, SHT_NOBITS, DATA],
  [/^\.init_array(\..*)?$/, SHT_INIT_ARRAY, DATA],
  [/^\.fini_array(\..*)?$/, SHT_FINI_ARRAY, DATA],
  [/^\.preinit_array(\..*)?$/, SHT_PREINIT_ARRAY, DATA],
  [/^\.note\.GNU-stack$/, SHT_PROGBITS, 0],
  [/^\.note/, SHT_NOTE, 0],
  [/^\.(comment|interp)$/, SHT_PROGBITS, 0],
];

/** The type and flags that a name stands for; undefined if it is a name like others. */
export function specialSection(
  name: string,
): { readonly type: number; readonly flags: number } | undefined {
  const found = SPECIAL.find(([pattern]) => pattern.test(name));
  return found && { type: found[1], flags: found[2] };
}
