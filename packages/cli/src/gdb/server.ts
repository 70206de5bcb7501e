/**
 * The server that gdb connects to (`-s`, `-gdb tcp::PORT`): one connection at a time, which stops the run
 * while it lasts unless gdb has it go on. Packets wait until the run is between two slices.
 */

import { createServer, type Server, type Socket } from 'node:net';
import { Mistake } from '../mistake.ts';
import type { Debugger } from '../run/session.ts';
import { type Incoming, PacketReader, packetOf } from './packets.ts';
import { GdbStub, type StubOptions } from './stub.ts';

/** Where to listen. */
export interface GdbAddress {
  readonly host: string;
  readonly port: number;
}

/** A run that gdb may look at. */
export class GdbServer implements Debugger {
  readonly #options: Omit<StubOptions, 'send'>;
  readonly #server: Server;
  /** Has the run look at what came in. */
  readonly #wake: () => void;
  #connection: { readonly socket: Socket; readonly stub: GdbStub } | undefined;
  #incoming: Incoming[] = [];
  #lastSent = '';

  private constructor(server: Server, options: Omit<StubOptions, 'send'>, wake: () => void) {
    this.#server = server;
    this.#options = options;
    this.#wake = wake;
    server.on('connection', (socket) => this.#connected(socket));
  }

  /**
   * Begins to listen.
   * @throws {Mistake} where that cannot be.
   */
  static async listen(
    { host, port }: GdbAddress,
    options: Omit<StubOptions, 'send'>,
    wake: () => void,
  ): Promise<GdbServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(new Mistake(`-gdb: cannot listen at port ${port}: ${error.message}`)),
      );
      server.listen(port, host, resolve);
    });
    return new GdbServer(server, options, wake);
  }

  get stopped(): boolean {
    return this.#connection?.stub.stopped ?? false;
  }

  get until(): number | undefined {
    return this.#connection?.stub.until;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  get hasRequest(): boolean {
    return this.#incoming.length > 0;
  }

  /** Carries out what came in. @returns false when gdb has had the run ended. */
  serve(): boolean {
    for (let each = this.#incoming.shift(); each; each = this.#incoming.shift()) {
      const { stub, socket } = this.#connection ?? {};
      if (!stub || !socket) continue;
      if (each.kind === 'interrupt') stub.interrupt();
      else if (each.kind === 'again') socket.write(this.#lastSent, 'latin1');
      else if (each.kind === 'damaged') socket.write('-');
      else {
        if (!stub.hasNoAcks) socket.write('+');
        const answer = stub.execute(each.body);
        if (answer !== undefined) this.#send(socket, answer);
        if (stub.killed) return false;
        if (stub.detached) socket.end();
      }
    }
    return true;
  }

  came(...told: Parameters<GdbStub['came']>): void {
    this.#connection?.stub.came(...told);
  }

  ended(status: number): boolean {
    return this.#connection?.stub.ended(status) ?? false;
  }

  close(): void {
    this.#connection?.socket.end();
    this.#server.close();
  }

  #send(socket: Socket, body: string): void {
    this.#lastSent = packetOf(body);
    socket.write(this.#lastSent, 'latin1');
  }

  #connected(socket: Socket): void {
    if (this.#connection) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    const stub = new GdbStub({ ...this.#options, send: (body) => this.#send(socket, body) });
    this.#connection = { socket, stub };
    const reader = new PacketReader();
    socket.on('data', (bytes: Buffer) => {
      this.#incoming.push(...reader.take(bytes));
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      stub.release();
      this.#connection = undefined;
      this.#wake();
    });
    this.#wake();
  }
}

/** QEMU's usual port. */
const usualPort = 1234;

/**
 * Where `-s` and `-gdb tcp:HOST:PORT` have it listen; without a host at this computer only.
 * @throws {Mistake} where that is no such place.
 */
export function gdbAddress(values: {
  readonly s: boolean;
  readonly gdb: string | undefined;
}): GdbAddress | undefined {
  const { s, gdb } = values;
  if (gdb === undefined || gdb === 'none')
    return s ? { host: 'localhost', port: usualPort } : undefined;
  const [, host = '', port = ''] = /^tcp:([^:,]*):(\d{1,5})(?:,.*)?$/.exec(gdb) ?? [];
  if (port === '' || Number(port) >= 65_536)
    throw new Mistake(`-gdb: '${gdb}' is no place to listen; write it as tcp::${usualPort}`);
  return { host: host || 'localhost', port: Number(port) };
}
