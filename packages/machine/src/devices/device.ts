/**
 * What a device is to the rest of the computer: registers that the bus reads and writes, a line
 * that it pulls to interrupt, and timers by which it acts later (`board/events.ts`). A device
 * knows nothing of addresses, harts or hosts.
 */

/** The bytes of one access to a device: the bus splits an access of 8 into two of 4. */
export type AccessWidth = 1 | 2 | 4;

/**
 * The registers of a device. Offsets are from its base, multiples of `width`, and inside what the
 * memory map says it decodes.
 */
export interface Device {
  /**
   * Read a register, with whatever effect that has on the device.
   * @returns an unsigned number of `width` bytes, or `undefined`: an access fault.
   */
  read(offset: number, width: AccessWidth): number | undefined;
  /**
   * Write a register.
   * @param value unsigned, of `width` bytes.
   * @returns `false`: an access fault.
   */
  write(offset: number, width: AccessWidth, value: number): boolean;
}

/** Drives an interrupt line. A device drives it whenever what it depends on has changed. */
export type InterruptLine = (high: boolean) => void;

/** Virtual time. */
export interface Clock {
  /** Nanoseconds since power-on: a whole number that never falls. */
  readonly nowNs: number;
}

/** What programs in assembly know of a device by number: offsets, bits, values, by their names. */
export type Numbers = Readonly<Record<string, number | bigint>>;
