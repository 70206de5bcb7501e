/** Applies the relocations of a section to its bytes [relocation.ts says what each type computes]. */

import { R, type Relocation, relocationName, SHF_ALLOC } from '@ireko/elf';
import type { Field } from '@ireko/isa';
import { didYouMean } from '../advice/suggest.ts';
import { wrap } from './evaluate.ts';
import type { GlobalOffsetTable } from './got.ts';
import type { InputSection } from './input.ts';
import type { LinkOptions } from './options.ts';
import { lineSpan, placeName } from './origin.ts';
import { APPLY, type Bases, clear, I, isLui, low, patch, S, sizeOf, U } from './relocation.ts';
import type { Report } from './report.ts';
import { globalAddress, type SymbolTable } from './symbol.ts';
import { type Target, targetOf } from './target.ts';

/** What all sections of a link are patched with. */
export interface Context {
  readonly symbols: SymbolTable;
  readonly bases: Bases;
  readonly got: GlobalOffsetTable;
  /** What undefined names may be meant to be. */
  readonly hints: Hints;
  /** What an undefined symbol is. */
  readonly unresolved: NonNullable<LinkOptions['unresolved']>;
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
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #context: Context;
  /** By the address of an `auipc`, the distance whose upper part it adds. */
  readonly #highParts = new Map<bigint, bigint>();
  /** The one that is being applied. */
  #relocation: Relocation | undefined;
  readonly #tooFar = (value: bigint, field: Field) => {
    if (this.#relocation) this.#reportTooFar(this.#relocation, value, field);
  };

  constructor(input: InputSection, bytes: Uint8Array, context: Context) {
    this.#input = input;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#context = context;
  }

  run(): void {
    const lowParts: Relocation[] = [];
    for (const relocation of this.#input.relocations) {
      const { type } = relocation;
      if (IDLE.has(type)) continue;
      const offset = this.#input.cuts.moved(relocation.offset);
      if (offset + sizeOf(type) > this.#bytes.length)
        this.#fail(relocation, 'a relocation lies outside its section');
      else if (type === R.R_RISCV_PCREL_LO12_I || type === R.R_RISCV_PCREL_LO12_S)
        lowParts.push(relocation);
      else this.#apply(relocation, offset);
    }
    if (this.#context.applies) for (const each of lowParts) this.#applyLow(each);
  }

  #apply(relocation: Relocation, offset: number): void {
    const { type } = relocation;
    const apply = APPLY[type];
    if (apply === undefined) {
      this.#fail(relocation, `relocation ${typeName(type)} is not supported`);
      return;
    }
    const address = this.#input.address + BigInt(offset);
    const target = this.#resolve(relocation);
    if (!this.#context.applies) {
      if (target?.discarded) clear(this.#view, offset, type, this.#input.section.name);
    } else if (target === undefined) {
      this.#highParts.set(address, 0n); // reported once, not again for its %pcrel_lo
    } else if (target.discarded) {
      clear(this.#view, offset, type, this.#input.section.name);
    } else {
      const { got, bases } = this.#context;
      const { bits } = this.#input.object;
      const hasLowParts = HIGH_PARTS.has(type);
      const slot = hasLowParts ? got.slotOf(relocation) : undefined;
      const place = slot ?? target.address;
      const missing = slot === undefined && target.missing;
      this.#relocation = relocation;
      const [view, tooFar] = [this.#view, this.#tooFar];
      apply({ view, offset, address, bases, bits, target: place, missing, tooFar });
      if (hasLowParts)
        this.#highParts.set(address, isLui(this.#view, offset) ? place : place - address);
    }
  }

  /** `%pcrel_lo(label)`: the low half of what the `%pcrel_hi` at `label` refers to. */
  #applyLow(relocation: Relocation): void {
    const found = this.#resolve({ ...relocation, addend: 0n });
    if (found === undefined) return;
    const value = this.#highParts.get(found.address);
    if (value === undefined) {
      this.#fail(relocation, '%pcrel_lo has no %pcrel_hi at its label');
      return;
    }
    const target = relocation.type === R.R_RISCV_PCREL_LO12_I ? I : S;
    const offset = this.#input.cuts.moved(relocation.offset);
    patch({ view: this.#view, offset }, target, low(value + relocation.addend), 4);
  }

  /** S + A; reports an undefined symbol, and what is left out of the program. */
  #resolve(relocation: Relocation): Target | undefined {
    const { symbols, unresolved, report } = this.#context;
    const found = targetOf(relocation, this.#input, symbols);
    const name = relocation.symbol?.name ?? '';
    if (found?.discarded && !mayReferToDiscarded(this.#input)) {
      this.#fail(relocation, `\`${name}\` stands in a section that is left out`);
      return undefined;
    }
    if (found !== undefined) return found;
    const nothing = { address: relocation.addend, missing: false, discarded: false };
    const target = { ...nothing, output: undefined, flags: 0, size: 0 };
    if (unresolved === 'ignored') return target;
    const message = `${placeName(this.#input, relocation.offset)}: undefined symbol \`${name}\``;
    const hint = this.#context.hints.of(name);
    report[unresolved](
      ...(['undefined-symbol', message, hint, lineSpan(this.#input, relocation.offset)] as const),
    );
    return unresolved === 'warning' ? target : undefined;
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

/** Types whose other half is a `%pcrel_lo` of their place. */
const HIGH_PARTS: ReadonlySet<number> = new Set([
  ...[R.R_RISCV_PCREL_HI20, R.R_RISCV_GOT_HI20],
  ...[R.R_RISCV_TLS_GOT_HI20, R.R_RISCV_TLS_GD_HI20],
]);

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
