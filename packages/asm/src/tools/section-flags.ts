/** What a section is for, as `objdump -h` and `nm` tell it. */

import {
  type Section,
  SHF_ALLOC,
  SHF_EXCLUDE,
  SHF_EXECINSTR,
  SHF_TLS,
  SHF_WRITE,
  SHT_GROUP,
  SHT_NOBITS,
  SHT_RELA,
  SHT_STRTAB,
  SHT_SYMTAB,
} from '@ireko/elf';

/** The words of `objdump -h`: `CONTENTS, ALLOC, LOAD, READONLY, CODE`. */
export function sectionWords({ type, flags, name, relocations }: Section): string[] {
  if (type === SHT_GROUP) return ['CONTENTS', 'READONLY', 'GROUP', 'LINK_ONCE_DISCARD'];
  const stored = type !== SHT_NOBITS;
  const allocated = (flags & SHF_ALLOC) !== 0;
  const words: string[] = [];
  if (stored) words.push('CONTENTS');
  if (allocated) words.push('ALLOC');
  if (allocated && stored) words.push('LOAD');
  if (relocations.length > 0) words.push('RELOC');
  if ((flags & SHF_WRITE) === 0) words.push('READONLY');
  if (flags & SHF_EXECINSTR) words.push('CODE');
  else if (allocated && stored) words.push('DATA');
  if (flags & SHF_EXCLUDE) words.push('EXCLUDE');
  if (flags & SHF_TLS) words.push('THREAD_LOCAL');
  if (isDebug(name)) words.push('DEBUGGING', 'OCTETS');
  return words;
}

/** Whether a section is one of the tables about the others, which GNU's tools do not count. */
export function isHidden({ type, flags }: Section): boolean {
  if (type === SHT_RELA) return (flags & SHF_ALLOC) === 0;
  return type === SHT_SYMTAB || type === SHT_STRTAB;
}

/** Whether a section holds debug information, by its name. */
export function isDebug(name: string): boolean {
  return (
    /^\.(debug|zdebug|gnu\.debug|stab)/.test(name) || name === '.line' || name === '.gdb_index'
  );
}

/** The letter of `nm` for a symbol in a section, in lower case: `t`, `d`, `b`, `r`, `n`. */
export function sectionLetter({ type, flags, name }: Section): string {
  if (flags & SHF_EXECINSTR) return 't';
  if (isDebug(name)) return 'n';
  if (type === SHT_NOBITS) return 'b';
  if ((flags & SHF_ALLOC) === 0) return flags & SHF_WRITE ? 'd' : 'n';
  return flags & SHF_WRITE ? 'd' : 'r';
}
