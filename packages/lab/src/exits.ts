/**
 * Exits: the traps that take the processor from a guest to the VMM. What each was for is told from
 * the trap itself and, where the VMM decides, from what the guest finds afterwards.
 */

import { cause, csr, decode, describe } from '@ireko/isa';
import type { TrapEvent } from '@ireko/machine';
import { deviceAt, guestPhysical, underMprv } from './guest-address.ts';
import type { Vm, VmmView } from './vmm-view.ts';

/** What the VMM did about an exit. */
export type Service =
  /** Simulated a privileged instruction; the name is the instruction's, with its CSR's. */
  | 'instruction'
  /** Simulated a load or store of a device's register; the name is the device's. */
  | 'device'
  /** Gave the guest access to its own memory. */
  | 'memory'
  /** Let the guest take the exception, as its own machine would have; the name is the exception's. */
  | 'reflection'
  /** Served an interrupt of the real machine, which says nothing about the guest. */
  | 'interrupt';

/** An exit's reason: exits of the same service and name are counted together. */
export interface Reason {
  readonly service: Service;
  readonly name: string;
}

/** What the hart tells of a trap besides its cause. */
export interface TrapValues {
  /** `mtval`: the instruction, or the address. */
  readonly value: bigint;
  /** The guest-physical address that the second stage of translation does not map. */
  readonly guestPhysical: bigint;
}

/** What the trap tells, as it is taken: right unless the VMM reflects it [see `reflected`]. */
export function reasonOf(
  { kind, code }: TrapEvent,
  { value, guestPhysical }: TrapValues,
  view: VmmView,
  vm: Vm,
): Reason {
  if (kind === 'interrupt')
    return { service: 'interrupt', name: nameOf(cause.interruptNames, code) };
  switch (code) {
    case cause.ILLEGAL_INSTRUCTION:
    case cause.VIRTUAL_INSTRUCTION: {
      const name = privilegedInstruction(Number(value & 0xffff_ffffn));
      return name === undefined ? reflection(code) : { service: 'instruction', name };
    }
    case cause.FETCH_PAGE_FAULT:
    case cause.LOAD_PAGE_FAULT:
    case cause.STORE_PAGE_FAULT:
      return memoryReason(code, value, view, vm);
    case cause.FETCH_GUEST_PAGE_FAULT:
    case cause.LOAD_GUEST_PAGE_FAULT:
    case cause.STORE_GUEST_PAGE_FAULT: {
      const device = deviceAt(guestPhysical);
      return device === undefined
        ? { service: 'memory', name: 'second-stage table filled' }
        : { service: 'device', name: device };
    }
    default:
      return reflection(code);
  }
}

/**
 * The exception that the guest has just taken for the instruction at `pc`, or undefined: the VMM
 * has served it. Its handler is the next to run, and its `xepc` names the instruction.
 */
export function reflected(view: VmmView, vm: Vm, pc: bigint): Reason | undefined {
  const machine = view.field(vm, 'VM_MODE') === 3n;
  const epc = machine ? view.field(vm, 'VM_MEPC') : view.supervisor(vm, 'sepc');
  if (epc !== pc) return undefined;
  const vector = machine ? view.field(vm, 'VM_MTVEC') : view.supervisor(vm, 'stvec');
  if (view.field(vm, 'VM_PC') !== (vector & ~0b11n)) return undefined;
  const code = machine ? view.field(vm, 'VM_MCAUSE') : view.supervisor(vm, 'scause');
  return code < 64n ? reflection(Number(code)) : undefined;
}

const names = new Map<number, string | undefined>();

/**
 * What tables call an instruction that only the VMM may really execute: `mret`, `csrw satp`.
 * @param word the instruction's bits.
 * @returns undefined when it is another instruction, or none.
 */
export function privilegedInstruction(word: number): string | undefined {
  if (!names.has(word)) names.set(word, describePrivileged(word));
  return names.get(word);
}

const OPCODE = 0b1111111;
const SYSTEM = 0b1110011;

function describePrivileged(word: number): string | undefined {
  const decoded = decode(word);
  if (decoded === undefined || (word & OPCODE) !== SYSTEM) return undefined;
  const { mnemonic, operands } = describe(decoded, 0n);
  const number = decoded.values['csr'];
  if (number === undefined) return mnemonic;
  const name = csr(number)?.name ?? `0x${number.toString(16)}`;
  // `rdtime rd` names its CSR in the mnemonic.
  return operands.split(',').includes(name) ? `${mnemonic} ${name}` : mnemonic;
}

function memoryReason(code: number, address: bigint, view: VmmView, vm: Vm): Reason {
  const use = code === cause.FETCH_PAGE_FAULT ? 'fetch' : 'data';
  const guest = guestPhysical(view, vm, address, use);
  if (guest === undefined) return reflection(code);
  const device = deviceAt(guest);
  if (device !== undefined) return { service: 'device', name: device };
  const simulated = use === 'data' && underMprv(view, vm);
  return {
    service: 'memory',
    name: simulated ? 'load or store under MPRV' : 'shadow page table filled',
  };
}

const reflection = (code: number): Reason => ({
  service: 'reflection',
  name: nameOf(cause.exceptionNames, code),
});

const nameOf = (table: Readonly<Record<number, string>>, code: number): string =>
  table[code] ?? `cause ${code}`;
