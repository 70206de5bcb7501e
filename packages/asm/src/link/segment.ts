/**
 * Segments and file offsets: which sections are loaded together, and where their bytes stand in
 * the file, as GNU ld arranges them.
 */

import {
  type Bits,
  headersSize,
  PF_R,
  PF_W,
  PF_X,
  PT_DYNAMIC,
  PT_INTERP,
  PT_LOAD,
  PT_NOTE,
  PT_PHDR,
  PT_RISCV_ATTRIBUTES,
  PT_TLS,
  type Segment,
  SHF_EXECINSTR,
  SHF_WRITE,
  SHT_DYNAMIC,
  SHT_NOBITS,
  SHT_NOTE,
} from '@ireko/elf';
import { alignUp, wrap } from './evaluate.ts';
import { flagsOf, isAllocated, type OutputSection, typeOf } from './output.ts';
import { isThreadLocal, isThreadLocalZeros } from './tls.ts';

/** A segment before its bytes have a place: what it holds. */
export interface SegmentPlan {
  readonly type: number;
  readonly sections: readonly OutputSection[];
  /** `PF_…`; undefined: what its sections need. */
  readonly flags: number | undefined;
  readonly loadAddress: bigint | undefined;
  readonly includesHeaders: boolean;
  /** What one that holds nothing asks for. */
  readonly room?: { readonly memorySize: number; readonly align: number };
}

/** For what an executable's segments are arranged. */
export interface Paging {
  /** Bytes of a page, a power of two. */
  readonly size: bigint;
  /** An operating system maps the file's pages: what it protects differently lies on different ones. */
  readonly isUsed: boolean;
  /** The headers are in memory even if the page of the first section has no room for them. */
  readonly loadsHeaders: boolean;
}

/** The segments for a script that does not describe its own. */
export function planSegments(sections: readonly OutputSection[], paging: Paging): SegmentPlan[] {
  const loaded = sections.filter((each) => isAllocated(each) && !isThreadLocalZeros(each));
  loaded.sort(byLoadAddress);
  const groups: OutputSection[][] = [];
  for (const section of loaded) {
    const group = groups.at(-1);
    if (group === undefined || startsSegment(section, group, paging)) groups.push([section]);
    else group.push(section);
  }
  const plans = groups.map((group) => plan(PT_LOAD, group));
  const dynamic = sections.filter((each) => typeOf(each) === SHT_DYNAMIC && each.size > 0);
  if (dynamic.length > 0) plans.push(plan(PT_DYNAMIC, dynamic));
  for (const group of noteGroups(loaded)) plans.push(plan(PT_NOTE, group));
  const threadLocal = sections.filter((each) => isThreadLocal(each) && each.size > 0);
  if (threadLocal.length > 0) plans.push({ ...plan(PT_TLS, threadLocal), flags: PF_R });
  return plans;
}

/** By load address; at the same one zeros that are not stored are last, and empty sections before others. */
function byLoadAddress(a: OutputSection, b: OutputSection): number {
  const keys = (each: OutputSection) => {
    const isStored = typeOf(each) !== SHT_NOBITS;
    return [each.loadAddress, each.address, isStored ? 0 : 1, isStored ? each.size : 0];
  };
  const [first, second] = [keys(a), keys(b)];
  for (const [i, key] of first.entries()) {
    const other = second[i] ?? 0;
    if (key !== other) return key < other ? -1 : 1;
  }
  return 0;
}

/** Notes that stand one behind the other and are aligned alike can be read as one list. */
function noteGroups(loaded: readonly OutputSection[]): OutputSection[][] {
  const groups: OutputSection[][] = [];
  let before: OutputSection | undefined;
  for (const each of loaded) {
    const isNote = typeOf(each) === SHT_NOTE;
    if (isNote && before?.align === each.align && followsOn(each, before))
      groups.at(-1)?.push(each);
    else if (isNote) groups.push([each]);
    before = isNote ? each : undefined;
  }
  return groups;
}

function followsOn(section: OutputSection, before: OutputSection): boolean {
  const end = before.loadAddress + BigInt(before.size);
  return alignUp(end, BigInt(section.align)) === section.loadAddress;
}

function plan(type: number, sections: readonly OutputSection[]): SegmentPlan {
  return { type, sections, flags: undefined, loadAddress: undefined, includesHeaders: false };
}

/** Whether a section cannot share a segment with those before it. */
function startsSegment(
  section: OutputSection,
  group: readonly OutputSection[],
  paging: Paging,
): boolean {
  const pageUp = (address: bigint) => alignUp(address, paging.size);
  const last = group.at(-1) as OutputSection;
  const lastEnd = last.loadAddress + BigInt(last.size);
  const start = section.loadAddress;
  // Regions are different memories, however close they are.
  if (last.region !== section.region) return true;
  if (last.loadAddress - last.address !== start - section.address) return true;
  if (start < lastEnd) return true;
  // The page of the file that holds the end of the one before holds the beginning of this one.
  if (paging.isUsed && (lastEnd - 1n) / paging.size === start / paging.size) return false;
  if (pageUp(lastEnd) + paging.size <= start) return true;
  if (typeOf(last) === SHT_NOBITS && typeOf(section) !== SHT_NOBITS) return true;
  if (!paging.isUsed) return false;
  const wasWritable = group.some((each) => flagsOf(each) & SHF_WRITE);
  const isWritable = (flagsOf(section) & SHF_WRITE) !== 0;
  return !wasWritable && isWritable;
}

/** Segments with their places in the file, and the sections' file offsets. */
export interface FilePlan {
  readonly segments: readonly Segment[];
  readonly offsets: ReadonlyMap<OutputSection, number>;
}

/**
 * Gives every section its place in the file. A loaded byte's offset equals its address modulo the
 * page size, so that an operating system can map the file.
 */
export function placeInFile(
  plans: readonly SegmentPlan[],
  sections: readonly OutputSection[],
  attributes: OutputSection | undefined,
  paging: Paging,
  bits: Bits,
): FilePlan {
  const count = plans.length + (attributes === undefined ? 0 : 1);
  const headers = headersSize(count, bits);
  const offsets = new Map<OutputSection, number>();
  const made = new Map<SegmentPlan, Segment>();
  let at = headers;
  for (const each of plans.toSorted(byPlaceInFile)) {
    const isFirst = each === plans[0];
    const withHeaders = each.includesHeaders || (isFirst && holdsHeaders(each, headers, paging));
    const placed = placeSegment(each, at, withHeaders, offsets, paging);
    at = placed.end;
    made.set(each, placed.segment);
  }
  const holder = [...made.values()].find(({ type, offset }) => type === PT_LOAD && offset === 0);
  const segments = plans.flatMap((each) => {
    const segment = made.get(each);
    if (segment?.type !== PT_PHDR || holder === undefined) return segment ?? [];
    return { ...segment, flags: each.flags ?? PF_R, ...tableOfSegments(holder, headers, bits) };
  });
  for (const section of sections) {
    if (offsets.has(section)) continue;
    if (typeOf(section) === SHT_NOBITS) {
      offsets.set(section, 0);
      continue;
    }
    at = Number(alignUp(BigInt(at), BigInt(section.align)));
    offsets.set(section, at);
    at += section.size;
  }
  if (attributes !== undefined) {
    const isAhead = ({ type }: Segment) => type === PT_PHDR || type === PT_INTERP;
    const behind = segments.findIndex((each) => !isAhead(each));
    const at = behind < 0 ? segments.length : behind;
    segments.splice(at, 0, attributesSegment(attributes, offsets));
  }
  return { segments, offsets };
}

/** Where the program headers are, which the segment that `holder` is has in memory. */
function tableOfSegments({ address, physicalAddress }: Segment, headers: number, bits: Bits) {
  const offset = headersSize(0, bits);
  const size = headers - offset;
  const place = {
    address: address + BigInt(offset),
    physicalAddress: physicalAddress + BigInt(offset),
  };
  return { offset, ...place, fileSize: size, memorySize: size, align: bits / 8 };
}

/** What is loaded comes first, the headers at its head, and the rest by load addresses. */
function byPlaceInFile(a: SegmentPlan, b: SegmentPlan): number {
  const isLoaded = (each: SegmentPlan) => each.type === PT_LOAD;
  if (isLoaded(a) !== isLoaded(b)) return isLoaded(a) ? -1 : 1;
  if (a.includesHeaders !== b.includesHeaders) return a.includesHeaders ? -1 : 1;
  const [first, second] = [a, b].map((each) => each.sections[0]?.loadAddress ?? 0n);
  return !isLoaded(a) || first === second ? 0 : (first ?? 0n) < (second ?? 0n) ? -1 : 1;
}

/**
 * Whether the first segment begins with the file's headers: where the page of its first section has
 * room for them, or where the script, as it asks for their size, means them to be in memory.
 */
function holdsHeaders(
  { type, sections }: SegmentPlan,
  headers: number,
  { size, isUsed, loadsHeaders }: Paging,
): boolean {
  const [first] = sections;
  if (!isUsed || type !== PT_LOAD || first === undefined) return false;
  const address = loadsHeaders ? first.loadAddress : first.loadAddress % size;
  return address >= headers;
}

function placeSegment(
  { type, sections, flags, loadAddress, room }: SegmentPlan,
  from: number,
  withHeaders: boolean,
  offsets: Map<OutputSection, number>,
  paging: Paging,
): { readonly segment: Segment; readonly end: number } {
  const [first] = sections;
  const needed = sections.reduce((all, each) => all | permissions(each), PF_R);
  if (first === undefined) {
    const none = { address: 0n, physicalAddress: 0n, fileSize: 0, memorySize: 0 };
    const isLoaded = type === PT_LOAD && paging.isUsed;
    const place = isLoaded ? { offset: from, align: Number(paging.size) } : { offset: 0, align: 8 };
    return { segment: { type, flags: flags ?? 0, ...place, ...none, ...room }, end: from };
  }
  const largest = Math.max(...sections.map(({ align }) => align));
  const align =
    type === PT_LOAD && paging.isUsed ? Math.max(Number(paging.size), largest) : largest;
  const page = BigInt(align);
  const skip = Number((first.address - BigInt(from)) & (page - 1n));
  let start = type === PT_LOAD ? from + skip : (loadedAt(sections, offsets) ?? from);
  const base = start;
  let fileEnd = start;
  let memoryEnd = start;
  for (const each of sections) {
    const stored = typeOf(each) !== SHT_NOBITS;
    const offset = offsets.get(each) ?? base + Number(each.address - first.address);
    if (!offsets.has(each)) offsets.set(each, stored ? offset : fileEnd);
    if (type === PT_LOAD && isThreadLocalZeros(each)) continue;
    // Zeros of thread-local data have no address of their own, but each copy of the template has them.
    memoryEnd = (type === PT_TLS ? Math.max(memoryEnd, offset) : offset) + each.size;
    if (stored) fileEnd = offset + each.size;
  }
  const empty = type === PT_LOAD && sections.every((each) => typeOf(each) === SHT_NOBITS);
  const headerBytes = withHeaders ? BigInt(start) : 0n;
  start -= Number(headerBytes);
  const physical = loadAddress ?? first.loadAddress;
  return {
    segment: {
      ...{ type, flags: flags ?? needed, offset: empty ? start % align : start },
      address: wrap(first.address - headerBytes),
      physicalAddress: wrap(physical - headerBytes),
      fileSize: fileEnd - start,
      memorySize: memoryEnd - start,
      align,
    },
    end: empty ? from : Math.max(from, fileEnd),
  };
}

/** The file offset of sections that stand in another segment too: of the first, by any of them. */
function loadedAt(
  sections: readonly OutputSection[],
  offsets: ReadonlyMap<OutputSection, number>,
): number | undefined {
  for (const each of sections) {
    const offset = offsets.get(each);
    const before = Number(each.address - (sections[0]?.address ?? each.address));
    if (offset !== undefined) return offset - before;
  }
  return undefined;
}

function permissions(section: OutputSection): number {
  const flags = flagsOf(section);
  return (flags & SHF_WRITE ? PF_W : 0) | (flags & SHF_EXECINSTR ? PF_X : 0);
}

function attributesSegment(
  section: OutputSection,
  offsets: ReadonlyMap<OutputSection, number>,
): Segment {
  return {
    ...{ type: PT_RISCV_ATTRIBUTES, flags: PF_R, offset: offsets.get(section) ?? 0 },
    ...{ address: 0n, physicalAddress: 0n, fileSize: section.size, memorySize: 0, align: 1 },
  };
}
