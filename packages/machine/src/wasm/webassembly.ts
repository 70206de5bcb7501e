/**
 * The part of the WebAssembly JavaScript interface that the engines use. Node and browsers have
 * it alike, but TypeScript knows it only with the DOM, which this package does without.
 */

declare global {
  namespace WebAssembly {
    class Memory {
      constructor(descriptor: { initial: number; maximum?: number });
      readonly buffer: ArrayBuffer;
    }
    class Table {
      constructor(descriptor: { element: 'anyfunc'; initial: number });
      set(index: number, value: unknown): void;
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, unknown>>);
      readonly exports: Readonly<Record<string, unknown>>;
    }
  }
}

export {};
