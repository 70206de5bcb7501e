/** What a person is told of a sequence on which the engines differ. */

import { decode, describe, translationModes } from '@ireko/isa';
import { modeNames } from '../test/engines/coverage.ts';
import type { PlainState } from '../test/engines/plain-state.ts';
import { Runner, type Sequence, Sequences, stepsOf } from '../test/engines/sequences.ts';
import { type Finding, lengthOf, partsOf } from './minimise.ts';

/** Instructions and differences that are shown at most. */
const MOST_LINES = 40;

/** The lines of a report. @param number the sequence's; with which command it is run again. */
export function reportOf(number: number, { sequence, differences, before }: Finding): string {
  const { harts, isObserved } = sequence.kind;
  const from = number - before;
  const begins = Object.entries(partsOf(sequence)).map(
    ([name, part]) => `  ${name} begins ${modesOf(part)}: ${startOf(sequence, name, part)}`,
  );
  return [
    `sequence ${number}: ${differences.map(({ engine }) => engine).join(' and ')} ${
      differences.length === 1 ? 'differs' : 'differ'
    } from reference after ${lengthOf(sequence)} instructions`,
    `  again: npm run fuzz -- --from ${from} --count ${before + 1}`,
    `  ${harts === 1 ? '1 hart' : `${harts} harts`}${isObserved ? ', traps observed' : ''}${
      before === 0 ? '' : `; only after the ${before} sequences before it`
    }`,
    ...begins,
    '  as the reference executes it:',
    ...shortened(withoutNops(executed(sequence))).map((line) => `    ${line}`),
    ...differences.flatMap(({ engine, unequal }) => [
      `  on the ${engine} it ends with`,
      ...shortened(
        unequal.map(([what, value, reference]) => `${what} ${value}, not ${reference}`),
      ).map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

/** Instructions that do not matter are `nop` by now [minimise.ts]: their lines become one. */
function withoutNops(lines: readonly string[]): readonly string[] {
  const isNop = (line = '') => / nop *$/.test(line);
  return lines.flatMap((line, index) => {
    if (!isNop(line)) return [line];
    if (isNop(lines[index - 1])) return [];
    const next = lines.findIndex((other, at) => at > index && !isNop(other));
    return [`… ${(next < 0 ? lines.length : next) - index} nop`];
  });
}

function shortened(lines: readonly string[]): readonly string[] {
  const left = lines.length - MOST_LINES;
  if (left <= 0) return lines;
  const half = MOST_LINES / 2;
  return [...lines.slice(0, half), `… ${left} more`, ...lines.slice(-half)];
}

/** In which mode, and how its addresses are translated. */
function modesOf(part: PlainState): string {
  const mode = Number(part['privilege']) | (Number(part['virtual']) << 2);
  const paging = (name: string) => {
    const number = Number((part[name] as bigint) >> 60n);
    const found = Object.entries(translationModes).find(([, value]) => value === number);
    return `${name} ${found?.[0] ?? number}`;
  };
  const registers = mode >= 4 ? ['vsatp', 'hgatp'] : ['satp'];
  return `in ${modeNames[mode]}-mode, ${registers.map(paging).join(', ')}`;
}

/** What a hart begins with that is not as after reset. */
function startOf(sequence: Sequence, hart: string, part: PlainState): string {
  const sequences = new Sequences();
  const other = Object.entries(part).filter(
    ([name, value]) => value !== sequences.afterReset(sequence.kind, hart, name),
  );
  return other
    .map(([name, value]) => `${name} ${typeof value === 'boolean' ? value : hex(value)}`)
    .join(', ');
}

const hex = (value: unknown) => `0x${(value as bigint).toString(16)}`;

/** The instructions that the reference executes, each with its mode. */
function executed(sequence: Sequence): readonly string[] {
  const runner = new Runner('reference', sequence.kind);
  return Array.from(stepsOf(runner, sequence), ({ hart, mode, pc, word, retires }) => {
    const decoded = decode(word);
    const text = decoded && describe(decoded, pc);
    const what = text ? `${text.mnemonic} ${text.operands}` : `no instruction: ${hex(word)}`;
    const who = sequence.kind.harts > 1 ? `hart ${hart} ` : '';
    const name = (modeNames[mode] ?? '').padEnd(2);
    return `${who}${name} ${pc.toString(16).padStart(16)} ${what}${retires ? '' : '    # traps'}`;
  });
}
