/** What a debugger changed, in the log of a run: numbers of 64 bits in hexadecimal, bytes in base64. */

import { type Change, maximumHarts } from '@ireko/machine';
import { Mistake } from '../mistake.ts';

/** How many numbers registers of a kind have, and CSRs. */
const REGISTERS = 32;
const CSRS = 4096;

/** A change as JSON has it. */
export function writtenChange(change: Change): object {
  const { kind, hart } = change;
  if (change.kind === 'memory')
    return {
      ...{ kind, hart, address: hex(change.address) },
      bytes: Buffer.from(change.bytes).toString('base64'),
    };
  const { value } = change;
  return change.kind === 'pc'
    ? { kind, hart, value: hex(value) }
    : { kind, hart, number: change.number, value: hex(value) };
}

/**
 * The change that JSON has.
 * @param log is named where it is none.
 * @throws {Mistake} then.
 */
export function changeIn(written: unknown, log: string): Change {
  const { kind, hart, number, value, address, bytes } = Object(written) as Record<string, unknown>;
  const [set, at] = [bigintOf(value), bigintOf(address)];
  if (isBelow(maximumHarts, hart)) {
    if (kind === 'memory' && at !== undefined && typeof bytes === 'string')
      return { kind, hart, address: at, bytes: Buffer.from(bytes, 'base64') };
    if (kind === 'pc' && set !== undefined) return { kind, hart, value: set };
    const isNumbered = kind === 'register' || kind === 'float-register' || kind === 'csr';
    if (isNumbered && isBelow(kind === 'csr' ? CSRS : REGISTERS, number) && set !== undefined)
      return { kind, hart, number, value: set };
  }
  throw new Mistake(`${log}: it is damaged: a line changes nothing`);
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

const bigintOf = (text: unknown): bigint | undefined =>
  typeof text === 'string' && /^0x[\da-f]{1,16}$/.test(text) ? BigInt(text) : undefined;

const isBelow = (end: number, value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < end;
