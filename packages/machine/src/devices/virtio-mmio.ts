/**
 * The virtio transport over memory-mapped registers, version 2 [virtio §4.2]: how a driver finds a
 * device, agrees on features with it, and tells it where its queues are. What the device then does
 * with the queues is in the device's own file; how version 1 is different, in virtio-legacy.ts.
 *
 * A slot without a device shows a device ID of 0, which tells drivers to leave it alone.
 */

import type { PhysicalMemory } from '../board/physical-memory.ts';
import type { Stateful, StateTransfer } from '../snapshot/state.ts';
import type { AccessWidth, Device, InterruptLine, Numbers } from './device.ts';
import { GUEST_PAGE_SIZE, LegacyLayout, QUEUE_ALIGN, QUEUE_PFN } from './virtio-legacy.ts';
import { maxQueueSize, VirtQueue } from './virtio-queue.ts';

const MAGIC_VALUE = 0x000;
const VERSION = 0x004;
const DEVICE_ID = 0x008;
const VENDOR_ID = 0x00c;
const DEVICE_FEATURES = 0x010;
const DEVICE_FEATURES_SEL = 0x014;
const DRIVER_FEATURES = 0x020;
const DRIVER_FEATURES_SEL = 0x024;
const QUEUE_SEL = 0x030;
const QUEUE_NUM_MAX = 0x034;
const QUEUE_NUM = 0x038;
const QUEUE_READY = 0x044;
const QUEUE_NOTIFY = 0x050;
const INTERRUPT_STATUS = 0x060;
const INTERRUPT_ACK = 0x064;
const STATUS = 0x070;
/** Where a queue's parts are: the low half, and 4 behind it the high half. */
const QUEUE_DESC = 0x080;
const QUEUE_DRIVER = 0x090;
const QUEUE_DEVICE = 0x0a0;
const queueAddresses = [QUEUE_DESC, QUEUE_DRIVER, QUEUE_DEVICE].flatMap((low) => [low, low + 4]);
const SHM_LEN_LOW = 0x0b0;
const SHM_BASE_HIGH = 0x0bc;
const CONFIG_GENERATION = 0x0fc;
const CONFIG = 0x100;

const magic = 0x7472_6976; // "virt"
const vendor = 0x554d_4551; // "QEMU"

/** The largest value of a register. */
const WORD = 0xffff_ffff;

const STATUS_ACKNOWLEDGE = 1 << 0;
const STATUS_DRIVER = 1 << 1;
const STATUS_DRIVER_OK = 1 << 2;
const STATUS_FEATURES_OK = 1 << 3;
const STATUS_DEVICE_NEEDS_RESET = 1 << 6;

const INTERRUPT_USED_BUFFER = 1 << 0;
const INTERRUPT_CONFIGURATION_CHANGE = 1 << 1;

/** The registers of a slot, for programs in assembly; what MagicValue and VendorID say; */
// biome-ignore format: kinds of them a line.
export const virtioRegisters: Numbers = {
  MAGIC_VALUE, VERSION, DEVICE_ID, VENDOR_ID,
  DEVICE_FEATURES, DEVICE_FEATURES_SEL, DRIVER_FEATURES, DRIVER_FEATURES_SEL,
  QUEUE_SEL, QUEUE_NUM_MAX, QUEUE_NUM, QUEUE_READY, QUEUE_DESC, QUEUE_DRIVER, QUEUE_DEVICE,
  QUEUE_NOTIFY, INTERRUPT_STATUS, INTERRUPT_ACK, STATUS, SHM_LEN_LOW, CONFIG,
  GUEST_PAGE_SIZE, QUEUE_ALIGN, QUEUE_PFN,
  MAGIC: magic, VENDOR: vendor,
};

/** and the bits of Status and InterruptStatus. */
// biome-ignore format: kinds of them a line.
export const virtioFields: Numbers = {
  STATUS_ACKNOWLEDGE, STATUS_DRIVER, STATUS_DRIVER_OK, STATUS_FEATURES_OK, STATUS_DEVICE_NEEDS_RESET,
  INTERRUPT_USED_BUFFER, INTERRUPT_CONFIGURATION_CHANGE,
};

/** VIRTIO_F_INDIRECT_DESC: a descriptor may stand for a table of them. */
const indirectFeature = 1n << 28n;
/** VIRTIO_F_EVENT_IDX: driver and device say of which chain they want to be told next. */
const eventFeature = 1n << 29n;
/** VIRTIO_F_VERSION_1: the device follows the standard and not its drafts. */
const versionOneFeature = 1n << 32n;

/** What the transport and its queues can do, for every device. */
export const transportFeatures: bigint = indirectFeature | eventFeature | versionOneFeature;

/** Those of them that programs in assembly ask for. */
export const transportFeature: Numbers = {
  INDIRECT_DESC: indirectFeature,
  VERSION_1: versionOneFeature,
};

/** What stands behind a transport. */
export interface VirtioDevice extends Stateful {
  /** What kind of device it is [virtio §5]: 2 is a block device. */
  readonly id: number;
  /** The features it offers, bit by bit. */
  readonly features: bigint;
  readonly queueCount: number;
  /** Its configuration space, which drivers only read. */
  readonly config: Uint8Array;
  /** It is given its transport, once, when the board is built. */
  attach(transport: VirtioTransport): void;
  /** A driver has put buffers in a queue that is ready. */
  notify(queue: number): void;
  /** Drop everything under way. */
  reset(): void;
}

/** What a device may ask of its transport. */
export interface VirtioTransport {
  /** The device may look at its queues: the driver is ready, and has broken no rule. */
  readonly isLive: boolean;
  /** It is version 1, in which some structures are shorter. */
  readonly isLegacy: boolean;
  /** A queue of the device, below `queueCount`. */
  queue(index: number): VirtQueue;
  /** The device has given a buffer back and the driver wants to know. */
  interrupt(): void;
  /** The driver has broken the rules: do nothing more until it resets the device. */
  fail(): void;
}

/** One slot, with or without a device. */
export class VirtioMmio implements Device, VirtioTransport, Stateful {
  readonly #line: InterruptLine;
  readonly #device: VirtioDevice | undefined;
  readonly #queues: readonly VirtQueue[];
  /** Where queues are, in version 1. */
  readonly #legacy: LegacyLayout | undefined;
  #deviceFeaturesSel = 0;
  #driverFeaturesSel = 0;
  #driverFeatures = 0n;
  #queueSel = 0;
  #interruptStatus = 0;
  #status = 0;

  /** @param isLegacy it is version 1 of the transport, for drivers that know no other. */
  constructor(
    memory: PhysicalMemory,
    line: InterruptLine,
    device?: VirtioDevice,
    isLegacy: boolean = false,
  ) {
    this.#line = line;
    this.#legacy = isLegacy ? new LegacyLayout() : undefined;
    this.#device = device;
    this.#queues = Array.from({ length: device?.queueCount ?? 0 }, () => new VirtQueue(memory));
    device?.attach(this);
  }

  transfer(state: StateTransfer): void {
    this.#deviceFeaturesSel = state.number('deviceFeaturesSel', this.#deviceFeaturesSel, 0, WORD);
    this.#driverFeaturesSel = state.number('driverFeaturesSel', this.#driverFeaturesSel, 0, WORD);
    this.#driverFeatures = state.big('driverFeatures', this.#driverFeatures);
    this.#queueSel = state.number('queueSel', this.#queueSel, 0, WORD);
    this.#interruptStatus = state.number('interruptStatus', this.#interruptStatus, 0, 3);
    this.#status = state.number('status', this.#status, 0, 0xff);
    for (const [index, queue] of this.#queues.entries()) state.part(`queue${index}`, queue);
    if (this.#legacy) state.part('legacy', this.#legacy);
    if (this.#device) state.part('device', this.#device);
  }

  queue(index: number): VirtQueue {
    const queue = this.#queues[index];
    if (!queue) throw new Error(`the device has no queue ${index}`);
    return queue;
  }

  get isLegacy(): boolean {
    return this.#legacy !== undefined;
  }

  get isLive(): boolean {
    return (this.#status & STATUS_DRIVER_OK) !== 0 && !this.#isBroken;
  }

  get #isBroken(): boolean {
    return (this.#status & STATUS_DEVICE_NEEDS_RESET) !== 0;
  }

  interrupt(): void {
    this.#raise(INTERRUPT_USED_BUFFER);
  }

  fail(): void {
    this.#status |= STATUS_DEVICE_NEEDS_RESET;
    if ((this.#status & STATUS_DRIVER_OK) !== 0) this.#raise(INTERRUPT_CONFIGURATION_CHANGE);
  }

  read(offset: number, width: AccessWidth): number | undefined {
    const device = this.#device;
    if (device && offset >= CONFIG) return readConfig(device.config, offset - CONFIG, width);
    if (width !== 4) return 0;
    switch (offset) {
      case MAGIC_VALUE:
        return magic;
      case VERSION:
        return this.#legacy ? 1 : 2;
      case VENDOR_ID:
        return vendor;
      default:
        return device ? this.#readRegister(device, offset) : 0;
    }
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    const device = this.#device;
    if (device && offset < CONFIG && width === 4) this.#writeRegister(device, offset, value);
    return true;
  }

  #readRegister(device: VirtioDevice, offset: number): number {
    switch (offset) {
      case DEVICE_ID:
        return device.id;
      case DEVICE_FEATURES:
        return this.#deviceFeaturesSel < 2
          ? Number((this.#offers(device) >> BigInt(32 * this.#deviceFeaturesSel)) & 0xffff_ffffn)
          : 0;
      case QUEUE_NUM_MAX:
        return this.#selected ? maxQueueSize : 0;
      case QUEUE_READY:
        return Number(!this.#legacy && (this.#selected?.ready ?? false));
      case INTERRUPT_STATUS:
        return this.#interruptStatus;
      case STATUS:
        return this.#status;
      case CONFIG_GENERATION:
        return 0;
      case QUEUE_PFN:
        return this.#selected && this.#legacy ? this.#legacy.page(this.#selected) : 0;
      default:
        // Length and base of shared memory that does not exist are all ones [virtio §4.2.2].
        return offset >= SHM_LEN_LOW && offset <= SHM_BASE_HIGH ? 0xffff_ffff : 0;
    }
  }

  #writeRegister(device: VirtioDevice, offset: number, value: number): void {
    switch (offset) {
      case DEVICE_FEATURES_SEL:
        this.#deviceFeaturesSel = value;
        break;
      case DRIVER_FEATURES_SEL:
        this.#driverFeaturesSel = value;
        break;
      case DRIVER_FEATURES:
        if (this.#driverFeaturesSel < 2) {
          const shift = BigInt(32 * this.#driverFeaturesSel);
          this.#driverFeatures &= ~(0xffff_ffffn << shift);
          this.#driverFeatures |= BigInt(value) << shift;
          if (this.#legacy) this.#agree();
        }
        break;
      case QUEUE_SEL:
        this.#queueSel = value;
        break;
      case QUEUE_NOTIFY:
        this.#notify(device, value);
        break;
      case INTERRUPT_ACK:
        this.#interruptStatus &= ~value;
        this.#drive();
        break;
      case STATUS:
        this.#setStatus(device, value & 0xff);
        break;
      default:
        if (this.#legacy) this.#writeLegacy(this.#legacy, device, offset, value);
        else if (this.#selected) writeQueue(this.#selected, offset, value);
    }
  }

  /** A queue that is nowhere any more resets the device, as on QEMU. */
  #writeLegacy(layout: LegacyLayout, device: VirtioDevice, offset: number, value: number): void {
    const queue = this.#selected;
    if (offset === QUEUE_PFN && value === 0) this.#reset(device);
    else if (offset !== QUEUE_NUM) layout.write(queue, offset, value);
    else if (queue && value >= 1 && value <= maxQueueSize) queue.size = value;
  }

  /** Version 1 is not the standard, and does not say that it is. */
  #offers({ features }: VirtioDevice): bigint {
    return this.#legacy ? features & ~versionOneFeature : features;
  }

  get #selected(): VirtQueue | undefined {
    return this.#queues[this.#queueSel];
  }

  /**
   * Buffers are looked at only between DRIVER_OK and a reset [virtio §3.1.1]; in version 1, which has no
   * other end of what is agreed on, before DRIVER_OK as well [virtio §3.1.2].
   */
  #notify(device: VirtioDevice, index: number): void {
    const mayLook = this.#legacy ? !this.#isBroken : this.isLive;
    if (mayLook && this.#queues[index]?.ready) device.notify(index);
  }

  /** The driver's features count from here on. */
  #agree(): void {
    for (const queue of this.#queues)
      queue.usesEvents = (this.#driverFeatures & eventFeature) !== 0n;
  }

  #setStatus(device: VirtioDevice, value: number): void {
    if (value === 0) {
      this.#reset(device);
      return;
    }
    const rising = value & ~this.#status;
    this.#status = value | (this.#status & STATUS_DEVICE_NEEDS_RESET);
    const agreed = (this.#driverFeatures & ~this.#offers(device)) === 0n;
    if ((rising & STATUS_FEATURES_OK) !== 0 && !agreed) this.#status &= ~STATUS_FEATURES_OK;
    if ((rising & STATUS_FEATURES_OK) !== 0) this.#agree();
    if ((rising & STATUS_DRIVER_OK) !== 0)
      for (const index of this.#queues.keys()) this.#notify(device, index);
  }

  #reset(device: VirtioDevice): void {
    device.reset();
    for (const queue of this.#queues) queue.reset();
    this.#legacy?.reset();
    this.#deviceFeaturesSel = 0;
    this.#driverFeaturesSel = 0;
    this.#driverFeatures = 0n;
    this.#queueSel = 0;
    this.#interruptStatus = 0;
    this.#status = 0;
    this.#drive();
  }

  #raise(cause: number): void {
    this.#interruptStatus |= cause;
    this.#drive();
  }

  #drive(): void {
    this.#line(this.#interruptStatus !== 0);
  }
}

/** While a queue is ready the device owns its fields, and writes to them are ignored. */
const writeQueue = (queue: VirtQueue, offset: number, value: number): void => {
  if (offset === QUEUE_READY) {
    queue.ready = (value & 1) === 1;
    return;
  }
  if (queue.ready) return;
  if (offset === QUEUE_NUM) {
    if (value >= 1 && value <= maxQueueSize) queue.size = value;
    return;
  }
  const half = queueAddresses.indexOf(offset);
  if (half >= 0) queue.addresses[half] = value;
};

/** Past the end of the configuration space every bit reads as one, as in QEMU. */
const readConfig = (config: Uint8Array, offset: number, width: AccessWidth): number => {
  if (offset + width > config.length) return 2 ** (8 * width) - 1;
  let value = 0;
  for (let byte = width - 1; byte >= 0; byte--)
    value = value * 256 + (config[offset + byte] as number);
  return value;
};
