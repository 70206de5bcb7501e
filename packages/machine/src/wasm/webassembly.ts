/**
 * The part of the WebAssembly JavaScript interface that the engines use. Node and browsers have
 * it alike, but TypeScript knows it only with the DOM, which this package does without.
 */

export declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Table {
    set(index: number, value: unknown): void;
  }
  /** Opaque: what `Instance` takes. */
  type Module = object;
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

interface Constructors {
  readonly Memory: new (descriptor: { initial: number; maximum?: number }) => WebAssembly.Memory;
  readonly Table: new (descriptor: { element: 'anyfunc'; initial: number }) => WebAssembly.Table;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module;
  readonly Instance: new (
    module: WebAssembly.Module,
    imports: Record<string, Record<string, unknown>>,
  ) => WebAssembly.Instance;
}

/** The host's own. */
export const WebAssembly: Constructors = (
  globalThis as unknown as { readonly WebAssembly: Constructors }
).WebAssembly;
