/**
 * The terminal at the guest's serial port: what the guest writes goes to stdout, what is typed or
 * piped goes to the guest. A real terminal is put in raw mode, so that every key reaches the
 * guest, but for those after Ctrl-A: `x` leaves the run, Ctrl-A again sends one Ctrl-A.
 *
 * Input from a file is there from the start, so that such a run repeats to the bit. What is typed
 * or piped comes when it comes.
 */

import { fstatSync, readFileSync } from 'node:fs';

const controlA = 1;
const help = '\n  Ctrl-A x  leave\n  Ctrl-A h  this help\n  Ctrl-A Ctrl-A  send Ctrl-A\n';

/** A guest's serial port, on stdin and stdout. */
export class Terminal {
  readonly #listens: boolean;
  #output = new Uint8Array(4096);
  #length = 0;
  #input: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #escaped = false;
  /** The user has left with Ctrl-A x. */
  left = false;
  /** There can be no more input. */
  ended = false;

  /** @param listens whether the guest gets any input. */
  constructor({ listens = true }: { readonly listens?: boolean } = {}) {
    this.#listens = listens;
  }

  /** Begin to listen; call `close` afterwards. */
  open(): void {
    const { stdin } = process;
    if (!this.#listens) {
      this.ended = true;
      return;
    }
    if (isFile(0)) {
      this.#input.push(readFileSync(0));
      this.ended = true;
      return;
    }
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', (bytes: Buffer) => {
      const sent = stdin.isTTY ? this.#keys(bytes) : bytes;
      if (sent.length > 0) this.#input.push(sent);
      this.#wake?.();
    });
    const end = () => {
      this.ended = true;
      this.#wake?.();
    };
    stdin.on('end', end);
    stdin.on('error', end);
  }

  /** Stop listening, and give the terminal back as it was. */
  close(): void {
    this.flush();
    if (!this.#listens) return;
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    if (!isFile(0)) process.stdin.destroy();
  }

  /** Takes a byte that the guest writes; `flush` shows it. */
  readonly write = (byte: number): void => {
    if (this.#length === this.#output.length) this.flush();
    this.#output[this.#length++] = byte;
  };

  /** Show what the guest has written. */
  flush(): void {
    if (this.#length === 0) return;
    process.stdout.write(this.#output.slice(0, this.#length));
    this.#length = 0;
  }

  /** There is something for `takeInput` to give. */
  get hasInput(): boolean {
    return this.#input.length > 0;
  }

  /** What has come in since the last call; `undefined` if nothing has. */
  takeInput(): Uint8Array | undefined {
    return this.#input.shift();
  }

  /** Wait until there is input, or there can be no more. */
  async wait(): Promise<void> {
    while (!this.hasInput && !this.ended && !this.left)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  /** The keys that are for the guest. */
  #keys(bytes: Uint8Array): Uint8Array {
    const sent: number[] = [];
    for (const key of bytes) {
      if (!this.#escaped) {
        if (key === controlA) this.#escaped = true;
        else sent.push(key);
        continue;
      }
      this.#escaped = false;
      if (key === controlA) sent.push(key);
      else if (key === 0x78) this.left = true;
      else if (key === 0x68) process.stdout.write(help);
    }
    return Uint8Array.from(sent);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
