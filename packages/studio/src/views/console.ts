/** The guest's console: a terminal. */

import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';

export class Console {
  readonly #terminal = new Terminal({
    convertEol: true, // guests end lines as they like
    fontSize: 12,
    fontFamily: 'ui-monospace, monospace',
    theme: { background: '#1b1f27' },
  });

  /** @param typed is given what the user types. */
  constructor(parent: HTMLElement, typed: (bytes: Uint8Array) => void) {
    const fit = new FitAddon();
    const encoder = new TextEncoder();
    this.#terminal.loadAddon(fit);
    this.#terminal.open(parent);
    this.#terminal.onData((text) => typed(encoder.encode(text)));
    new ResizeObserver(() => fit.fit()).observe(parent);
  }

  /** Shows what a guest has printed. */
  print(bytes: Uint8Array): void {
    this.#terminal.write(bytes);
  }

  /** Begins with an empty screen. */
  begin(): void {
    this.#terminal.reset();
  }

  /** Takes what is typed. */
  focus(): void {
    this.#terminal.focus();
  }
}
