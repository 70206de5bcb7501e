/** What the user writes into a register, a CSR or memory, as the change that it is. */

import { csrNumber, floatRegisterNumber, registerNumber } from '@ireko/isa';
import type { Change } from '@ireko/machine';
import type { Computer } from './computer.ts';
import { floatOf } from './float-text.ts';
import { addressOf } from './memory-view.ts';

/**
 * The change that is asked for; or why it is none.
 * @param place a register, a CSR, `pc`, or an address in hexadecimal behind `@`, for bytes
 * @param text a number, a register or a symbol; of memory, bytes in hexadecimal or a text in quotes
 */
export function changeOf(computer: Computer, place: string, text: string): Change | string {
  const hart = computer.machine.hart.id;
  const written = text.trim();
  if (place.startsWith('@')) {
    const bytes = bytesOf(written);
    if (!bytes) return `'${written}' is neither bytes, as 0f 1e, nor a text in quotes`;
    return { kind: 'memory', hart, address: BigInt(`0x${place.slice(1)}`), bytes };
  }
  const float = floatRegisterNumber(place);
  if (float !== undefined) {
    const value = floatOf(written);
    if (value === undefined) return `'${written}' is no number, as 1.5, 1.5f or 0x3ff8000000000000`;
    return { kind: 'float-register', hart, number: float, value };
  }
  const value = /^-?\d/.test(written) ? numberOf(written) : addressOf(computer, written);
  if (value === undefined) return `'${written}' is no number, register or symbol`;
  if (place === 'pc') return { kind: 'pc', hart, value };
  const register = registerNumber(place);
  if (register !== undefined) return { kind: 'register', hart, number: register, value };
  const csr = csrNumber(place);
  return csr === undefined
    ? `there is no register ${place}`
    : { kind: 'csr', hart, number: csr, value };
}

/** A number of 64 bits: decimal, negative too, hexadecimal or binary. */
function numberOf(text: string): bigint | undefined {
  const digits = text.replaceAll('_', '');
  const [, sign, magnitude = ''] = /^(-?)(0x[\da-f]+|0b[01]+|\d+)$/i.exec(digits) ?? [];
  if (sign === undefined) return undefined;
  const value = sign === '-' ? -BigInt(magnitude) : BigInt(magnitude);
  return value >= -(2n ** 63n) && value < 2n ** 64n ? BigInt.asUintN(64, value) : undefined;
}

function bytesOf(text: string): Uint8Array | undefined {
  const [, quoted] = /^"(.+)"$/.exec(text) ?? [];
  if (quoted !== undefined) return new TextEncoder().encode(quoted);
  const digits = text.replaceAll(/\s/g, '');
  if (!/^([\da-f]{2})+$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
