/**
 * The `virt` board without its harts: every device of the memory map, wired to the PLIC, and the
 * PLIC and the CLINT wired to the harts' interrupt pins. What a board needs from outside — time,
 * RAM, harts, a console — it is given, so the same board works under every engine and host.
 */

import { cause } from '@ireko/isa';
import { Clint } from '../devices/clint.ts';
import type { Clock } from '../devices/device.ts';
import { Finisher, type Outcome } from '../devices/finisher.ts';
import { Plic } from '../devices/plic.ts';
import { Rom } from '../devices/rom.ts';
import { Rtc } from '../devices/rtc.ts';
import { Uart } from '../devices/uart.ts';
import type { DiskLatency } from '../devices/virtio-blk.ts';
import { ConsoleDevice } from '../devices/virtio-console.ts';
import { VirtioMmio } from '../devices/virtio-mmio.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import { Bus } from './bus.ts';
import { EventQueue } from './events.ts';
import { bootRom, regions, virtioRegions, virtioSlots } from './memory-map.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import type { BoardProbe } from './probe.ts';
import { makeSlotDevice, type SlotDevice } from './slots.ts';

/** The interrupts that the board drives, by their bits in `mip`: MSIP, MTIP, SEIP, MEIP. */
export type InterruptPin =
  | typeof cause.MSI
  | typeof cause.MTI
  | typeof cause.SEI
  | typeof cause.MEI;

export interface BoardOptions {
  readonly clock: Clock;
  readonly memory: PhysicalMemory;
  /** How many harts it has; 1 unless told otherwise. */
  readonly harts?: number;
  /** Drives a pin of a hart; told every level, also one that has not changed. */
  readonly setPending: (pin: InterruptPin, high: boolean, hart: number) => void;
  /** Takes each byte that the guest writes to its serial port. */
  readonly console: (byte: number) => void;
  /** The same, of consoles in virtio slots; `console` unless told otherwise. */
  readonly slotConsole?: (byte: number) => void;
  /** Is told how the guest ended its run. */
  readonly finish: (outcome: Outcome) => void;
  /** What is in virtio slots 0, 1, …; `undefined` leaves a slot empty. At most 8. */
  readonly slots?: readonly (SlotDevice | undefined)[];
  /** Their transport is version 1, before the standard. */
  readonly hasLegacyVirtio?: boolean;
  readonly diskLatency?: DiskLatency;
  /** How long the UART takes to send a byte, in virtual nanoseconds. Default 0. */
  readonly transmitNs?: number;
  readonly probe?: BoardProbe;
}

/** A board at power-on. */
export class Board implements Stateful {
  /** Device registers, for the hart's loads and stores outside RAM. */
  readonly bus: Bus = new Bus();
  /** When the run loop must stop the hart, and what happens then. */
  readonly events: EventQueue = new EventQueue();
  readonly clint: Clint;
  readonly plic: Plic;
  readonly uart: Uart;
  readonly rom: Rom = new Rom();
  /** What the console's input goes to. */
  #listener: Uart | ConsoleDevice;
  /** What has state, by its name in snapshots. */
  readonly #parts: Readonly<Record<string, Stateful>>;

  constructor(options: BoardOptions) {
    const { clock, memory, harts = 1, setPending } = options;
    const { slots = [], diskLatency, transmitNs, probe } = options;
    const { bus, events } = this;
    if (slots.length > virtioSlots) throw new Error(`a board has ${virtioSlots} virtio slots`);

    const pins = Array.from({ length: harts }, (_, hart) => {
      const pin = (code: InterruptPin) => (high: boolean) => setPending(code, high, hart);
      return {
        clint: { software: pin(cause.MSI), timer: pin(cause.MTI) },
        plic: [pin(cause.MEI), pin(cause.SEI)],
      };
    });
    this.clint = new Clint(
      clock,
      events,
      pins.map((hart) => hart.clint),
    );
    this.plic = new Plic(pins.flatMap((hart) => hart.plic));
    this.uart = new Uart({
      clock,
      events,
      line: this.plic.line(regions.uart.irq),
      send: options.console,
      ...(transmitNs === undefined ? {} : { transmitNs }),
    });

    this.#listener = this.uart;
    const rtc = new Rtc(clock, events, this.plic.line(regions.rtc.irq));
    bus.map(bootRom, this.rom);
    bus.map(regions.clint, this.clint);
    bus.map(regions.plic, this.plic);
    bus.map(regions.uart, this.uart);
    bus.map(regions.finisher, new Finisher(options.finish));
    bus.map(regions.rtc, rtc);
    const transports: Record<string, Stateful> = {};
    for (const [slot, region] of virtioRegions.entries()) {
      const wanted = slots[slot];
      const { name } = region;
      const { slotConsole: console = options.console } = options;
      const common = { name, memory, clock, events, console, diskLatency, probe };
      const device = wanted && makeSlotDevice(wanted, common);
      if (device instanceof ConsoleDevice && wanted?.kind === 'console' && wanted.hearsInput)
        this.#listener = device;
      const transport = new VirtioMmio(
        memory,
        this.plic.line(region.irq),
        device,
        options.hasLegacyVirtio,
      );
      bus.map(region, transport);
      if (device) transports[name] = transport;
    }
    const { clint, plic, uart, rom } = this;
    this.#parts = { events, clint, plic, uart, rtc, rom, ...transports };
  }

  /** Bytes arrive from the console, in order; any number. */
  receive(bytes: Uint8Array): void {
    this.#listener.receive(bytes);
  }

  transfer(state: StateTransfer): void {
    for (const [name, part] of Object.entries(this.#parts)) state.part(name, part);
  }
}
