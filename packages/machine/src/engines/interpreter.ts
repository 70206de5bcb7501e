/**
 * The interpreter engine: instantiates the generated modules and gives them what they call. Handlers
 * and CSRs get theirs when they are first met.
 */

import { csr, decode, encode, expand, floatOperations, type Width } from '@ireko/isa';
import { compute } from '../float/compute.ts';
import { CSRS, EXPANSION_SHIFT, EXPANSIONS, HANDLERS, slot } from '../hart/layout.ts';
import { WebAssembly } from '../wasm/webassembly.ts';
import { csrFunctions, csrModule } from './csr-functions.ts';
import type { Engine, EngineHost } from './engine.ts';
import { floatModule } from './float-functions.ts';
import { handlerModule } from './handler-module.ts';
import { commonHandlers, compressedHandlers, type Handler, handlerOf, keyOf } from './handlers.ts';
import { interpreterModule } from './interpreter-module.ts';
import type { InterpreterOptions } from './step.ts';
import { MAX_FUNCTIONS, Translations } from './translator/translations.ts';

interface Exports extends Record<string, unknown> {
  run(): void;
  interrupt(code: number): void;
}

type Imports = Record<string, Record<string, unknown>>;

/** A 32-bit word that is no instruction: what a reserved halfword expands to. */
const NO_INSTRUCTION = 0x0000_007f;

/** Places in the table of functions for handlers and CSRs: more than there are of them. */
const OWN_FUNCTIONS = 4096;

/** Modules are the same for every machine of the same options, and made when first wanted. */
class Modules {
  readonly #options: InterpreterOptions;
  readonly #made = new Map<string, WebAssembly.Module>();

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  #get(name: string, make: () => Uint8Array<ArrayBuffer>): WebAssembly.Module {
    let module = this.#made.get(name);
    if (!module) {
      module = new WebAssembly.Module(make());
      this.#made.set(name, module);
    }
    return module;
  }

  get interpreter(): WebAssembly.Module {
    return this.#get('interpreter', () => interpreterModule(this.#options));
  }
  handler(handler: Handler): WebAssembly.Module {
    return this.#get(`handler ${handler.name}`, () => handlerModule(handler, this.#options));
  }
  csr(number: number): WebAssembly.Module {
    const row = csr(number);
    return this.#get(`csr ${row?.name}`, () => csrModule(row, this.#options.dataTlb));
  }
  get floats(): WebAssembly.Module {
    return this.#get('floats', floatModule);
  }
}

const modules = new Map<string, Modules>();

function modulesFor(options: InterpreterOptions): Modules {
  const name = JSON.stringify(options);
  const found = modules.get(name) ?? new Modules(options);
  modules.set(name, found);
  return found;
}

/** The interpreter, alone or with hot code translated. */
export class InterpreterEngine implements Engine {
  readonly #host: EngineHost;
  readonly #exports: Exports;
  readonly #modules: Modules;
  readonly #imports: Imports;
  #withFloats: Imports | undefined;
  readonly #table: WebAssembly.Table;
  /**
   * The numbers of handlers by their names. The first are those of the step's own, also of compressed instructions
   * [decoded.ts]; behind them, a number is also a place in the table of functions, and so many of them are taken.
   */
  readonly #handlers = new Map<string, number>();
  /** The first function of numbers that are no CSR: one for all, since a guest may name all 4096. */
  #noCsr: number | undefined;
  #used: number;

  /** @param hotAfter has code translated that is jumped to so often; undefined: never. */
  constructor(host: EngineHost, hotAfter?: number) {
    this.#host = host;
    const { hart, access, mmu, traps } = host;
    this.#modules = modulesFor({
      tellTraps: traps !== undefined,
      hotAfter,
      dataTlb: mmu.dataTlb,
    });
    const table = new WebAssembly.Table({
      element: 'anyfunc',
      initial: OWN_FUNCTIONS + MAX_FUNCTIONS,
    });
    this.#table = table;
    for (const { name } of commonHandlers()) this.#handlers.set(name, this.#handlers.size + 1);
    this.#used = this.#handlers.size + compressedHandlers().length + 1;
    const translations = new Translations(
      hart,
      mmu,
      { table, first: OWN_FUNCTIONS },
      { returnsFromTraps: !traps, hotAfter: hotAfter ?? Infinity },
      (floats) => (floats ? this.#importsWithFloats : this.#imports),
    );
    if (hotAfter) access.codeWatcher = translations;
    const env = {
      memory: hart.memory,
      table,
      load: (width: Width) => (access.load(width) ? 1 : 0),
      store: (width: Width) => (access.store(width, hart.get(slot.exchange2)) ? 1 : 0),
      writable: (width: Width) => access.writable(width),
      loadGuest: (width: Width, isCode: number) =>
        access.loadGuest(width, isCode ? 'code' : 'data') ? 1 : 0,
      storeGuest: (width: Width) => (access.storeGuest(width, hart.get(slot.exchange2)) ? 1 : 0),
      manageable: () => (access.manageable() ? 1 : 0),
      place: (width: Width, isWrite: number) => access.ramPlace(width, isWrite ? 'write' : 'read'),
      float: (operation: number, mode: number) => this.#float(operation, mode),
      fetch: () => (access.fetch() ? 1 : 0),
      intercept: () => (host.intercept() ? 1 : 0),
      expand: (halfword: number) => this.#expand(halfword),
      makeHandler: (word: number) => this.#makeHandler(word),
      makeCsr: (number: number) => this.#makeCsr(number),
      selectTlbs: () => mmu.privilegeChanged(),
      forget: (isGuest: number) => mmu.forget(isGuest ? 'guest' : 'supervisor'),
      forgetPage: (isGuest: number) =>
        mmu.forgetPage(
          isGuest ? 'guest' : 'supervisor',
          hart.low(slot.exchange),
          hart.high(slot.exchange),
        ),
      pmpChanged: () => mmu.protectionChanged(),
      trapTaken: (from: number) => traps?.taken(from),
      trapReturned: (from: number) => traps?.returned(from),
      translate: (missed: number) => translations.translate(missed !== 0),
    };
    const instance = new WebAssembly.Instance(this.#modules.interpreter, { env });
    this.#exports = instance.exports as unknown as Exports;
    this.#imports = { env: { ...env, ...this.#exports } };
    translations.stub = this.#exports['stub'];
  }

  run(): void {
    this.#exports.run();
  }

  interrupt(code: number): void {
    const { hart, traps } = this.#host;
    const from = hart.mode;
    this.#exports.interrupt(code);
    traps?.taken(from);
  }

  #float(operation: number, mode: number): number {
    const { hart } = this.#host;
    const name = floatOperations[operation];
    if (!name) throw new Error(`there is no floating-point operation ${operation}`);
    const operands = [slot.exchange, slot.exchange2, slot.exchange3].map((place) =>
      hart.get(place),
    );
    const { value, flags } = compute(name, mode, operands);
    hart.set(slot.exchange, value);
    return flags;
  }

  /** What regions import that have floating-point operations. */
  get #importsWithFloats(): Imports {
    const { env } = this.#imports;
    this.#withFloats ??= {
      env: { ...env, ...new WebAssembly.Instance(this.#modules.floats, this.#imports).exports },
    };
    return this.#withFloats;
  }

  /** Fills the table of expansions as halfwords are met, of which few ever are. @returns the word. */
  #expand(halfword: number): number {
    const decoded = decode(halfword);
    let word = NO_INSTRUCTION;
    if (decoded) {
      const full = expand(decoded);
      word = encode(full.instruction, full.values);
    }
    this.#host.hart.view.setUint32(EXPANSIONS + (halfword << EXPANSION_SHIFT), word, true);
    return word;
  }

  /** Has the handler of a word where the table of handlers leads to it. */
  #makeHandler(word: number): number {
    const handler = handlerOf(word);
    let index = this.#handlers.get(handler.name);
    if (index === undefined) {
      const module = this.#modules.handler(handler);
      index = this.#used++;
      this.#handlers.set(handler.name, index);
      this.#table.set(index, new WebAssembly.Instance(module, this.#imports).exports['handler']);
    }
    this.#host.hart.view.setUint16(HANDLERS + keyOf(word) * 2, index, true);
    return index;
  }

  /** Puts the functions of a CSR into the table of functions. */
  #makeCsr(number: number): number {
    const known = csr(number) ? undefined : this.#noCsr;
    const index = known ?? this.#addCsr(number);
    if (!csr(number)) this.#noCsr = index;
    this.#host.hart.view.setUint16(CSRS + number * 2, index, true);
    return index;
  }

  #addCsr(number: number): number {
    const { exports } = new WebAssembly.Instance(this.#modules.csr(number), this.#imports);
    const index = this.#used;
    this.#used += csrFunctions.length;
    for (const [offset, name] of csrFunctions.entries()) {
      if (exports[name]) this.#table.set(index + offset, exports[name]);
    }
    return index;
  }
}
