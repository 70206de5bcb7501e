/** Instructions: finds the form that fits the operands and has it written. */

import { type Decoded, extensionsOf, forms, type Xlen } from '@ireko/isa';
import { warnOfCsr } from '../advice/warning.ts';
import { checkPrivilegedSpec } from '../privileged-spec.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import { announce } from '../unit/mapping.ts';
import type { Unit } from '../unit/unit.ts';
import { branchForms } from './branch.ts';
import { emit, emitAsIs, emitBranch, emitRelocated } from './emit.ts';
import { type Match, type Mismatch, matchForm } from './match.ts';
import { isSymbolicAccess, pseudoInstructions, symbolicAccess } from './pseudo.ts';
import { REPORTED } from './reading.ts';
import { vectorPseudoInstructions } from './vector-pseudo.ts';

/** Names that are in the instruction table or are made of several instructions. */
export function isMnemonic(name: string): boolean {
  if (pseudoInstructions.has(name) || forms(name).length > 0) return true;
  return vectorPseudoInstructions.has(name) || forms(name, 32).length > 0;
}

/** Names of what the instruction table does not have: made of several instructions or relocated. */
export const pseudoMnemonics: readonly string[] = [
  ...pseudoInstructions.keys(),
  ...vectorPseudoInstructions.keys(),
];

/** What comes before every instruction: its section must hold code. */
export function beginInstruction(unit: Unit, at: Place): void {
  unit.requireContents(at, 'warning');
  announce(unit, 'code', at);
  unit.lines.begin(at);
  noteInstruction(unit, at);
}

/** Notes the first instruction, known or not: the architecture is settled then. */
export function noteInstruction(unit: Unit, at: Place): void {
  if (unit.first) return;
  unit.first = { at, extensions: unit.modes.extensions };
  checkPrivilegedSpec(unit, at);
}

/** Assembles one instruction, or reports why it cannot be. @param at the mnemonic's place */
export function assembleInstruction(
  unit: Unit,
  mnemonic: string,
  written: readonly Operand[],
  at: Place,
): void {
  beginInstruction(unit, at);
  const operands = aimed(unit, mnemonic, written, at);
  const pseudo = pseudoInstructions.get(mnemonic);
  if (pseudo?.(unit, operands, at)) return;
  const vectors = vectorPseudoInstructions.get(mnemonic);
  if (vectors) {
    const parts = vectors(unit, operands);
    if (!parts) reportComparison(unit, mnemonic, at);
    for (const [each, its] of parts ?? []) assembleInstruction(unit, each, its, at);
    return;
  }
  const found = firstMatch(unit, mnemonic, operands, at);
  const [form] = forms(mnemonic, unit.xlen);
  if ('form' in found) assembleMatch(unit, found, at);
  else if (form && isSymbolicAccess(form, operands)) symbolicAccess(unit, form, operands, at);
  else if (found.code !== REPORTED) {
    unit.report.error(found.code, found.place, found.message, found.hint);
  }
}

/** As in GNU as, a jump to nothing goes to address 0, which surely is not meant. */
function aimed(
  unit: Unit,
  mnemonic: string,
  operands: readonly Operand[],
  at: Place,
): readonly Operand[] {
  const last = operands.at(-1);
  if (last && last.kind !== 'empty') return operands;
  const count = Math.max(1, operands.length);
  const isJump = forms(mnemonic, unit.xlen).some(({ operands: wanted }) => {
    return wanted.length === count && wanted.at(-1)?.shape === 'target';
  });
  if (!isJump && !(mnemonic === 'tail' && count === 1) && mnemonic !== 'call') return operands;
  const message = `${mnemonic} has no target, and goes to address 0`;
  unit.report.warning('no-target', at, message, 'name a label as the last operand');
  const { start, end } = last ?? { start: 0, end: at.end - at.start };
  const nowhere = { kind: 'integer', value: 0n } as const;
  const target = { kind: 'value', relocation: undefined, expression: nowhere, start, end } as const;
  return [...operands.slice(0, -1), target];
}

function reportComparison(unit: Unit, mnemonic: string, at: Place): void {
  const last = mnemonic.endsWith('.vi') ? '5' : 'a0';
  const hint = `write ${mnemonic} v4, v8, ${last}`;
  unit.report.error('operand-count', at, 'two vectors and what to compare with are expected', hint);
}

/** The first form that fits and that the extensions in force have, or the best explanation. */
function firstMatch(
  unit: Unit,
  mnemonic: string,
  operands: readonly Operand[],
  at: Place,
): Match | Mismatch {
  let best: Mismatch | undefined;
  for (const form of forms(mnemonic, unit.xlen)) {
    const match = matchForm(unit, form, operands, at);
    const result = 'form' in match ? (lacking(unit, match, at) ?? match) : match;
    if ('form' in result) return result;
    if (!best || result.progress > best.progress) best = result;
  }
  return best ?? ofOtherWidth(unit.xlen, mnemonic, at);
}

/** Why there is no form: only registers of the other width have it. */
function ofOtherWidth(xlen: Xlen, mnemonic: string, place: Place): Mismatch {
  const other = xlen === 32 ? 64 : 32;
  return {
    code: 'architecture',
    message: `${mnemonic} is there only with -march=rv${other}…, and this is for rv${xlen}`,
    hint: insteadOf(xlen, mnemonic),
    ...{ place, progress: 0 },
  };
}

/** What programs of 32 bits write instead of operations on words and doublewords. */
function insteadOf(xlen: Xlen, mnemonic: string): string | undefined {
  if (xlen === 64) return undefined;
  if (mnemonic === 'ld' || mnemonic === 'sd') return `a register has 32 bits: ${mnemonic[0]}w`;
  const plain = mnemonic.replace(/w$/, '');
  return plain !== mnemonic && forms(plain, 32).length > 0 ? `write ${plain}` : undefined;
}

/** Why the form that fits may not be used, if the extensions in force do not have it. */
function lacking(unit: Unit, { form }: Match, at: Place): Mismatch | undefined {
  const { instruction } = form;
  const expanded = instruction.expansion?.instruction;
  const extension =
    lackingFor(unit, form) ?? (expanded && lackingFor(unit, { instruction: expanded }));
  if (extension === undefined) return undefined;
  return {
    code: 'extension',
    message: `${form.mnemonic} needs the extension ${extension}`,
    hint: `add it to -march, or write .option arch, +${extension}`,
    place: at,
    progress: 2 * form.operands.length + 1,
  };
}

/** The extension that has an instruction, if none that has it is in force. */
function lackingFor(unit: Unit, form: Parameters<typeof extensionsOf>[0]): string | undefined {
  if (form.instruction.extension === 'privileged') return undefined;
  const { extensions } = unit.modes;
  const isThere = (name: string) => extensions.has(name);
  const sets = extensionsOf(form);
  if (sets.some((set) => set.every(isThere))) return undefined;
  const nearest = sets.find((set) => set.some(isThere)) ?? sets[0];
  return nearest?.find((name) => !isThere(name));
}

function assembleMatch(unit: Unit, { form, values, relocated, isWrapped }: Match, at: Place): void {
  const code: Decoded = { instruction: form.instruction, values };
  const namesCsr = form.operands.some(({ shape }) => shape === 'csr');
  const { extension, mnemonic } = form.instruction;
  unit.usesPrivileged ||= namesCsr || (extension === 'privileged' && !/^[uhd]ret$/.test(mnemonic));
  if (namesCsr && unit.checksCsrs) warnOfCsr(unit, code, at);
  if (isWrapped) emitAsIs(unit, code);
  else if (!relocated) emit(unit, form.mnemonic, code);
  else if (relocated.type) emitRelocated(unit, code, relocated.type, relocated.value, at);
  else {
    const written = branchForms(form.mnemonic, code, unit.compressed, unit.xlen);
    emitBranch(unit, written, relocated.value, relocated.place);
  }
}
