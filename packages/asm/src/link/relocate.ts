/** Applies the relocations of a section to its bytes [relocation.ts says what each type computes]. */

import { R, type Relocation, type Relocations, relocationName, SHF_ALLOC } from '@ireko/elf';
import type { Field } from '@ireko/isa';
import { didYouMean } from '../advice/suggest.ts';
import { wrap } from './evaluate.ts';
import type { GlobalOffsetTable } from './got.ts';
import type { InputSection } from './input.ts';
import type { LinkOptions } from './options.ts';
import { lineSpan, placeName } from './origin.ts';
import {
  APPLY,
  type Bases,
  clear,
  DTP_OFFSET,
  exactNumber,
  FAR,
  I,
  isLui,
  low,
  nearest,
  type Origin,
  patch,
  S,
  type Site,
  signed,
  sizeOf,
  U,
} from './relocation.ts';
import type { Report } from './report.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import type { SymbolPlaces } from './symbol-places.ts';
import { type Target, targetOf } from './target.ts';

/** What all sections of a link are patched with. */
export interface Context {
  readonly symbols: SymbolTable;
  readonly places: SymbolPlaces;
  readonly bases: Bases;
  readonly got: GlobalOffsetTable;
  /** What undefined names may be meant to be. */
  readonly hints: Hints;
  /** What an undefined symbol is. */
  readonly unresolved: NonNullable<LinkOptions['unresolved']>;
  /** Symbols that may be undefined. */
  readonly ignored: ReadonlySet<string>;
  /** Whether undefined symbols that are mistakes inhibit the executable. */
  readonly inhibits: boolean;
  readonly report: Report;
  /** False in an object made of others: relocations are for a later link, but what they refer to may be left out. */
  readonly applies: boolean;
}

/** Applies all relocations of a section to its bytes, which stand at `input.address`. */
export function relocate(input: InputSection, bytes: Uint8Array, context: Context): void {
  if (input.relocations.length > 0) new Patcher(input, bytes, context).run();
}

class Patcher {
  readonly #input: InputSection;
  readonly #relocations: Relocations;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #context: Context;
  readonly #places: (at: number) => number;
  /** By the offset of an `auipc`, the distance whose upper part it adds. */
  readonly #highParts = new Map<number, number>();
  readonly #site: Site;
  /** The section's address; not a number if that would not be exact. */
  readonly #address: number;
  readonly #tls: number;
  /** Which one is being applied. */
  #at = 0;

  constructor(input: InputSection, bytes: Uint8Array, context: Context) {
    this.#input = input;
    this.#relocations = input.relocations;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#context = context;
    this.#places = context.places.of(input);
    this.#address = exactNumber(input.address);
    this.#tls = exactNumber(context.bases.tls);
    const tooFar = (value: bigint, field: Field) =>
      this.#reportTooFar(this.#relocations.at(this.#at), value, field);
    this.#site = {
      ...{ view: this.#view, bases: context.bases, bits: input.object.bits, tooFar },
      ...{ offset: 0, value: 0, exact: undefined, missing: false },
    };
  }

  run(): void {
    const relocations = this.#relocations;
    const lowParts: number[] = [];
    for (let at = 0; at < relocations.length; at++) {
      const type = relocations.type(at);
      if (IDLE.has(type)) continue;
      const offset = this.#input.cuts.moved(relocations.offset(at));
      this.#at = at;
      if (offset + sizeOf(type) > this.#bytes.length)
        this.#fail(relocations.at(at), 'a relocation lies outside its section');
      else if (type === R.R_RISCV_PCREL_LO12_I || type === R.R_RISCV_PCREL_LO12_S)
        lowParts.push(at);
      else this.#apply(at, type, offset);
    }
    if (this.#context.applies) for (const each of lowParts) this.#applyLow(each);
  }

  #apply(at: number, type: number, offset: number): void {
    const application = APPLY[type];
    if (application === undefined) {
      const message = `relocation ${typeName(type)} is not supported`;
      this.#fail(this.#relocations.at(at), message);
      return;
    }
    const site = this.#site;
    const target = this.#places(at) + this.#relocations.smallAddend(at);
    const value = target - this.#from(application.from, offset);
    if (Math.abs(value) < FAR && !IN_TABLE.has(type)) {
      if (!this.#context.applies) return;
      site.offset = offset;
      site.value = value;
      site.exact = undefined;
      site.missing = false;
    } else if (!this.#prepare(this.#relocations.at(at), offset, application.from)) return;
    application.put(site);
    if (!HIGH_PARTS.has(type)) return;
    const place = site.exact ? nearest(site.exact.target) : target;
    this.#highParts.set(offset, isLui(this.#view, offset) ? place : site.value);
  }

  /** Finds out exactly what is to be applied; returns whether anything is. */
  #prepare(relocation: Relocation, offset: number, origin: Origin): boolean {
    const { type } = relocation;
    const target = this.#resolve(relocation);
    if (target?.discarded) {
      clear(this.#view, offset, type, this.#input.section.name);
      return false;
    }
    if (!this.#context.applies) return false;
    if (target === undefined) {
      this.#highParts.set(offset, 0); // reported once, not again for its %pcrel_lo
      return false;
    }
    const slot = IN_TABLE.has(type) ? this.#context.got.slotOf(relocation) : undefined;
    const { tls } = this.#context.bases;
    const froms = { place: this.#input.address + BigInt(offset), tp: tls, dtp: tls + DTP_OFFSET };
    const from = origin === 'zero' ? 0n : froms[origin];
    const exact = { target: slot ?? target.address, from };
    const missing = slot === undefined && target.missing;
    Object.assign(this.#site, { offset, value: nearest(exact.target - from), exact, missing });
    return true;
  }

  /** What values count from; not a number if that would not be exact. */
  #from(origin: Origin, offset: number): number {
    if (origin === 'zero') return 0;
    if (origin === 'place') return this.#address + offset;
    return origin === 'tp' ? this.#tls : this.#tls + Number(DTP_OFFSET);
  }

  /** `%pcrel_lo(label)`: the low half of what the `%pcrel_hi` at `label` refers to. */
  #applyLow(at: number): void {
    const relocations = this.#relocations;
    let label = this.#places(at) - this.#address;
    if (Number.isNaN(label)) {
      const found = this.#resolve({ ...relocations.at(at), addend: 0n });
      if (found === undefined) return;
      label = Number(signed(found.address - this.#input.address));
    }
    const value = this.#highParts.get(label);
    if (value === undefined) {
      this.#fail(relocations.at(at), '%pcrel_lo has no %pcrel_hi at its label');
      return;
    }
    const target = relocations.type(at) === R.R_RISCV_PCREL_LO12_I ? I : S;
    const offset = this.#input.cuts.moved(relocations.offset(at));
    const small = relocations.smallAddend(at);
    const addend = Number.isNaN(small) ? nearest(relocations.addend(at)) : small;
    patch({ view: this.#view, offset }, target, low(value + addend), 4);
  }

  /** S + A; reports an undefined symbol, and what is left out of the program. */
  #resolve(relocation: Relocation): Target | undefined {
    const { symbols, unresolved, ignored, inhibits, report } = this.#context;
    const found = targetOf(relocation, this.#input, symbols);
    const name = relocation.symbol?.name ?? '';
    if (found?.discarded && !mayReferToDiscarded(this.#input)) {
      this.#fail(relocation, `\`${name}\` stands in a section that is left out`);
      return undefined;
    }
    if (found !== undefined) return found;
    const isIgnored = unresolved === 'ignored';
    // What is told of is taken for the section's beginning, which is in reach, and so is what may be undefined by its name.
    const place = isIgnored ? 0n : (this.#input.output?.address ?? 0n);
    const nothing = { address: place + relocation.addend, missing: false, discarded: false };
    const target = { ...nothing, output: undefined, flags: 0, size: 0 };
    if (isIgnored || ignored.has(name)) return target;
    const message = `${placeName(this.#input, relocation.offset)}: undefined symbol \`${name}\``;
    const hint = this.#context.hints.of(name);
    report[unresolved](
      ...(['undefined-symbol', message, hint, lineSpan(this.#input, relocation.offset)] as const),
    );
    return unresolved === 'warning' || !inhibits ? target : undefined;
  }

  #reportTooFar({ symbol, type, offset }: Relocation, value: bigint, target: Field): void {
    const { min, max } = target.range;
    const upper = target === U;
    const least = upper ? -(2n ** 31n) - 0x800n : BigInt(min);
    const most = upper ? 2n ** 31n - 0x801n : BigInt(max);
    const name = symbol?.name ? `\`${symbol.name}\`` : 'its target';
    const absolute = type === R.R_RISCV_HI20;
    const far = absolute ? `address 0x${wrap(value).toString(16)}` : `distance ${value}`;
    const why = `${far} is not in ${least}…${most} (${relocationName(type)})`;
    this.#context.report.error(
      'out-of-reach',
      `${placeName(this.#input, offset)}: ${name} is out of reach: ${why}`,
      reachHints[type],
      lineSpan(this.#input, offset),
    );
  }

  #fail({ offset }: Relocation, message: string): void {
    const place = placeName(this.#input, offset);
    const span = lineSpan(this.#input, offset);
    this.#context.report.error('relocation', `${place}: ${message}`, undefined, span);
  }
}

/** What reaches farther, by the relocation that does not. */
const reachHints: Readonly<Partial<Record<number, string>>> = {
  [R.R_RISCV_HI20]: 'use pc-relative addressing: la or %pcrel_hi',
  [R.R_RISCV_PCREL_HI20]:
    'la reaches 2 GiB: put the address into data (.dword NAME), and load it with ld',
  [R.R_RISCV_CALL]: 'call reaches 2 GiB: load the address from data with ld, then jalr',
  [R.R_RISCV_CALL_PLT]: 'call reaches 2 GiB: load the address from data with ld, then jalr',
  [R.R_RISCV_JAL]: 'j and jal reach 1 MiB: call and tail reach 2 GiB',
  [R.R_RISCV_BRANCH]: 'a branch reaches 4 KiB: let the opposite one skip a j',
  [R.R_RISCV_RVC_JUMP]: 'c.j reaches 2 KiB: write j',
  [R.R_RISCV_RVC_BRANCH]: 'c.beqz and c.bnez reach 256 bytes: write beqz and bnez',
};

/** Marks for relaxation, which has been. */
const IDLE: ReadonlySet<number> = new Set([R.R_RISCV_NONE, R.R_RISCV_RELAX, R.R_RISCV_ALIGN]);

/** Types that may ask for an entry of the global offset table. */
const IN_TABLE: ReadonlySet<number> = new Set([
  ...[R.R_RISCV_GOT_HI20, R.R_RISCV_TLS_GOT_HI20, R.R_RISCV_TLS_GD_HI20],
]);

/** Types whose other half is a `%pcrel_lo` of their place. */
const HIGH_PARTS: ReadonlySet<number> = new Set([R.R_RISCV_PCREL_HI20, ...IN_TABLE]);

/** Descriptions of code may speak of code that is not there. */
function mayReferToDiscarded({ section: { name, flags } }: InputSection): boolean {
  return (flags & SHF_ALLOC) === 0 || /^\.(eh_frame|gcc_except_table)/.test(name);
}

function typeName(type: number): string {
  return relocationName(type) ?? `number ${type}`;
}

/** Hints for undefined names, each found once however often the name is used. */
export class Hints {
  readonly #symbols: SymbolTable;
  readonly #found = new Map<string, string | undefined>();

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
  }

  /** `did you mean x?` for the defined name that is nearest. */
  of(name: string): string | undefined {
    if (!this.#found.has(name)) this.#found.set(name, didYouMean(name, this.#defined()));
    return this.#found.get(name);
  }

  #defined(): string[] {
    return [...this.#symbols.values()].flatMap((each) =>
      globalAddress(each) === undefined ? [] : [each.name],
    );
  }
}
