/**
 * Sections as they are assembled.
 *
 * A section is a chain of chunks. A chunk is a run of bytes whose length is known when they are
 * written, followed by at most one stretch: something whose length depends on addresses, such as
 * padding or a branch that may be short or long. Layout gives chunks their addresses and stretches
 * their sizes; until then the distance of two labels is known only within a chunk.
 */

import { SHF_EXECINSTR } from '@ireko/elf';
import type { Extensions } from '../architecture.ts';
import { FrameWatch } from '../debug/frame-watch.ts';
import { Fixups } from '../object/fixups.ts';
import type { Place } from '../text/source.ts';
import { Blocks } from './blocks.ts';
import type { Sym } from './symbol.ts';

/** A part of a section whose size depends on where it stands. */
export interface Stretch {
  /** Bytes it needs at this address; called again until no size changes. */
  measure(address: number): number;
  /** Writes its bytes once all addresses are final; may add fixups at offsets from `address`. */
  write(target: Uint8Array, address: number, section: Section): void;
  /** Reports what is wrong with it; `write` does that as well, but sections without contents are not written. */
  check?(address: number, section: Section): void;
}

/** Bytes of known length, then perhaps a stretch. */
export class Chunk {
  readonly section: Section;
  /** Its number among the section's chunks. */
  index: number;
  /** The subsection that it is in. */
  readonly part: number;
  /** Where its bytes begin and end in the section's `bytes`. */
  readonly start: number;
  end: number;
  stretch: Stretch | undefined;
  /** Where fragments begin in it but for the first, from its start. */
  #fragments: number[] | undefined;

  constructor(section: Section, index: number, part: number, start: number) {
    this.section = section;
    this.index = index;
    this.part = part;
    this.start = start;
    this.end = start;
    this.stretch = undefined;
  }

  /** A fragment begins so many bytes from the start. */
  divideAt(offset: number): void {
    this.#fragments ??= [];
    this.#fragments.push(offset);
  }

  /** Bytes between a place in the chunk and the start of the fragment in which it is. */
  withinFragment(offset: number): number {
    return offset - (this.#fragments?.findLast((start) => start <= offset) ?? 0);
  }

  /** Size of the stretch as last measured. */
  get stretchSize(): number {
    return this.section.stretchSizes[this.index] ?? 0;
  }

  /** Offset from the section's start as last computed; 0 before layout. */
  get address(): number {
    return this.section.addresses[this.index] ?? 0;
  }
}

/** What the headers of an object say about a section. */
export interface SectionAttributes {
  /** `SHT_PROGBITS` and so on, by GNU's name: `progbits`, `nobits`, `note`, `init_array`; or a number. */
  readonly type: string;
  /** `SHF_…` by GNU's letters, in any order: `ax`. */
  readonly flags: string;
  /** Further flags that were given as a number. */
  readonly moreFlags?: number;
  /** Bytes an entry, of a mergeable section; else 0. */
  readonly entrySize: number;
  /** The group that it is in, and whether a linker keeps one such group only. */
  readonly group?: { readonly name: string; readonly comdat: boolean } | undefined;
  /** For the flag `o`: a symbol of the section whose order it follows, or that section's number. */
  readonly linkedTo?: string | number | undefined;
  /** Where that is said. */
  readonly linkedAt?: Place | undefined;
  /** `sh_info` of a section with the flag `d`. */
  readonly info?: number | undefined;
}

const FIRST_CAPACITY = 1024;
const NOT_LAID_OUT = new Float64Array(0);

/** A section under construction. */
export class Section {
  readonly name: string;
  attributes: SectionAttributes;
  readonly isCode: boolean;
  /** It occupies memory but has no bytes in the file. */
  readonly isNobits: boolean;
  /** Bytes; a power of two. */
  align = 1;
  /** It only counts: labels in it are numbers, from `base` on. */
  isAbsolute = false;
  base = 0;
  /** The next place in it, as long as it has no stretches. */
  get position(): number {
    return this.base + this.#length;
  }
  /** The linker aligns its code, so that the assembler's own padding there is zeros. */
  relaxes = false;
  /** Counts the runs of bytes within which a linker leaves all distances alone. */
  fragment = 0;
  /** All addresses in it are final. */
  settled = false;
  /** Where GNU as would begin a fragment for its own sake. */
  #blocks: Blocks = new Blocks();
  /** Those of subsections that were left. */
  readonly #otherBlocks = new Map<number, Blocks>();
  /** The subsection that is written: at the end they stand in the order of their numbers. */
  #part = 0;
  /** What the last mapping symbol says of the bytes that follow. */
  mapped: 'code' | 'data' | undefined;
  /** The extensions of which the last mapping symbol of code with an architecture tells. */
  mappedExtensions: Extensions | undefined;
  readonly chunks: Chunk[] = [];
  /** What layout found last, a number a chunk: see `Chunk`. */
  addresses: Float64Array = NOT_LAID_OUT;
  stretchSizes: Float64Array = NOT_LAID_OUT;
  readonly fixups: Fixups = new Fixups();
  /** Reads along in call frame information. */
  readonly watch: FrameWatch | undefined;
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #length = 0;
  #current: Chunk;

  constructor(name: string, attributes: SectionAttributes) {
    this.name = name;
    this.attributes = attributes;
    const { flags, moreFlags = 0 } = attributes;
    this.isCode = flags.includes('x') || (moreFlags & SHF_EXECINSTR) !== 0;
    this.isNobits = attributes.type === 'nobits';
    this.watch = FrameWatch.of(name);
    this.#current = this.#open();
  }

  /** Bytes of all chunks, without stretches. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The chunk that is being written. */
  get current(): Chunk {
    return this.#current;
  }

  /** Offset of the next byte within the current chunk. */
  get offset(): number {
    return this.#length - this.#current.start;
  }

  /** Whether anything was ever put here. */
  get isEmpty(): boolean {
    return this.#length === 0 && this.chunks.length === 1;
  }

  /** Adds `size` bytes that hold `value`, the least significant first. */
  number(value: number | bigint, size: number): void {
    const at = this.#reserve(size);
    if (typeof value === 'number' && size <= 4) {
      for (let index = 0; index < size; index++) this.#bytes[at + index] = value >>> (8 * index);
      return;
    }
    let rest = BigInt.asUintN(8 * size, BigInt(value));
    for (let index = 0; index < size; index++) {
      this.#bytes[at + index] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }

  append(bytes: ArrayLike<number>): void {
    const at = this.#reserve(bytes.length);
    // Few bytes are moved sooner by a loop.
    if (bytes.length > 8) this.#bytes.set(bytes, at);
    else for (let n = 0; n < bytes.length; n++) this.#bytes[at + n] = bytes[n] ?? 0;
  }

  /** Puts the section into a group. */
  attach(name: string): void {
    const { attributes } = this;
    const flags = `${attributes.flags}G`;
    this.attributes = { ...attributes, flags, group: { name, comdat: false } };
  }

  /** Ends the current chunk with a stretch. @param most bytes for which there must be room */
  stretch(stretch: Stretch, most = 1): void {
    this.#takeRoom(most);
    this.#blocks.begin();
    this.#current.stretch = stretch;
    this.#current = this.#open();
  }

  /** Marks a place where a linker may change the distance to what came before. */
  interrupt(): void {
    this.fragment++;
    this.#blocks.begin();
    this.#current.divideAt(this.offset);
  }

  /** Begins a new chunk, from which the distance to what came before is not known yet. */
  divide(): void {
    this.#blocks.begin();
    this.#current = this.#open();
  }

  /** The subsection that is written. */
  get part(): number {
    return this.#part;
  }

  /** Goes on in a subsection. */
  enterPart(part: number): void {
    if (part === this.#part) return;
    this.#otherBlocks.set(this.#part, this.#blocks);
    this.#blocks = this.#otherBlocks.get(part) ?? new Blocks();
    this.#part = part;
    this.#current = this.#open();
  }

  /** Puts the subsections in order, once nothing more will be written. */
  orderParts(): void {
    if (this.chunks.every(({ part }) => part === this.#part)) return;
    this.chunks.sort((a, b) => a.part - b.part || a.index - b.index);
    for (const [index, chunk] of this.chunks.entries()) chunk.index = index;
    this.#current = this.chunks.at(-1) as Chunk;
  }

  #takeRoom(size: number): void {
    const begun = this.#blocks.take(size);
    if (begun === 0) return;
    this.fragment += begun;
    this.#current.divideAt(this.offset);
  }

  #reserve(size: number): number {
    this.#takeRoom(size);
    const at = this.#length;
    if (at + size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, at + size));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#length += size;
    this.#current.end = this.#length;
    return at;
  }

  #open(): Chunk {
    this.fragment++;
    const chunk = new Chunk(this, this.chunks.length, this.#part, this.#length);
    this.chunks.push(chunk);
    return chunk;
  }
}

/** `to - from` in bytes, if both are labels whose distance can no longer change. */
export function distance(to: Sym, from: Sym): number | undefined {
  const a = to.definition;
  const b = from.definition;
  if (to === from) return 0;
  if (a?.kind !== 'label' || b?.kind !== 'label') return undefined;
  if (a.chunk === b.chunk) return a.offset - b.offset;
  if (a.chunk.section !== b.chunk.section || !a.chunk.section.settled) return undefined;
  return a.chunk.address + a.offset - b.chunk.address - b.offset;
}

/** A label's offset from the start of its section as last computed; 0 for other symbols. */
export function addressOf(symbol: Sym): number {
  const { definition } = symbol;
  return definition?.kind === 'label' ? definition.chunk.address + definition.offset : 0;
}
