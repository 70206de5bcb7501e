/** What an accounting comes to: plain data, in an order that never changes from run to run. */

import type { Costs } from './costs.ts';
import type { Reason } from './exits.ts';

/** A report of a machine under the VMM, or of one that an image had to itself. */
export type Report = VmmReport | BareReport;

/** What is the same of every machine. Times are virtual. */
export interface MachineReport {
  /** Instructions begun, those that trapped included. */
  readonly instructions: number;
  /** The time that they took, and the time in which none ran: of all harts together. */
  readonly busyNs: number;
  readonly idleNs: number;
  /** How often the processor stopped to wait: all its harts. */
  readonly waits: number;
  /** What each hart did. */
  readonly harts: readonly HartReport[];
}

/** What one hart did. */
export interface HartReport {
  readonly instructions: number;
  readonly idleNs: number;
}

/** Requests that the disks were given. */
export interface DiskUse {
  readonly requests: number;
  /** Sectors of 512 bytes that they read or wrote. */
  readonly sectors: number;
}

/** Instructions begun by a computer's own software, real or virtual, by privilege mode. */
export interface Layers {
  /** In U-mode. */
  readonly program: number;
  /** In S-mode. */
  readonly os: number;
  /** In M-mode: an operating system's firmware, or a program that needs no other mode. */
  readonly machine: number;
}

/** Several guests on the VMM. All `instructions` are the guests' and the VMM's, and no others. */
export interface VmmReport extends MachineReport {
  readonly kind: 'vmm';
  /** In the order of the VMM's guest table. */
  readonly guests: readonly GuestReport[];
  /** Instructions of the VMM for no guest: the start, and from each wait to the next guest. */
  readonly vmmAlone: number;
  /** Requests that lie in no guest's part of the disk. */
  readonly otherDisk: DiskUse;
}

/** What happened for one guest. */
export interface GuestReport {
  readonly name: string;
  /** What it began itself, by virtual mode. */
  readonly layers: Layers;
  /** What the VMM began for it: from each exit to the next return to a guest, or to a wait. */
  readonly vmm: number;
  /** How often it was given the processor when it was not the last guest that had it. */
  readonly switches: number;
  readonly disk: DiskUse;
  /** The most expensive reasons first; their costs add up to `vmm`. */
  readonly exits: readonly ExitReport[];
}

/** All exits of a guest for one reason. */
export interface ExitReport extends Reason {
  /** VMM instructions from the exit to the return to a guest, both ends included, or to a wait. */
  readonly costs: Costs;
}

/** One image that has the machine to itself. */
export interface BareReport extends MachineReport {
  readonly kind: 'bare';
  readonly layers: Layers;
  /** The most frequent first. */
  readonly traps: readonly TrapReport[];
  readonly disk: DiskUse;
}

/** Traps taken for one reason. */
export interface TrapReport {
  readonly name: string;
  readonly times: number;
}
