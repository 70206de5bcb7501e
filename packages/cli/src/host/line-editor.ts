/** Lines typed at a raw terminal: what to show for each key, and the lines when they are complete. */

const RETURN = 0x0d;
const NEWLINE = 0x0a;
const BACKSPACE = 0x08;
const DELETE = 0x7f;
const CONTROL_U = 0x15;
const CONTROL_C = 0x03;
const ESCAPE = 0x1b;

const rubOut = '\b \b';

/** Collects keys into lines. */
export class LineEditor {
  #line = '';
  /** Within the sequence of an arrow or function key, which does nothing. */
  #inSequence = false;

  /** @returns what to show on the terminal, and the lines that a key has ended. */
  type(keys: Iterable<number>): { readonly echo: string; readonly lines: readonly string[] } {
    let echo = '';
    const lines: string[] = [];
    for (const key of keys) {
      if (this.#inSequence) {
        this.#inSequence = !/[A-Za-z~]/.test(String.fromCharCode(key));
        continue;
      }
      switch (key) {
        case RETURN:
        case NEWLINE:
          lines.push(this.#line);
          this.#line = '';
          echo += '\n';
          break;
        case BACKSPACE:
        case DELETE:
          if (this.#line !== '') echo += rubOut;
          this.#line = this.#line.slice(0, -1);
          break;
        case CONTROL_U:
        case CONTROL_C:
          echo += rubOut.repeat(this.#line.length);
          this.#line = '';
          break;
        case ESCAPE:
          this.#inSequence = true;
          break;
        default:
          if (key < 0x20 || key > 0x7e) break;
          this.#line += String.fromCharCode(key);
          echo += String.fromCharCode(key);
      }
    }
    return { echo, lines };
  }

  /** What was typed of a line that has not ended; it is forgotten. */
  takeRest(): string {
    const rest = this.#line;
    this.#line = '';
    return rest;
  }
}
