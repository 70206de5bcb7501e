/** Writes an assembled unit as an ELF object: sections, relocations, the symbols the linker needs. */

import * as elf from '@ireko/elf';
import { type Abi, architectureAttribute } from '../architecture.ts';
import { settleVersions } from '../directives/version.ts';
import { reduce, sectionOf, tentative } from '../unit/expression.ts';
import { overtakenMappings } from '../unit/mapping.ts';
import { addressOf, type Section } from '../unit/section.ts';
import { isTemporary, NAMELESS, type Sym } from '../unit/symbol.ts';
import { troubleMessage, type Unit } from '../unit/unit.ts';
import { orderSymbols, sectionSymbol } from './symbol-order.ts';

/** A section with its final contents. */
export interface Finished {
  readonly section: Section;
  /** Bytes, of which a section without contents has none in the file. */
  readonly size: number;
  readonly contents: Uint8Array;
  /** What is left to the linker. */
  readonly patches: elf.Relocations<Sym>;
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

const symbolTypes: Readonly<Record<Sym['type'], number>> = {
  notype: elf.STT_NOTYPE,
  object: elf.STT_OBJECT,
  function: elf.STT_FUNC,
  tls: elf.STT_TLS,
  ifunc: elf.STT_GNU_IFUNC,
};

const bindings = { local: elf.STB_LOCAL, global: elf.STB_GLOBAL, weak: elf.STB_WEAK } as const;

const visibilities: Readonly<Record<Sym['visibility'], number>> = {
  default: elf.STV_DEFAULT,
  internal: elf.STV_INTERNAL,
  hidden: elf.STV_HIDDEN,
  protected: elf.STV_PROTECTED,
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
  for (const { section } of finished) markSignature(unit, section);
  writeSymbols(unit, finished, sections);
  for (const [index, { patches }] of finished.entries()) {
    const written = patches.symbols.map((each) => each?.written);
    Object.assign(sections[index] as elf.Section, { relocations: patches.withSymbols(written) });
  }
  const groups = groupsOf(unit, finished, sections);
  linkOrder(unit, finished, sections, groups.length);
  const named = groups.flatMap(({ signature, section }) =>
    signature.section === section ? [signature] : [],
  );
  const attributes = attributesOf(unit);
  const written = [...groups.map(({ section }) => section), ...sections, ...attributes];
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
    sections: written,
    segments: [],
    symbols: [
      ...fileSymbols(unit),
      ...orderSymbols(unit, finished, sections, named),
      ...[...attributes, ...groups.map(({ section }) => section)].map(sectionSymbol),
    ],
  });
}

/** Whether the object has what only GNU's tools define. */
function isGnu(unit: Unit): boolean {
  const sections = [...unit.sections.values()];
  if (sections.some(({ attributes }) => /[Rd]/.test(attributes.flags))) return true;
  for (const { type, isUnique } of unit.symbols) if (type === 'ifunc' || isUnique) return true;
  return false;
}

/** The symbol that names a section's group goes into the file if the source mentions it. */
function markSignature(unit: Unit, { attributes }: Section): void {
  const symbol = attributes.group && unit.symbols.find(attributes.group.name);
  if (symbol) symbol.referenced = true;
}

/** A section group: its section, and the symbol that names it. */
interface Group {
  readonly section: elf.Section;
  readonly signature: elf.ElfSymbol;
}

/** The groups in the order of their first members. */
function groupsOf(
  unit: Unit,
  finished: readonly Finished[],
  sections: readonly elf.Section[],
): Group[] {
  const names = new Set(
    finished.flatMap(({ section: { attributes } }) => attributes.group?.name ?? []),
  );
  return [...names].map((name) => {
    const section = elf.section({ name: '.group', type: elf.SHT_GROUP, align: 4, entrySize: 4 });
    const signature = unit.symbols.find(name)?.written ?? elf.symbol({ name, section });
    const isMember = ({ section: { attributes } }: Finished) => attributes.group?.name === name;
    const members = sections.filter((_, index) => isMember(finished[index] as Finished));
    const comdat = finished.find(isMember)?.section.attributes.group?.comdat ?? false;
    // A symbol of the group's own section names it: one of the two must exist before the other.
    (section as { group?: elf.SectionGroup }).group = { signature, comdat, members };
    return { section, signature };
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

function fileSymbols(unit: Unit): elf.ElfSymbol[] {
  return unit.fileNames.map((name) =>
    elf.symbol({ name, type: elf.STT_FILE, section: 'absolute' }),
  );
}

/** Notes for each symbol that goes into the file what it becomes there. */
function writeSymbols(
  unit: Unit,
  finished: readonly Finished[],
  sections: readonly elf.Section[],
): void {
  const places = new Map(finished.map(({ section }, index) => [section, sections[index]]));
  settleVersions(unit);
  const overtaken = overtakenMappings(unit.symbols, finished);
  for (const symbol of unit.symbols) {
    const { name, referenced } = symbol;
    if (overtaken.has(symbol)) continue;
    const written = symbol.versions ? symbol.versions.written : name;
    if (written === undefined || symbol.aliasOf || (!referenced && isDispensable(unit, symbol)))
      continue;
    const where = placeOf(unit, symbol, places);
    if (!where) continue;
    symbol.written = {
      name: symbol.isSection ? '' : written,
      value: where.value,
      size: where.size ?? sizeOf(unit, symbol),
      type: typeOf(unit, symbol, where.section),
      binding: bindingOf(symbol, where.section),
      visibility:
        visibilities[symbol.visibility] | (symbol.isVariant ? elf.STO_RISCV_VARIANT_CC : 0),
      section: where.section,
    };
  }
}

/** Whether nobody misses it where no relocation names it; all other names that are mentioned go into the file. */
function isDispensable({ keepsLocals }: Unit, symbol: Sym): boolean {
  const { name, definition, binding, isSuperseded } = symbol;
  const isWeak = binding === 'weak' || (!binding && isOnlyWeak(symbol));
  const isKept = keepsLocals && name !== NAMELESS;
  return (isTemporary(name) && !isKept) || isSuperseded || (!definition && isWeak);
}

function typeOf(unit: Unit, symbol: Sym, section: elf.ElfSymbol['section']): number {
  if (symbol.isSection) return elf.STT_SECTION;
  if (section === 'common' && unit.hasCommonType && symbol.type === 'object') return elf.STT_COMMON;
  return isThreadLocal(section) ? elf.STT_TLS : symbolTypes[symbol.type];
}

/** What is in no section of this file is known to others too, unless it says otherwise. */
function bindingOf(symbol: Sym, section: elf.ElfSymbol['section']): number {
  if (symbol.isUnique) return elf.STB_GNU_UNIQUE;
  if (symbol.binding && (symbol.binding !== 'local' || symbol.definition)) {
    return bindings[symbol.binding];
  }
  if (section !== 'undefined' && section !== 'common') return elf.STB_LOCAL;
  return isOnlyWeak(symbol) ? elf.STB_WEAK : elf.STB_GLOBAL;
}

/** Whether only names made by `.weakref` refer to it. */
function isOnlyWeak({ definition, isWeaklyReferenced, isReferenced }: Sym): boolean {
  return !definition && isWeaklyReferenced && !isReferenced;
}

/** Symbols in thread-local sections are thread-local. */
function isThreadLocal(section: elf.ElfSymbol['section']): boolean {
  return typeof section !== 'string' && (section.flags & elf.SHF_TLS) !== 0;
}

/** The section and value of a symbol in the file. */
function placeOf(
  unit: Unit,
  symbol: Sym,
  places: ReadonlyMap<Section, elf.Section | undefined>,
): { section: elf.ElfSymbol['section']; value: bigint; size?: number } | undefined {
  const { definition } = symbol;
  if (!definition) return { section: 'undefined', value: 0n };
  if (definition.kind === 'common') {
    const { align, size } = definition;
    return { section: 'common', value: BigInt(align), size: Number(size) };
  }
  if (definition.kind === 'label') {
    const place = places.get(definition.chunk.section);
    return place && { section: place, value: BigInt.asUintN(64, BigInt(addressOf(symbol))) };
  }
  const value = reduce(symbol);
  if (typeof value === 'string') {
    unit.report.error('bad-expression', symbol.place, troubleMessage(value));
    return undefined;
  }
  const { add, subtract } = value;
  if (!add && !subtract) return { section: 'absolute', value: value.constant };
  const section = add && !subtract ? sectionOf(add) : undefined;
  const place = section && places.get(section);
  return place && { section: place, value: BigInt.asUintN(64, tentative(value)) };
}

function sizeOf(unit: Unit, symbol: Sym): number {
  if (!symbol.size) return 0;
  const value = reduce(symbol.size);
  if (typeof value !== 'string' && !value.add && !value.subtract) return Number(value.constant);
  unit.report.error('bad-size', symbol.place, `the size of \`${symbol.name}\` is not a number`);
  return 0;
}
