/**
 * UART: a 16550A serial port [16550], as QEMU's virt board has it.
 *
 *   offset   read            write           with LCR.DLAB = 1
 *   0        RBR receiver    THR transmitter DLL divisor, low
 *   1        IER             IER             DLM divisor, high
 *   2        IIR             FCR
 *   3 … 7    LCR MCR LSR MSR SCR
 *
 * A register is one byte; wider accesses read it with zeroes above, or write its byte. What arrives
 * waits outside the port until the guest has made room, so nothing is lost unless the guest clears
 * its FIFO; what is sent goes to the console after `transmitNs`, at once by default.
 */

import type { EventQueue, Timer } from '../board/events.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Clock, Device, InterruptLine, Numbers } from './device.ts';

const DATA = 0;
const IER = 1;
const IIR_FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

const IER_RECEIVED = 1 << 0;
const IER_TRANSMITTER_EMPTY = 1 << 1;
const IER_LINE_STATUS = 1 << 2;

/** Interrupt identifications, highest priority first [16550, "Interrupt Identification Register"]. */
const IIR_LINE_STATUS = 0b0110;
const IIR_RECEIVED = 0b0100;
const IIR_RECEIVE_TIMEOUT = 0b1100;
const IIR_TRANSMITTER_EMPTY = 0b0010;
const IIR_NONE = 0b0001;
const IIR_FIFOS_ENABLED = 0b1100_0000;

const FCR_ENABLE = 1 << 0;
const FCR_CLEAR_RECEIVER = 1 << 1;
const FCR_CLEAR_TRANSMITTER = 1 << 2;
const FCR_KEPT = 0b1100_1001;

const LCR_DLAB = 1 << 7;
const MCR_LOOPBACK = 1 << 4;
const MCR_OUT2 = 1 << 3;

const LSR_DATA_READY = 1 << 0;
const LSR_OVERRUN = 1 << 1;
const LSR_TRANSMITTER_HOLDING_EMPTY = 1 << 5;
const LSR_TRANSMITTER_EMPTY = 1 << 6;
const LSR_EMPTY = LSR_TRANSMITTER_HOLDING_EMPTY | LSR_TRANSMITTER_EMPTY;

/** The modem at the other end is there and ready: DCD, DSR and CTS. */
const MSR_CONNECTED = 0b1011_0000;

/** The divisor at power-on: QEMU's. */
const resetDivisor = 12;

/** Its registers, for programs in assembly, and what is in two of them at power-on; */
// biome-ignore format: a line of each.
export const uartRegisters: Numbers = {
  DATA, IER, IIR_FCR, LCR, MCR, LSR, MSR, SCR,
  RESET_MCR: MCR_OUT2, RESET_DIVISOR: resetDivisor,
};

/** and bits of them. */
// biome-ignore format: a register a line.
export const uartFields: Numbers = {
  IER_RECEIVED, IER_TRANSMITTER_EMPTY, IER_LINE_STATUS,
  IIR_LINE_STATUS, IIR_RECEIVED, IIR_RECEIVE_TIMEOUT, IIR_TRANSMITTER_EMPTY, IIR_NONE, IIR_FIFOS_ENABLED,
  FCR_ENABLE, FCR_CLEAR_RECEIVER, FCR_CLEAR_TRANSMITTER, FCR_KEPT,
  LCR_DLAB,
  MCR_LOOPBACK, MCR_OUT2,
  LSR_DATA_READY, LSR_OVERRUN, LSR_TRANSMITTER_HOLDING_EMPTY, LSR_TRANSMITTER_EMPTY, LSR_EMPTY,
  MSR_CONNECTED,
};

const fifoBytes = 16;
/** What a snapshot may hold of input that no guest has read. */
const maxArrivedBytes = 2 ** 24;
/** The bytes that raise the receive interrupt, by FCR bits 7…6. */
const triggerLevels = [1, 4, 8, 14] as const;
/** The rate that the divisor divides, in bits a second: QEMU's. */
const baudBase = 399_193;
/** A receive FIFO below its trigger level interrupts when it was idle for so many characters. */
const timeoutCharacters = 4;

export interface UartOptions {
  readonly clock: Clock;
  readonly events: EventQueue;
  readonly line: InterruptLine;
  /** Takes each byte that the guest sends. */
  readonly send: (byte: number) => void;
  /** How long sending one byte takes, in virtual nanoseconds: 0 or more. Default 0, as in QEMU. */
  readonly transmitNs?: number;
}

/** A 16550A serial port. */
export class Uart implements Device, Stateful {
  readonly #clock: Clock;
  readonly #line: InterruptLine;
  readonly #send: (byte: number) => void;
  readonly #transmitNs: number;
  readonly #transmitTimer: Timer;
  readonly #timeoutTimer: Timer;

  /** Bytes that arrived and wait for room in the receiver. */
  #arrived: number[] = [];
  /** The receive FIFO, or RBR, which is a FIFO of one. */
  #receiver: number[] = [];
  /** The transmit FIFO, or THR. */
  #transmitter: number[] = [];
  /** The byte in the transmit shift register. */
  #shifting: number | undefined;

  #ier = 0;
  #fcr = 0;
  #lcr = 0;
  #mcr = MCR_OUT2;
  #scr = 0;
  #divisor = resetDivisor;
  #overrun = false;
  /** The transmitter became empty, and no read of IIR or write of THR has acknowledged that. */
  #transmitterInterrupt = false;
  #receiveTimeout = false;

  constructor({ clock, events, line, send, transmitNs = 0 }: UartOptions) {
    this.#clock = clock;
    this.#line = line;
    this.#send = send;
    this.#transmitNs = transmitNs;
    this.#transmitTimer = events.timer('uart.transmit', () => this.#transmitted());
    this.#timeoutTimer = events.timer('uart.receive-timeout', () => {
      this.#receiveTimeout = true;
      this.#drive();
    });
  }

  /** Bytes arrive from the console, in order; any number. */
  receive(bytes: Iterable<number>): void {
    for (const byte of bytes) this.#arrived.push(byte);
    this.#refill();
    this.#drive();
  }

  /** How many bytes have arrived that the guest has not read. */
  get unread(): number {
    return this.#arrived.length + this.#receiver.length;
  }

  read(offset: number, _width: AccessWidth): number | undefined {
    return this.#read(offset);
  }

  write(offset: number, _width: AccessWidth, value: number): boolean {
    this.#write(offset, value & 0xff);
    return true;
  }

  transfer(state: StateTransfer): void {
    const queue = (name: string, bytes: readonly number[], most: number): number[] =>
      Array.from(state.bytes(name, Uint8Array.from(bytes), most));
    this.#arrived = queue('arrived', this.#arrived, maxArrivedBytes);
    this.#receiver = queue('receiver', this.#receiver, fifoBytes);
    this.#transmitter = queue('transmitter', this.#transmitter, fifoBytes);
    const shifting = queue('shifting', this.#shifting === undefined ? [] : [this.#shifting], 1);
    this.#shifting = shifting[0];
    this.#ier = state.number('ier', this.#ier, 0, 0x0f);
    this.#fcr = state.number('fcr', this.#fcr, 0, 0xff);
    this.#lcr = state.number('lcr', this.#lcr, 0, 0xff);
    this.#mcr = state.number('mcr', this.#mcr, 0, 0x1f);
    this.#scr = state.number('scr', this.#scr, 0, 0xff);
    this.#divisor = state.number('divisor', this.#divisor, 0, 0xffff);
    this.#overrun = state.flag('overrun', this.#overrun);
    this.#transmitterInterrupt = state.flag('transmitterInterrupt', this.#transmitterInterrupt);
    this.#receiveTimeout = state.flag('receiveTimeout', this.#receiveTimeout);
  }

  get #fifos(): boolean {
    return (this.#fcr & FCR_ENABLE) !== 0;
  }

  /** How many bytes the receiver holds, and the transmitter. */
  get #room(): number {
    return this.#fifos ? fifoBytes : 1;
  }

  get #divisorLatch(): boolean {
    return (this.#lcr & LCR_DLAB) !== 0;
  }

  #read(offset: number): number | undefined {
    switch (offset) {
      case DATA:
        return this.#divisorLatch ? this.#divisor & 0xff : this.#readByte();
      case IER:
        return this.#divisorLatch ? this.#divisor >>> 8 : this.#ier;
      case IIR_FCR:
        return this.#identify();
      case LCR:
        return this.#lcr;
      case MCR:
        return this.#mcr;
      case LSR:
        return this.#lineStatus();
      case MSR:
        return this.#modemStatus();
      case SCR:
        return this.#scr;
      default:
        return undefined;
    }
  }

  #write(offset: number, value: number): void {
    switch (offset) {
      case DATA:
        if (this.#divisorLatch) this.#divisor = (this.#divisor & 0xff00) | value;
        else this.#writeByte(value);
        break;
      case IER:
        if (this.#divisorLatch) this.#divisor = (this.#divisor & 0x00ff) | (value << 8);
        else this.#enableInterrupts(value & 0x0f);
        break;
      case IIR_FCR:
        this.#controlFifos(value);
        break;
      case LCR:
        this.#lcr = value;
        break;
      case MCR:
        this.#mcr = value & 0x1f;
        break;
      case SCR:
        this.#scr = value;
        break;
    }
  }

  #readByte(): number {
    const byte = this.#receiver.shift() ?? 0;
    this.#receiveTimeout = false;
    this.#timeoutTimer.cancel();
    if (this.#receiver.length > 0) this.#startTimeout();
    this.#refill();
    this.#drive();
    return byte;
  }

  #writeByte(byte: number): void {
    if (this.#transmitter.length >= this.#room) this.#transmitter.shift();
    this.#transmitter.push(byte);
    this.#transmitterInterrupt = false;
    if (this.#shifting === undefined) this.#shift();
    this.#drive();
  }

  /** Move bytes from the transmitter through the shift register, as long as that takes no time. */
  #shift(): void {
    while (this.#shifting === undefined) {
      this.#shifting = this.#transmitter.shift();
      if (this.#shifting === undefined) return;
      if (this.#transmitter.length === 0) this.#transmitterInterrupt = true;
      if (this.#transmitNs > 0) this.#transmitTimer.set(this.#clock.nowNs + this.#transmitNs);
      else this.#deliver();
    }
  }

  #transmitted(): void {
    this.#deliver();
    this.#shift();
    this.#drive();
  }

  #deliver(): void {
    const byte = this.#shifting;
    this.#shifting = undefined;
    if (byte === undefined) return;
    if ((this.#mcr & MCR_LOOPBACK) === 0) this.#send(byte);
    else this.#loopBack(byte);
  }

  /** Unlike the console, a byte sent to oneself does not wait: a full FIFO drops it, RBR is lost. */
  #loopBack(byte: number): void {
    if (this.#receiver.length >= this.#room) {
      this.#overrun = true;
      if (this.#fifos) return;
      this.#receiver.length = 0;
    }
    this.#accept(byte);
  }

  /** Take what has arrived into the receiver, as far as there is room. In loopback it waits. */
  #refill(): void {
    if ((this.#mcr & MCR_LOOPBACK) !== 0) return;
    for (const byte of this.#arrived.splice(0, this.#room - this.#receiver.length))
      this.#accept(byte);
  }

  #accept(byte: number): void {
    this.#receiver.push(byte);
    this.#startTimeout();
  }

  #startTimeout(): void {
    if (!this.#fifos) return;
    const dataBits = 5 + (this.#lcr & 0b11);
    const stopAndParityBits = 1 + ((this.#lcr >>> 2) & 1) + ((this.#lcr >>> 3) & 1);
    const bitNs = (1e9 * Math.max(this.#divisor, 1)) / baudBase;
    const characterNs = bitNs * (1 + dataBits + stopAndParityBits);
    this.#timeoutTimer.set(this.#clock.nowNs + Math.ceil(timeoutCharacters * characterNs));
  }

  /** Enabling the transmitter's interrupt raises it when the transmitter is empty already. */
  #enableInterrupts(value: number): void {
    const changed = this.#ier ^ value;
    this.#ier = value;
    if ((changed & IER_TRANSMITTER_EMPTY) !== 0)
      this.#transmitterInterrupt =
        (value & IER_TRANSMITTER_EMPTY) !== 0 && this.#transmitter.length === 0;
    this.#drive();
  }

  /** Turning the FIFOs on or off empties them. */
  #controlFifos(value: number): void {
    const toggled = ((value ^ this.#fcr) & FCR_ENABLE) !== 0;
    if (toggled || (value & FCR_CLEAR_RECEIVER) !== 0) {
      this.#receiver.length = 0;
      this.#receiveTimeout = false;
      this.#timeoutTimer.cancel();
    }
    if (toggled || (value & FCR_CLEAR_TRANSMITTER) !== 0) {
      this.#transmitter.length = 0;
      this.#transmitterInterrupt = true;
    }
    this.#fcr = value & FCR_KEPT;
    this.#refill();
    this.#drive();
  }

  /** Reading IIR acknowledges the transmitter's interrupt when that is what it shows. */
  #identify(): number {
    const identification = this.#interrupt();
    if (identification === IIR_TRANSMITTER_EMPTY) {
      this.#transmitterInterrupt = false;
      this.#drive();
    }
    return identification | (this.#fifos ? IIR_FIFOS_ENABLED : 0);
  }

  /** Reading LSR clears the overrun that it shows. */
  #lineStatus(): number {
    const holdingEmpty = this.#transmitter.length === 0;
    const empty = holdingEmpty && this.#shifting === undefined;
    const status =
      (this.#receiver.length > 0 ? LSR_DATA_READY : 0) |
      (this.#overrun ? LSR_OVERRUN : 0) |
      (holdingEmpty ? LSR_TRANSMITTER_HOLDING_EMPTY : 0) |
      (empty ? LSR_TRANSMITTER_EMPTY : 0);
    if (this.#overrun) {
      this.#overrun = false;
      this.#drive();
    }
    return status;
  }

  /** In loopback the modem lines are the four outputs of MCR: OUT2, OUT1, DTR, RTS. */
  #modemStatus(): number {
    const mcr = this.#mcr;
    if ((mcr & MCR_LOOPBACK) === 0) return MSR_CONNECTED;
    return ((mcr & 0b1100) << 4) | ((mcr & 0b0010) << 3) | ((mcr & 0b0001) << 5);
  }

  #interrupt(): number {
    const enabled = (bit: number): boolean => (this.#ier & bit) !== 0;
    const trigger = this.#fifos ? (triggerLevels[this.#fcr >>> 6] ?? 1) : 1;
    if (enabled(IER_LINE_STATUS) && this.#overrun) return IIR_LINE_STATUS;
    if (enabled(IER_RECEIVED) && this.#receiveTimeout) return IIR_RECEIVE_TIMEOUT;
    if (enabled(IER_RECEIVED) && this.#receiver.length >= trigger) return IIR_RECEIVED;
    if (enabled(IER_TRANSMITTER_EMPTY) && this.#transmitterInterrupt) return IIR_TRANSMITTER_EMPTY;
    return IIR_NONE;
  }

  #drive(): void {
    this.#line(this.#interrupt() !== IIR_NONE);
  }
}
