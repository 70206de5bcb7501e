/** Writes an assembled unit as an ELF object: sections, relocations, the symbols. */

import * as elf from '@ireko/elf';
import { type Abi, architectureAttribute } from '../architecture.ts';
import { sectionOf } from '../unit/expression.ts';
import type { Section } from '../unit/section.ts';
import type { SymbolTable } from '../unit/symbol.ts';
import type { Unit } from '../unit/unit.ts';
import { type Group, ObjectSymbols } from './symbols.ts';

/** A section with its final contents. */
export interface Finished {
  readonly section: Section;
  /** Bytes, of which a section without contents has none in the file. */
  readonly size: number;
  readonly contents: Uint8Array;
  /** What is left to the linker. */
  readonly patches: elf.Relocations<SymbolTable>;
}

const sectionTypes: Readonly<Record<string, number>> = {
  progbits: elf.SHT_PROGBITS,
  nobits: elf.SHT_NOBITS,
  note: elf.SHT_NOTE,
  strtab: elf.SHT_STRTAB,
  init_array: elf.SHT_INIT_ARRAY,
  fini_array: elf.SHT_FINI_ARRAY,
  preinit_array: elf.SHT_PREINIT_ARRAY,
};

const sectionFlags: Readonly<Record<string, number>> = {
  a: elf.SHF_ALLOC,
  w: elf.SHF_WRITE,
  x: elf.SHF_EXECINSTR,
  M: elf.SHF_MERGE,
  S: elf.SHF_STRINGS,
  T: elf.SHF_TLS,
  e: elf.SHF_EXCLUDE,
  o: elf.SHF_LINK_ORDER,
  G: elf.SHF_GROUP,
  R: elf.SHF_GNU_RETAIN,
  d: elf.SHF_GNU_MBIND,
};

/** The flags of a calling convention, by the letter that its name ends with. */
const abiFlags: Readonly<Record<string, number>> = {
  e: elf.EF_RISCV_RVE,
  f: elf.EF_RISCV_FLOAT_ABI_SINGLE,
  d: elf.EF_RISCV_FLOAT_ABI_DOUBLE,
  q: elf.EF_RISCV_FLOAT_ABI_QUAD,
};

/** The object file. */
export function writeObject(unit: Unit, finished: readonly Finished[], abi: Abi): Uint8Array {
  const sections = finished.map(elfSection);
  const groups = groupsOf(finished, sections);
  const attributes = attributesOf(unit);
  const ofGroups = groups.map(({ section }) => section);
  const symbols = new ObjectSymbols(unit, finished, sections, groups);
  symbols.list([...attributes, ...ofGroups]);
  for (const [index, { patches }] of finished.entries()) {
    const relocations = patches.renumbered(symbols.table, symbols.places);
    Object.assign(sections[index] as elf.Section, { relocations });
  }
  linkOrder(unit, finished, sections, groups.length);
  return elf.writeElf({
    bits: unit.objectXlen,
    type: elf.ET_REL,
    machine: elf.EM_RISCV,
    flags:
      (abiFlags[abi.at(-1) ?? ''] ?? elf.EF_RISCV_FLOAT_ABI_SOFT) |
      (unit.allowsCompressed ? elf.EF_RISCV_RVC : 0) |
      (unit.modes.extensions.has('ztso') ? elf.EF_RISCV_TSO : 0),
    ...(isGnu(unit) && { osAbi: elf.ELFOSABI_GNU }),
    entry: 0n,
    sections: [...ofGroups, ...sections, ...attributes],
    segments: [],
    symbols: symbols.table,
  });
}

/** Whether the object has what only GNU's tools define. */
function isGnu(unit: Unit): boolean {
  const sections = [...unit.sections.values()];
  if (sections.some(({ attributes }) => /[Rd]/.test(attributes.flags))) return true;
  for (const { type, isUnique } of unit.symbols) if (type === 'ifunc' || isUnique) return true;
  return false;
}

/** The groups in the order of their first members. */
function groupsOf(finished: readonly Finished[], sections: readonly elf.Section[]): Group[] {
  const names = new Set(
    finished.flatMap(({ section: { attributes } }) => attributes.group?.name ?? []),
  );
  return [...names].map((name) => {
    const section = elf.section({ name: '.group', type: elf.SHT_GROUP, align: 4, entrySize: 4 });
    const isMember = ({ section: { attributes } }: Finished) => attributes.group?.name === name;
    const members = sections.filter((_, index) => isMember(finished[index] as Finished));
    const comdat = finished.find(isMember)?.section.attributes.group?.comdat ?? false;
    return { name, section, comdat, members };
  });
}

/** Sections with the flag `o` say whose order they follow, by that section's number. */
function linkOrder(
  unit: Unit,
  finished: readonly Finished[],
  sections: readonly elf.Section[],
  before: number,
): void {
  for (const [index, { section }] of finished.entries()) {
    const { linkedTo, linkedAt = unit.start } = section.attributes;
    if (linkedTo === undefined) continue;
    const symbol = typeof linkedTo === 'string' ? unit.symbols.find(linkedTo) : undefined;
    const named = typeof linkedTo === 'string' ? unit.sections.get(linkedTo) : undefined;
    const target = (symbol && sectionOf(symbol)) ?? named;
    const number = 1 + before + finished.findIndex((each) => each.section === target);
    if (typeof linkedTo === 'string' && !target && !symbol?.definition) {
      const message = `${section.name} follows \`${linkedTo}\`, which is nothing of this file`;
      unit.report.error('section-link', linkedAt, message);
    }
    (sections[index] as { link: number }).link = target ? number : Number(linkedTo) || 0;
  }
}

/** `.riscv.attributes`; the privileged specification is named, as GNU as does, if it matters. */
function attributesOf(unit: Unit): readonly elf.Section[] {
  if (!unit.notesArchitecture && unit.attributes.size === 0) return [];
  const attributes = new Map([...unit.attributes].filter(([, value]) => value !== 0));
  attributes.set(elf.TAG_RISCV_ARCH, architectureAttribute(unit.modes.extensions));
  if (unit.usesPrivileged && !attributes.has(elf.TAG_RISCV_PRIV_SPEC)) {
    const [major = 0, minor = 0, revision] = unit.privilegedSpec;
    attributes.set(elf.TAG_RISCV_PRIV_SPEC, major).set(elf.TAG_RISCV_PRIV_SPEC_MINOR, minor);
    if (revision !== undefined) attributes.set(elf.TAG_RISCV_PRIV_SPEC_REVISION, revision);
  }
  const data = elf.writeAttributes(attributes);
  return [elf.section({ name: '.riscv.attributes', type: elf.SHT_RISCV_ATTRIBUTES, data })];
}

function elfSection({
  section: { name, attributes, align },
  size,
  contents,
}: Finished): elf.Section {
  const { type, flags: letters, moreFlags = 0, group, info = 0 } = attributes;
  const flags = [...letters.replace('?', group ? 'G' : '')].reduce(
    (all, letter) => all | (sectionFlags[letter] ?? 0),
    moreFlags,
  );
  return elf.section({
    name,
    type: sectionTypes[type] ?? Number(type),
    flags: flags >>> 0,
    info,
    data: contents,
    size,
    align,
    entrySize: attributes.entrySize,
  });
}
