/**
 * The terminal at the guest's serial port: what the guest writes goes to stdout, what is typed or
 * piped goes to the guest. A real terminal is put in raw mode, so that every key reaches the
 * guest, but for those after Ctrl-A, which are QEMU's: `x` leaves the run, `c` has what is typed go
 * to the machine's monitor until it is pressed again, Ctrl-A again sends one Ctrl-A.
 *
 * Input from a file is there from the start, so that such a run repeats to the bit. What is typed
 * or piped comes when it comes.
 */

import { fstatSync, readFileSync } from 'node:fs';
import type { Machine } from '@ireko/machine';
import { monitorPrompt } from '../run/machine-monitor.ts';
import type { InputSource } from '../run/session.ts';
import { LineEditor } from './line-editor.ts';

const controlA = 1;
const controlC = 3;
const newline = 0x0a;
const help = `
  Ctrl-A x  leave
  Ctrl-A c  to the monitor of the machine, and back
  Ctrl-A h  this help
  Ctrl-A Ctrl-A  send Ctrl-A
`;
/** So often in a row, Ctrl-C is pressed by somebody who wants to leave. */
const INSISTENT = 3;
const insistent = '\nCtrl-C goes to the guest; Ctrl-A x leaves, Ctrl-A h tells of more\n';
const welcome = "\nThe monitor of the machine; type 'help' for its commands, Ctrl-A c to go back\n";

/** Who gets what comes in on stdin: nobody, the guest, or the machine's monitor. */
export type Listener = 'none' | 'guest' | 'monitor';

export interface TerminalOptions {
  readonly listener?: Listener;
  /** Is told what the guest is about to be given. */
  readonly onInput?: ((machine: Machine, bytes: Uint8Array) => void) | undefined;
}

/** A guest's serial port and the machine's monitor, on stdin and stdout. */
export class Terminal implements InputSource {
  readonly #options: TerminalOptions;
  #listener: Listener;
  #output = new Uint8Array(4096);
  #length = 0;
  #input: Uint8Array[] = [];
  #commands: string[] = [];
  readonly #editor = new LineEditor();
  #wake: (() => void) | undefined;
  #escaped = false;
  /** How often Ctrl-C has been pressed since another key was. */
  #interrupts = 0;
  /** What the guest wrote last does not end a line. */
  #isMidLine = false;
  /** What `showBegun` shows. */
  #begun = '';
  /** The guest's output is not shown. */
  isMute = false;
  /** The user has left with Ctrl-A x. */
  left = false;
  /** There can be no more input. */
  ended = false;
  /** Input comes when it comes. */
  readonly nextAt: number = Infinity;

  constructor(options: TerminalOptions = {}) {
    this.#options = options;
    this.#listener = options.listener ?? 'guest';
  }

  /** Begin to listen; call `close` afterwards. */
  open(): void {
    const { stdin } = process;
    if (this.#listener === 'none') {
      this.ended = true;
      return;
    }
    if (isFile(0)) {
      this.#take(readFileSync(0));
      this.#end();
      return;
    }
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', (bytes: Buffer) => {
      if (stdin.isTTY) this.#keys(bytes);
      else this.#take(bytes);
      this.#wake?.();
    });
    stdin.on('end', () => this.#end());
    stdin.on('error', () => this.#end());
  }

  /** Stop listening, and give the terminal back as it was. */
  close(): void {
    this.flush();
    this.#hideBegun();
    if (this.#listener === 'none') return;
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    if (!isFile(0)) process.stdin.destroy();
  }

  /** Takes a byte that the guest writes; `flush` shows it. */
  readonly write = (byte: number): void => {
    if (this.isMute) return;
    if (this.#length === this.#output.length) this.flush();
    this.#output[this.#length++] = byte;
  };

  /** Show what the guest has written. */
  flush(): void {
    if (this.#length === 0) return;
    this.#hideBegun();
    process.stdout.write(this.#output.slice(0, this.#length));
    this.#isMidLine = this.#output[this.#length - 1] !== newline;
    this.#length = 0;
  }

  /** Show what the monitor has to say. */
  readonly say = (text: string): void => {
    this.flush();
    this.#hideBegun();
    process.stdout.write(this.#isMidLine ? `\n${text}` : text);
    this.#isMidLine = false;
  };

  /** On a real terminal, show the line that a guest has begun and will write when it is complete. */
  showBegun(begun: () => string): void {
    const { isTTY, columns } = process.stdout;
    if (!isTTY || this.#isMidLine) return;
    const line = begun();
    if (line === this.#begun) return;
    this.#hideBegun();
    this.#begun = line;
    process.stdout.write(line.slice(0, (columns || 80) - 1));
  }

  #hideBegun(): void {
    if (this.#begun !== '') process.stdout.write('\r\x1b[K');
    this.#begun = '';
  }

  /** Show that the monitor waits for a command, if what is typed goes to it. */
  prompt(): void {
    if (this.#listener === 'monitor') this.say(monitorPrompt);
  }

  /** Have what is typed go to the monitor from now on. */
  openMonitor(): void {
    if (this.#listener === 'guest') this.#switch();
  }

  /** There is something to deliver to the guest. */
  get hasInput(): boolean {
    return this.#input.length > 0;
  }

  /** There is something for `takeCommand` to give. */
  get hasCommand(): boolean {
    return this.#commands.length > 0;
  }

  /** The next line for the monitor; `undefined` if there is none. */
  takeCommand(): string | undefined {
    return this.#commands.shift();
  }

  /** Give the guest what has come in for it. */
  deliver(machine: Machine): void {
    for (let bytes = this.#input.shift(); bytes; bytes = this.#input.shift()) {
      this.#options.onInput?.(machine, bytes);
      machine.receive(bytes);
    }
  }

  /** Wait until there is input or a command, or there can be no more, or `isOver`. */
  async wait(isOver: () => boolean = () => false): Promise<void> {
    const isReady = () => this.hasInput || this.hasCommand || this.ended || this.left;
    await this.until(() => isReady() || isOver());
  }

  /** Wait until something holds; it is looked at whenever something comes in, and at each `wake`. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  /** Something else has happened that somebody may wait for. */
  wake(): void {
    this.#wake?.();
  }

  #end(): void {
    const rest = this.#editor.takeRest();
    if (rest !== '') this.#commands.push(rest);
    this.ended = true;
    this.#wake?.();
  }

  /** What comes in goes to whoever listens. */
  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#listener === 'guest') {
      this.#input.push(bytes);
      return;
    }
    const { echo, lines } = this.#editor.type(bytes);
    if (process.stdin.isTTY) this.say(echo);
    this.#commands.push(...lines);
  }

  /** The keys of a real terminal, some of which are for nobody. */
  #keys(bytes: Uint8Array): void {
    let sent: number[] = [];
    const send = () => {
      this.#take(Uint8Array.from(sent));
      sent = [];
    };
    for (const key of bytes) {
      this.#interrupts = key === controlC ? this.#interrupts + 1 : 0;
      if (this.#interrupts === INSISTENT) process.stdout.write(insistent);
      if (!this.#escaped) {
        if (key === controlA) this.#escaped = true;
        else sent.push(key);
        continue;
      }
      this.#escaped = false;
      if (key === controlA) sent.push(key);
      else if (key === 0x78) this.left = true;
      else if (key === 0x68) process.stdout.write(help);
      else if (key === 0x63) {
        send();
        this.#switch();
      }
    }
    send();
  }

  #switch(): void {
    this.#listener = this.#listener === 'guest' ? 'monitor' : 'guest';
    this.say(this.#listener === 'monitor' ? welcome : '\n');
    this.prompt();
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
