/**
 * Probes: an observer of everything that happens on the computer, with exact counts. Nothing is
 * spent on an observer that is not there, and none can change what a guest does.
 */

import type { BoardProbe } from './board/probe.ts';
import type { AccessKind } from './hart/page-tables.ts';
import type { Machine } from './machine.ts';

/** A trap that was taken. `begun` counts the instruction before which the handler stands. */
export interface TrapEvent {
  /** The number of the hart that took it. */
  readonly hart: number;
  /** Instructions begun before the handler's first one. */
  readonly begun: number;
  readonly kind: 'exception' | 'interrupt';
  /** The exception or interrupt code [isa cause.ts]. */
  readonly code: number;
  /** The privilege modes that were left and entered: 0 U, 1 S, 3 M, 4 VU, 5 VS. */
  readonly from: number;
  readonly to: number;
}

/** A return from a trap, by `mret` or `sret`. */
export interface ReturnEvent {
  readonly hart: number;
  /** Instructions begun, the return included. */
  readonly begun: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A write to RAM: by an instruction, or what it would have written (an `sc` that fails is told as
 * well); by a hart, of accessed and dirty bits; or by a device.
 */
export interface StoreEvent {
  readonly by: 'instruction' | 'walk' | 'device';
  /** Physical: that of the first byte. */
  readonly address: number;
  readonly bytes: number;
}

/** An observer; each method is optional. */
export interface Probe extends BoardProbe {
  /** The machine that is observed, new and with nothing loaded: to look at its state later. */
  attached?(machine: Machine): void;
  trapTaken?(event: TrapEvent): void;
  trapReturned?(event: ReturnEvent): void;
  /** Another hart begins its turn, after `begun` instructions; hart 0 has the first. */
  turnBegan?(hart: number, begun: number): void;
  /** All harts waited in `wfi` from `begun` instructions on, for so many virtual nanoseconds. */
  idle?(begun: number, ns: number): void;
  /** A translation entered a TLB: addresses of the virtual and of the physical page. */
  tlbFilled?(kind: AccessKind, page: bigint, physical: number): void;
  /** Some of RAM is about to be written, or has just been. Stores take much longer under its eyes. */
  stored?(event: StoreEvent): void;
}
