/**
 * Puts WebAssembly modules together [wasm §5.5]: imports first, then functions, which may call each
 * other before they are written. One imported memory.
 */

import { name, unsigned, vector } from './encoding.ts';
import { type Callable, FunctionBuilder } from './function-builder.ts';
import { type ValueType, valueType } from './opcode.ts';

interface Imported extends Callable {
  readonly name: string;
}

interface Defined extends Callable {
  readonly builder: FunctionBuilder;
  readonly exportName: string | undefined;
}

/** Section numbers [wasm §5.5.2]. */
const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const FUNCTION_TYPE = 0x60;
const IMPORT_FUNCTION = 0x00;
const IMPORT_TABLE = 0x01;
const IMPORT_MEMORY = 0x02;
const FUNCTION_REFERENCE = 0x70;
const EXPORT_FUNCTION = 0x00;
const LIMITS_MINIMUM_ONLY = 0x00;

/** `\0asm` and version 1. */
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export class ModuleBuilder {
  readonly #imports: Imported[] = [];
  readonly #functions: Defined[] = [];

  /** A function that the host gives, in `env`. All imports come before the first `define`. */
  import(
    importName: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
  ): Callable {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    const imported = { name: importName, index: this.#imports.length, parameters, results };
    this.#imports.push(imported);
    return imported;
  }

  /** A function whose body `write` writes; it is told the function itself, whose index is also its type's. */
  define(
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    write: (builder: FunctionBuilder, self: Callable) => void,
    exportName?: string,
  ): Callable {
    const builder = new FunctionBuilder(parameters);
    const index = this.#imports.length + this.#functions.length;
    const defined = { index, parameters, results, builder, exportName };
    this.#functions.push(defined);
    write(builder, defined);
    return defined;
  }

  /** The module's bytes. Imports `env.memory` and the table of functions `env.table`. */
  build(): Uint8Array<ArrayBuffer> {
    const functions: readonly Callable[] = [...this.#imports, ...this.#functions];
    const out: number[] = [...HEADER];
    const append = (id: number, write: (out: number[]) => void) => {
      const content: number[] = [];
      write(content);
      out.push(id);
      unsigned(out, content.length);
      for (const byte of content) out.push(byte);
    };

    // Each function has a type of its own number: sharing types would save a few bytes.
    append(section.type, (content) =>
      vector(content, functions, (into, { parameters, results }) => {
        into.push(FUNCTION_TYPE);
        vector(into, parameters, (bytes, type) => bytes.push(valueType[type]));
        vector(into, results, (bytes, type) => bytes.push(valueType[type]));
      }),
    );
    append(section.import, (content) => {
      unsigned(content, this.#imports.length + 2);
      name(content, 'env');
      name(content, 'memory');
      content.push(IMPORT_MEMORY, LIMITS_MINIMUM_ONLY, 1);
      name(content, 'env');
      name(content, 'table');
      content.push(IMPORT_TABLE, FUNCTION_REFERENCE, LIMITS_MINIMUM_ONLY, 1);
      for (const imported of this.#imports) {
        name(content, 'env');
        name(content, imported.name);
        content.push(IMPORT_FUNCTION);
        unsigned(content, imported.index);
      }
    });
    append(section.function, (content) =>
      vector(content, this.#functions, (into, { index }) => unsigned(into, index)),
    );
    append(section.export, (content) =>
      vector(
        content,
        this.#functions.filter(({ exportName }) => exportName !== undefined),
        (into, { exportName = '', index }) => {
          name(into, exportName);
          into.push(EXPORT_FUNCTION);
          unsigned(into, index);
        },
      ),
    );
    append(section.code, (content) =>
      vector(content, this.#functions, (into, { builder }) => {
        const body = builder.body();
        unsigned(into, body.length);
        for (const byte of body) into.push(byte);
      }),
    );
    return new Uint8Array(out);
  }
}
