/**
 * A test program's signature: the memory between the symbols `begin_signature` and `end_signature`
 * when the run has ended, which is compared with what another machine left there. It is written as
 * Spike writes it: lines of 16 bytes in hexadecimal, each from its last byte to its first.
 */

import { readElf } from '@ireko/elf';
import type { Machine } from '@ireko/machine';
import { Mistake } from '../mistake.ts';
import type { NamedFile } from './boot-files.ts';

const lineBytes = 16;

/**
 * Where an executable has its signature.
 * @returns what takes it from a machine that has run, as text.
 * @throws {Mistake} when the executable has not both symbols.
 */
export function signatureOf({ path, bytes }: NamedFile): (machine: Machine) => string {
  const elf = readElf(bytes);
  const address = (name: string): number => {
    const symbol = 'problem' in elf ? undefined : elf.symbols.find((each) => each.name === name);
    if (!symbol) throw new Mistake(`${path}: it has no symbol ${name}, which --signature needs`);
    return Number(symbol.value);
  };
  const [start, end] = [address('begin_signature'), address('end_signature')];
  return (machine) => {
    const memory = machine.bytes(start, end);
    if (!memory) throw new Mistake(`${path}: its signature is not in RAM`);
    return formatSignature(memory);
  };
}

function formatSignature(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += lineBytes) {
    const line = Array.from({ length: lineBytes }, (_, index) => bytes[at + index] ?? 0);
    text += `${line
      .reverse()
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')}\n`;
  }
  return text;
}
