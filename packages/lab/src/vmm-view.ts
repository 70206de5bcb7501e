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
  'VM_MSTATUS',
  'VM_MTVEC',
  'VM_MEPC',
  'VM_MCAUSE',
  'VM_STVEC',
  'VM_SEPC',
  'VM_SCAUSE',
  'VM_SATP',
  'VM_NEXT',
  'VM_INDEX',
  'VM_NAME',
  'VM_RAM',
  'VM_RAM_BYTES',
  'VM_DISK_START',
  'VM_DISK_SECTORS',
] as const;

/** Addresses: the VM that has the processor, and the first of the ring of all VMs. */
const variableNames = ['current_vm', 'vm_ring'] as const;

type SymbolName = (typeof fieldNames)[number] | (typeof variableNames)[number];

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
  const wanted = [...fieldNames, ...variableNames];
  const missing = wanted.find((name) => !values.has(name));
  if (missing !== undefined) throw new Error(`the VMM has no symbol ${missing}`);
  return Object.fromEntries(wanted.map((name) => [name, values.get(name)])) as VmmSymbols;
}

/** A VM, by the address of its structure. */
export type Vm = bigint;

const NAME_BYTES = 16n;

export class VmmView {
  readonly #symbols: VmmSymbols;
  readonly #machine: Machine;

  constructor(symbols: VmmSymbols, machine: Machine) {
    this.#symbols = symbols;
    this.#machine = machine;
  }

  /** The VM that has the processor, or undefined: none, the VMM waits. */
  get current(): Vm | undefined {
    return this.peek(this.#symbols.current_vm) || undefined;
  }

  /** A field of a VM's structure. */
  field(vm: Vm, field: VmField): bigint {
    return this.peek(vm + this.#symbols[field]);
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

  /** 64 bits at a real physical address; 0 where there is no RAM. */
  peek(address: bigint): bigint {
    return this.#machine.peek(address) ?? 0n;
  }
}
