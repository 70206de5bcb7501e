/**
 * The VMM as an instrument sees it: its own data, read from outside through the symbols of its
 * image. The VMM does nothing for this and cannot notice.
 *
 * Which symbols: packages/vmm/README.md, "What instruments may read".
 */

import { readElf } from '@ireko/elf';
import type { Machine } from '@ireko/machine';

/** The fields of a VM's structure that are read; each symbol's value is an offset in it. */
const fieldNames = [
  'VM_PC',
  'VM_MODE',
  'VM_STATE',
  'VM_MSTATUS',
  'VM_MTVEC',
  'VM_MEPC',
  'VM_MCAUSE',
  'VM_STVEC',
  'VM_SEPC',
  'VM_SCAUSE',
  'VM_SATP',
  'VM_LENT',
  'VM_TECHNIQUE',
  'VM_NEXT',
  'VM_INDEX',
  'VM_NAME',
  'VM_RAM',
  'VM_RAM_BYTES',
  'VM_POOL_START',
  'VM_POOL_END',
  'VM_SLOTS',
  'VM_LINE',
  'VM_LINE_LENGTH',
] as const;

/** Offsets in the structure of a VM's virtio device, and of a real disk. */
const deviceNames = ['DEV_ID', 'DEV_DISK', 'DEV_START', 'DEV_SECTORS', 'DISK_REGISTERS'] as const;

/** Addresses: the VM that has the processor, the first of the ring of all VMs, and the VM that reads what is typed. */
const variableNames = ['current_vm', 'vm_ring', 'operator_vm'] as const;

type SymbolName =
  | (typeof fieldNames)[number]
  | (typeof deviceNames)[number]
  | (typeof variableNames)[number];

/** A field of a VM's structure. */
export type VmField = (typeof fieldNames)[number];

/** Where the VMM keeps what instruments read. */
export type VmmSymbols = Readonly<Record<SymbolName, bigint>>;

/**
 * The VMM's symbols in an image.
 * @param image an ELF executable.
 * @returns undefined when it is no VMM: nothing in it is called `current_vm`.
 */
export function vmmSymbols(image: Uint8Array): VmmSymbols | undefined {
  const elf = readElf(image);
  if ('problem' in elf) return undefined;
  const values = new Map(elf.symbols.map(({ name, value }) => [name, value]));
  if (!values.has('current_vm')) return undefined;
  const wanted = [...fieldNames, ...deviceNames, ...variableNames];
  const missing = wanted.find((name) => !values.has(name));
  if (missing !== undefined) throw new Error(`the VMM has no symbol ${missing}`);
  return Object.fromEntries(wanted.map((name) => [name, values.get(name)])) as VmmSymbols;
}

/** A VM, by the address of its structure. */
export type Vm = bigint;

const supervisorFields = { stvec: 'VM_STVEC', sepc: 'VM_SEPC', scause: 'VM_SCAUSE' } as const;
const TECHNIQUE_TVM = 1n;
const LENT_ALL = 2n ** 64n - 1n;
const NAME_BYTES = 16n;
const BLOCK = 2n;

const RAM = 0x8000_0000n;
// The board's virtio slots.
const SLOTS = 8n;
const FIRST_SLOT = 0x1000_1000n;
const SLOT_BYTES = 0x1000n;

/** A VM's part of a real disk. */
export interface DiskPart {
  /** The slot that the real disk is in. */
  readonly slot: number;
  /** Its sectors there, half-open. */
  readonly start: number;
  readonly end: number;
}

export class VmmView {
  readonly #symbols: VmmSymbols;
  readonly #machine: Machine;
  readonly #around: VmmView | undefined;

  /** @param around the VMM around this one, which then is in the first of that one's VMs. */
  constructor(symbols: VmmSymbols, machine: Machine, around?: VmmView) {
    this.#symbols = symbols;
    this.#machine = machine;
    this.#around = around;
  }

  /** The VM that has the processor, or undefined: none, the VMM waits. */
  get current(): Vm | undefined {
    return this.peek(this.#symbols.current_vm) || undefined;
  }

  /** A field of a VM's structure. */
  field(vm: Vm, field: VmField): bigint {
    return this.peek(vm + this.#symbols[field]);
  }

  /** Where that field really is. */
  whereIs(vm: Vm, field: VmField): bigint {
    return this.#real(vm + this.#symbols[field]);
  }

  /** A supervisor's CSR of a VM of a VMM on the real machine: the hart has it while it is lent, else the structure. */
  supervisor(vm: Vm, csr: 'stvec' | 'sepc' | 'scause'): bigint {
    if (this.field(vm, 'VM_LENT') === 0n) return this.field(vm, supervisorFields[csr]);
    const own = this.field(vm, 'VM_TECHNIQUE') === TECHNIQUE_TVM;
    return this.#machine.hart.state(own ? csr : `v${csr}`);
  }

  /** Whether the hart's own S-mode or VS-mode is the VM's: it then goes from U to S and back by itself. */
  isDirect(vm: Vm): boolean {
    return this.field(vm, 'VM_LENT') === LENT_ALL;
  }

  /** All VMs, in the order of the guest table; empty before the VMM has made them. */
  get all(): readonly Vm[] {
    const first = this.peek(this.#symbols.vm_ring);
    const vms: Vm[] = [];
    for (let vm = first; vm !== 0n && !vms.includes(vm); vm = this.field(vm, 'VM_NEXT')) {
      vms.push(vm);
    }
    return vms.sort((a, b) => Number(this.field(a, 'VM_INDEX') - this.field(b, 'VM_INDEX')));
  }

  /** A VM's name, as the guest table gives it. */
  name(vm: Vm): string {
    let name = '';
    for (let at = 0n; at < NAME_BYTES; at += 8n) {
      let letters = this.peek(vm + this.#symbols.VM_NAME + at);
      for (; (letters & 0xffn) !== 0n; letters >>= 8n) {
        name += String.fromCharCode(Number(letters & 0xffn));
      }
    }
    return name;
  }

  /** The VM that reads what is typed; undefined before there is one. */
  get reader(): Vm | undefined {
    return this.peek(this.#symbols.operator_vm) || this.peek(this.#symbols.vm_ring) || undefined;
  }

  /** What a VM has written of a line that it has not ended, and that its console does not show yet. */
  begunLine(vm: Vm): string {
    const start = vm + this.#symbols.VM_LINE;
    return Array.from({ length: Number(this.field(vm, 'VM_LINE_LENGTH')) }, (_, at) => {
      const word = this.peek(start + BigInt(at & ~7));
      return String.fromCharCode(Number((word >> BigInt(8 * (at & 7))) & 0xffn));
    }).join('');
  }

  /** Its parts of the real disks, in the order of its own slots. */
  disks(vm: Vm): readonly DiskPart[] {
    const parts: DiskPart[] = [];
    for (let slot = 0n; slot < SLOTS; slot++) {
      const device = this.peek(vm + this.#symbols.VM_SLOTS + 8n * slot);
      const field = (name: (typeof deviceNames)[number]) => this.peek(device + this.#symbols[name]);
      if (device === 0n || field('DEV_ID') !== BLOCK) continue;
      const registers = this.peek(field('DEV_DISK') + this.#symbols.DISK_REGISTERS);
      const start = Number(field('DEV_START'));
      parts.push({
        slot: Number((registers - FIRST_SLOT) / SLOT_BYTES),
        start,
        end: start + Number(field('DEV_SECTORS')),
      });
    }
    return parts;
  }

  /** 64 bits at an address that is physical to the VMM; 0 where there is no RAM. */
  peek(address: bigint): bigint {
    return this.#machine.peek(this.#real(address)) ?? 0n;
  }

  /** Where the RAM of a VM really begins. */
  ramOf(vm: Vm): bigint {
    return this.#real(this.field(vm, 'VM_RAM'));
  }

  #real(address: bigint): bigint {
    const around = this.#around;
    if (!around) return address;
    const [vm] = around.all;
    return vm === undefined ? 0n : around.ramOf(vm) + address - RAM;
  }
}
