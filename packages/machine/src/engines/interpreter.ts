/** The interpreter engine: instantiates the generated module and gives it what it calls. */

import { decode, encode, expand, floatOperations, type Width } from '@ireko/isa';
import { compute } from '../float/compute.ts';
import { dataTlbShape, EXPANSIONS, HANDLERS, slot } from '../hart/layout.ts';
import type {} from '../wasm/webassembly.ts';
import type { Engine, EngineHost } from './engine.ts';
import { type HandlerTable, handlerTable } from './handlers.ts';
import { type InterpreterOptions, interpreterModule } from './interpreter-module.ts';
import { Translations } from './translator/translations.ts';

interface Exports extends Record<string, unknown> {
  run(): void;
  interrupt(code: number): void;
}

/** A 32-bit word that is no instruction: what a reserved halfword expands to. */
const NO_INSTRUCTION = 0x0000_007f;

/** The table and the modules are the same for every machine, and made when first wanted. */
let table: HandlerTable | undefined;
const modules = new Map<string, WebAssembly.Module>();

function compiled(options: InterpreterOptions): {
  readonly table: HandlerTable;
  readonly module: WebAssembly.Module;
} {
  table ??= handlerTable();
  const name = JSON.stringify(options);
  let module = modules.get(name);
  if (!module) {
    module = new WebAssembly.Module(interpreterModule(table.handlers, options));
    modules.set(name, module);
  }
  return { table, module };
}

/** The interpreter, alone or with hot code translated. */
export class InterpreterEngine implements Engine {
  readonly #host: EngineHost;
  readonly #exports: Exports;

  /** @param hotAfter has code translated that is jumped to so often; undefined: never. */
  constructor(host: EngineHost, hotAfter?: number) {
    this.#host = host;
    const { hart, access, mmu, traps } = host;
    const { table, module } = compiled({
      tellTraps: traps !== undefined,
      hotAfter,
      dataTlb: dataTlbShape(hart.ramBytes),
    });
    const translations = new Translations(hart, mmu, { returnsFromTraps: !traps }, () => ({
      env: { ...env, ...this.#exports },
    }));
    if (hotAfter) access.codeWatcher = translations;
    new Uint16Array(hart.memory.buffer, HANDLERS, table.indices.length).set(table.indices);
    const env = {
      memory: hart.memory,
      table: translations.table,
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
      expand: (halfword: number) => this.#expand(halfword),
      privilegeChanged: () => mmu.privilegeChanged(),
      forgetSupervisor: () => mmu.forget('supervisor'),
      forgetPage: () => mmu.forgetPage(hart.low(slot.exchange), hart.high(slot.exchange)),
      forgetGuest: () => mmu.forget('guest'),
      pmpChanged: () => mmu.protectionChanged(),
      trapTaken: (from: number) => traps?.taken(from),
      trapReturned: (from: number) => traps?.returned(from),
      translate: () => translations.translate(),
    };
    const instance = new WebAssembly.Instance(module, { env });
    this.#exports = instance.exports as unknown as Exports;
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

  /** Fills the table of expansions as halfwords are met: few of them ever are. */
  #expand(halfword: number): number {
    const decoded = decode(halfword);
    let word = NO_INSTRUCTION;
    if (decoded) {
      const full = expand(decoded);
      word = encode(full.instruction, full.values);
    }
    this.#host.hart.words[(EXPANSIONS >>> 2) + halfword] = word;
    return word;
  }
}
