/**
 * What a script's expressions and assignments are worth while a walk goes through it: the values of
 * symbols, and of `.` where the walk is.
 */

import { SHF_TLS } from '@ireko/elf';
import { addressOf, type DataSegment, evaluate, type Scope, type Value, wrap } from './evaluate.ts';
import type { LayoutInput } from './layout.ts';
import type { Regions } from './memory-region.ts';
import { flagsOf, isAllocated, isPresent, type OutputSection } from './output.ts';
import { Report } from './report.ts';
import type { Assertion, Assignment, Expression, Range } from './script.ts';
import { globalAddress, globalSymbol, type SymbolTable } from './symbol.ts';

/** Where a walk is. */
export interface Position {
  /** `.` */
  dot: bigint;
  /** Which of the items it is at. */
  item: number;
  /** The section whose contents are being placed. */
  section: OutputSection | undefined;
}

/** The values of one walk. */
export class ScriptValues {
  readonly #input: LayoutInput;
  readonly #regions: Regions;
  readonly #position: Position;
  /** What the statements are worth; those of `PROVIDE` that provide nothing are left out. */
  readonly all: Map<Assignment | Assertion, bigint> = new Map();
  /** What is wrong, as far as this walk knows. */
  readonly report: Report = new Report();
  readonly dataSegment: DataSegment;
  /** Symbols that this walk has set so far: `DEFINED` asks for those. */
  readonly #set = new Map<string, Value>();
  /** `.` was set behind the section that was placed last: what follows belongs to the next. */
  #dotIsSet = false;
  /** The section that was placed last, of those that may hold symbols. */
  #previous: OutputSection | undefined;

  /** @param alignsToPage the data segment begins on a page of its own. */
  constructor(input: LayoutInput, regions: Regions, position: Position, alignsToPage: boolean) {
    this.#input = input;
    this.#regions = regions;
    this.#position = position;
    this.dataSegment = { alignsToPage, start: 0n, end: 0n };
  }

  evaluate(expression: Expression): Value {
    return evaluate(expression, this.#scope());
  }

  /** What an expression is worth as an address. */
  address(expression: Expression): bigint {
    return addressOf(this.evaluate(expression));
  }

  /** What a data statement writes: its expression is not one of the section that it stands in. */
  data(expression: Expression): bigint {
    return addressOf(evaluate(expression, { ...this.#scope(), section: undefined }));
  }

  fail({ start, end }: Range, message: string): void {
    this.report.error('script', message, undefined, this.#input.source.span(start, end));
  }

  assert(assertion: Assertion): void {
    const { condition, message, ...range } = assertion;
    const { number } = this.evaluate(condition);
    this.all.set(assertion, wrap(number));
    if (number === 0n) this.fail(range, `assertion failed: ${message}`);
  }

  assign(assignment: Assignment): void {
    if (assignment.name === '.') this.#moveDot(assignment);
    else this.#setSymbol(assignment);
  }

  /** A section is placed: symbols that follow may be listed under it. */
  hasPlaced(output: OutputSection): void {
    if (holdsSymbols(output)) this.#previous = output;
    this.#dotIsSet = false;
  }

  #moveDot(assignment: Assignment): void {
    const { value, ...range } = assignment;
    const { section, dot } = this.#position;
    const target = addressOf(this.#placed(this.evaluate(value)));
    if (section !== undefined && target < dot) {
      const places = `0x${dot.toString(16)} to 0x${target.toString(16)}`;
      this.fail(range, `\`.\` moves backwards, from ${places}, inside section ${section.name}`);
      return;
    }
    this.#position.dot = target;
    this.all.set(assignment, wrap(target));
    if (section !== undefined) return;
    this.#regions.anywhere.next = target;
    this.#dotIsSet = true;
  }

  #setSymbol(assignment: Assignment): void {
    const { name, value, provide, hidden } = assignment;
    const known = this.#input.symbols.get(name);
    if (provide && (known?.referenced !== true || known.definition !== undefined)) return;
    const scope = this.#scope();
    const result = this.#placed(evaluate(value, scope));
    this.#set.set(name, result);
    const output = this.#ownerOf(result, scope);
    const address = addressOf(result);
    this.all.set(assignment, wrap(address));
    const base = typeof result.base === 'string' ? output : result.base;
    globalSymbol(this.#input.symbols, name).script = { address, output, base, hidden };
  }

  /** What is assigned: a number counts from the section at hand. */
  #placed({ base, number }: Value): Value {
    return { base: base === 'number' ? (this.#position.section ?? 'absolute') : base, number };
  }

  /** The section that a symbol of the script is listed under; none if it is absolute. */
  #ownerOf({ base }: Value, { followsDot }: Scope): OutputSection | undefined {
    if (typeof base !== 'string') return base;
    if (this.#position.section !== undefined || !followsDot) return undefined;
    if (!this.#dotIsSet && this.#previous !== undefined) return this.#previous;
    const next = this.#input.items
      .slice(this.#position.item + 1)
      .find((each): each is OutputSection => each.kind === 'section' && isPresent(each));
    const holder = next !== undefined && holdsSymbols(next) ? next : undefined;
    return holder?.statement === undefined ? (this.#previous ?? holder) : holder;
  }

  #scope(): Scope {
    const { symbols, items, headersSize, pageSize } = this.#input;
    const { section, dot } = this.#position;
    return {
      ...{ section, dot, dataSegment: this.dataSegment, followsDot: false, headersSize, pageSize },
      symbol: (name) => this.#symbol(name, symbols),
      refer: (name) => {
        globalSymbol(symbols, name).referenced = true;
      },
      output: (name) => {
        const named = items.filter(
          (each): each is OutputSection => each.kind === 'section' && each.name === name,
        );
        return named.find(isPresent) ?? named[0];
      },
      region: (name) => this.#regions.find(name),
      segmentStart: (name) => this.#input.sectionStarts?.get(name),
      fail: (range, message) => this.fail(range, message),
    };
  }

  #symbol(name: string, symbols: SymbolTable): Value | undefined {
    const set = this.#set.get(name);
    if (set !== undefined) return set;
    const global = symbols.get(name);
    const address = global && globalAddress(global);
    if (global === undefined || address === undefined) return undefined;
    const base = global.script?.output ?? global.definition?.section?.output;
    if (base === undefined) return { base: 'absolute', number: wrap(address) };
    return { base, number: wrap(address - base.address) };
  }
}

/** Whether a symbol that is an address beside it is listed under it: not if it is thread-local. */
function holdsSymbols(output: OutputSection): boolean {
  return isAllocated(output) && (flagsOf(output) & SHF_TLS) === 0;
}
