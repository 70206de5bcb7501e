/**
 * Puts WebAssembly modules together [wasm §5.5]: imports first, then functions, which may call each
 * other before they are written. One imported memory.
 */

import { ByteWriter } from './encoding.ts';
import {
  type Callable,
  FunctionBuilder,
  type FunctionType,
  type Global,
} from './function-builder.ts';
import { opcode, type ValueType, valueType } from './opcode.ts';

interface Imported extends Callable {
  readonly name: string;
}

interface Defined extends Callable {
  readonly builder: FunctionBuilder;
  readonly exportName: string | undefined;
}

/** Section numbers [wasm §5.5.2]. */
const section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  global: 6,
  export: 7,
  code: 10,
} as const;
const FUNCTION_TYPE = 0x60;
const IMPORT_FUNCTION = 0x00;
const IMPORT_TABLE = 0x01;
const IMPORT_MEMORY = 0x02;
const FUNCTION_REFERENCE = 0x70;
const EXPORT_FUNCTION = 0x00;
const MUTABLE = 0x01;
const LIMITS_MINIMUM_ONLY = 0x00;
const HINT_BYTES = 1;

/** `\0asm` and version 1. */
const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);

export class ModuleBuilder {
  readonly #imports: Imported[] = [];
  readonly #functions: Defined[] = [];
  readonly #globals: (Global & { readonly start: number })[] = [];
  readonly #types = new Map<string, FunctionType>();

  /** The type of functions with these parameters and results. */
  type(parameters: readonly ValueType[], results: readonly ValueType[]): FunctionType {
    const name = `${parameters} ${results}`;
    let found = this.#types.get(name);
    if (!found) {
      found = { type: this.#types.size, parameters, results };
      this.#types.set(name, found);
    }
    return found;
  }

  /** A function that the host gives, in `env`. All imports come before the first `define`. */
  import(
    importName: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
  ): Callable {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    const type = this.type(parameters, results);
    const imported = { ...type, name: importName, index: this.#imports.length };
    this.#imports.push(imported);
    return imported;
  }

  /** A function whose body `write` writes; it is told the function itself. */
  define(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    write: (builder: FunctionBuilder, self: Callable) => void,
    exportName?: string,
  ): Callable {
    const builder = new FunctionBuilder(parameters);
    const index = this.#imports.length + this.#functions.length;
    const defined = { ...this.type(parameters, results), index, builder, exportName };
    this.#functions.push(defined);
    write(builder, defined);
    return defined;
  }

  /** A variable, an i64 that starts with a value. */
  global(start: number): Global {
    const global: Global = { index: this.#globals.length, type: 'i64' };
    this.#globals.push({ ...global, start });
    return global;
  }

  /** The module's bytes. Imports `env.memory` and the table of functions `env.table`. */
  build(): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter();
    out.append(HEADER);
    const append = (id: number, write: (content: ByteWriter) => void) => {
      const content = new ByteWriter();
      write(content);
      out.byte(id);
      out.unsigned(content.bytes.length);
      out.append(content.bytes);
    };

    append(section.type, (content) =>
      content.vector([...this.#types.values()], ({ parameters, results }) => {
        content.byte(FUNCTION_TYPE);
        content.vector(parameters, (type) => content.byte(valueType[type]));
        content.vector(results, (type) => content.byte(valueType[type]));
      }),
    );
    append(section.import, (content) => {
      content.unsigned(this.#imports.length + 2);
      content.name('env');
      content.name('memory');
      content.byte(IMPORT_MEMORY);
      content.byte(LIMITS_MINIMUM_ONLY);
      content.unsigned(1);
      content.name('env');
      content.name('table');
      content.byte(IMPORT_TABLE);
      content.byte(FUNCTION_REFERENCE);
      content.byte(LIMITS_MINIMUM_ONLY);
      content.unsigned(1);
      for (const imported of this.#imports) {
        content.name('env');
        content.name(imported.name);
        content.byte(IMPORT_FUNCTION);
        content.unsigned(imported.type);
      }
    });
    append(section.function, (content) =>
      content.vector(this.#functions, ({ type }) => content.unsigned(type)),
    );
    append(section.global, (content) =>
      content.vector(this.#globals, ({ type, start }) => {
        content.byte(valueType[type]);
        content.byte(MUTABLE);
        content.byte(opcode['i64.const']);
        content.signed32(start);
        content.byte(opcode.end);
      }),
    );
    append(section.export, (content) =>
      content.vector(
        this.#functions.filter(({ exportName }) => exportName !== undefined),
        ({ exportName = '', index }) => {
          content.name(exportName);
          content.byte(EXPORT_FUNCTION);
          content.unsigned(index);
        },
      ),
    );
    const bodies = this.#functions.map(({ builder, index }) => ({ index, ...builder.body() }));
    append(section.custom, (content) => {
      content.name('metadata.code.branch_hint');
      content.vector(
        bodies.filter(({ hints }) => hints.length > 0),
        ({ index, hints }) => {
          content.unsigned(index);
          content.vector(hints, ({ at, value }) => {
            content.unsigned(at);
            content.unsigned(HINT_BYTES);
            content.byte(value);
          });
        },
      );
    });
    append(section.code, (content) =>
      content.vector(bodies, ({ bytes }) => {
        content.unsigned(bytes.length);
        content.append(bytes);
      }),
    );
    return out.bytes;
  }
}
