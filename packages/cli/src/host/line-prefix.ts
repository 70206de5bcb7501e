/** Consoles of several computers on one terminal: whole lines, each behind its computer's name. */

const newline = 0x0a;
/** A line that does not end is shown as if it did. */
const longestLine = 1000;

/** The console of one computer. */
export class LinePrefix {
  readonly #prefix: Uint8Array;
  readonly #show: (byte: number) => void;
  #line: number[] = [];

  constructor(name: string, show: (byte: number) => void) {
    this.#prefix = new TextEncoder().encode(`${name}| `);
    this.#show = show;
  }

  /** Takes a byte; a line is shown when it ends. */
  readonly write = (byte: number): void => {
    this.#line.push(byte);
    if (byte === newline) this.#flush();
    else if (this.#line.length === longestLine) this.end();
  };

  /** Shows what has come of a line, and ends it. */
  end(): void {
    if (this.#line.length > 0) this.write(newline);
  }

  #flush(): void {
    for (const byte of this.#prefix) this.#show(byte);
    for (const byte of this.#line) this.#show(byte);
    this.#line = [];
  }
}
