/** Directives that set how the following statements are read, and those that only inform. */

import { changeArchitecture, parseArchitecture } from '../architecture.ts';
import { textOf } from '../literal.ts';
import type { Place } from '../source.ts';
import type { Unit } from '../unit.ts';
import {
  type Directive,
  type Directives,
  ignored,
  type RawText,
  splitAtCommas,
  unquoted,
  withOperands,
  withText,
} from './directive.ts';

const options: Readonly<Record<string, (unit: Unit, at: Place) => void>> = {
  push: (unit) => unit.modesStack.push(unit.modes),
  pop: (unit, at) => {
    const saved = unit.modesStack.pop();
    if (saved) unit.modes = saved;
    else unit.report.error('stack-empty', at, '.option pop without an .option push before it');
  },
  rvc: (unit) => change(unit, '+c'),
  norvc: (unit) => change(unit, '-c'),
  pic: (unit) => {
    unit.modes = { ...unit.modes, pic: true };
  },
  nopic: (unit) => {
    unit.modes = { ...unit.modes, pic: false };
  },
  // Objects never ask the linker to shorten code, so both say what is so already.
  relax: () => {},
  norelax: () => {},
};

function change(unit: Unit, changes: string): string | undefined {
  const extensions = changeArchitecture(unit.modes.extensions, changes);
  if (typeof extensions === 'string') return extensions;
  unit.use(extensions);
  return undefined;
}

/** `.option name` and `.option arch, changes`. */
function option(unit: Unit, { text, ...place }: RawText): void {
  const architecture = /^arch\s*,([\s\S]*)$/.exec(text)?.[1];
  if (architecture !== undefined) {
    const problem = change(unit, architecture);
    if (problem !== undefined) unit.report.error('architecture', place, problem);
    return;
  }
  const set = options[text];
  if (set) {
    set(unit, place);
    return;
  }
  const hint = `known are ${[...Object.keys(options), 'arch'].join(', ')}`;
  unit.report.error('unknown-option', place, `\`${text}\` is no option`, hint);
}

/** `.attribute arch, "rv64imac"`; other attributes do not change the code and are not recorded. */
function attribute(unit: Unit, text: RawText): void {
  const [tag, value] = splitAtCommas(text);
  if (!tag || !value || !['arch', 'Tag_RISCV_arch', '5'].includes(tag.text)) return;
  const extensions = parseArchitecture(unquoted(value.text));
  if (typeof extensions === 'string') unit.report.error('architecture', value, extensions);
  else unit.use(extensions);
}

/** `.error "message"` and `.warning "message"`. */
function message(severity: 'error' | 'warning'): Directive {
  return withOperands((unit, [text], at) => {
    const written = text?.kind === 'text' ? textOf(new Uint8Array(text.bytes)) : undefined;
    unit.report[severity]('user', at, written ?? `.${severity} directive in the source`);
  });
}

/** `.file "name"`; with a number it belongs to debugging information. */
function file(unit: Unit, { text }: RawText): void {
  if (text.startsWith('"')) unit.fileNames.push(unquoted(text));
}

/** Call frame information and line numbers, which objects do not carry yet, and remarks. */
const withoutEffect = [
  '.ident',
  '.loc',
  '.print',
  '.cfi_sections',
  '.cfi_startproc',
  '.cfi_endproc',
  '.cfi_def_cfa',
  '.cfi_def_cfa_offset',
  '.cfi_def_cfa_register',
  '.cfi_adjust_cfa_offset',
  '.cfi_offset',
  '.cfi_rel_offset',
  '.cfi_register',
  '.cfi_restore',
  '.cfi_restore_state',
  '.cfi_remember_state',
  '.cfi_same_value',
  '.cfi_undefined',
  '.cfi_return_column',
  '.cfi_signal_frame',
  '.cfi_escape',
  '.cfi_personality',
  '.cfi_lsda',
];

/** Directives of this file. */
export const optionDirectives: Directives = {
  '.option': withText(option),
  '.attribute': withText(attribute),
  '.error': message('error'),
  '.warning': message('warning'),
  '.file': withText(file),
  ...Object.fromEntries(withoutEffect.map((name) => [name, ignored])),
};
