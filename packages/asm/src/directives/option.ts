/** Directives that set how the following statements are read, and those that only inform. */

import {
  TAG_RISCV_ARCH,
  TAG_RISCV_PRIV_SPEC,
  TAG_RISCV_PRIV_SPEC_MINOR,
  TAG_RISCV_PRIV_SPEC_REVISION,
  TAG_RISCV_STACK_ALIGN,
  TAG_RISCV_UNALIGNED_ACCESS,
} from '@ireko/elf';
import { changeArchitecture, parseArchitecture } from '../architecture.ts';
import { textOf } from '../text/literal.ts';
import type { Place } from '../text/source.ts';
import type { Operand } from '../text/syntax.ts';
import type { Unit } from '../unit/unit.ts';
import {
  type Directive,
  type Directives,
  ignored,
  missing,
  missingAll,
  numberOf,
  placeOf,
  type RawText,
  upTo,
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
  relax: (unit) => {
    unit.modes = { ...unit.modes, relax: true };
  },
  norelax: (unit) => {
    unit.modes = { ...unit.modes, relax: false };
  },
};

/** Changes what extensions are in force: of changes with a mistake, as in GNU as, those before it. */
function change(unit: Unit, changes: string): string | undefined {
  const { extensions, problem } = changeArchitecture(unit.modes.extensions, changes);
  unit.use(extensions);
  return problem;
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
  unit.report.warning(
    'unknown-option',
    place,
    `\`${text}\` is no option, and nothing comes of it`,
    hint,
  );
}

/** Attributes by their names in the psABI, without `Tag_RISCV_`. */
const attributeTags: Readonly<Record<string, number>> = {
  stack_align: TAG_RISCV_STACK_ALIGN,
  arch: TAG_RISCV_ARCH,
  unaligned_access: TAG_RISCV_UNALIGNED_ACCESS,
  priv_spec: TAG_RISCV_PRIV_SPEC,
  priv_spec_minor: TAG_RISCV_PRIV_SPEC_MINOR,
  priv_spec_revision: TAG_RISCV_PRIV_SPEC_REVISION,
};

/** `.attribute arch, "rv64imac"` sets the extensions in force; others are only recorded. */
const attribute = upTo(2, (unit, [name, value], at) => {
  if (!name || name.kind === 'empty' || !value)
    return missing(unit, at, '.attribute arch, "rv64imac"');
  const tag = tagOf(unit, name, at);
  if (tag === undefined) return;
  if (tag === TAG_RISCV_ARCH && unit.first) {
    const message = 'the architecture must be set before the first instruction';
    unit.report.fatal('attribute', at, message, 'use .option arch from here on');
  } else if (tag >= TAG_RISCV_PRIV_SPEC && tag <= TAG_RISCV_PRIV_SPEC_REVISION && unit.first) {
    const message = 'the privileged specification must be named before the first instruction';
    unit.report.fatal('attribute', at, message);
  } else if (tag % 2 === 1) {
    if (value.kind !== 'text') return requireText(unit, value, at);
    const text = textOf(new Uint8Array(value.bytes));
    if (tag === TAG_RISCV_ARCH) setArchitecture(unit, text, placeOf(value, at));
    else unit.attributes.set(tag, text);
  } else if (value.kind === 'text') {
    unit.report.error('attribute', placeOf(value, at), 'the value of this attribute is a number');
  } else {
    const number = numberOf(unit, value, at, 'the value');
    if (number !== undefined) unit.attributes.set(tag, Number(BigInt.asUintN(32, number)));
  }
});

/** Which attribute is meant: by its name, or by a number. */
function tagOf(unit: Unit, operand: Operand, at: Place): number | undefined {
  if (operand.kind !== 'value' || operand.expression.kind !== 'name') {
    const number = numberOf(unit, operand, at, 'the attribute');
    return number === undefined ? undefined : Number(number);
  }
  const { name } = operand.expression;
  const tag = attributeTags[name.replace(/^Tag_RISCV_/, '')];
  if (tag !== undefined) return tag;
  const hint = `known are ${Object.keys(attributeTags).join(', ')}`;
  unit.report.error('attribute', placeOf(operand, at), `\`${name}\` is no attribute`, hint);
  return undefined;
}

function setArchitecture(unit: Unit, text: string, place: Place): void {
  const { extensions, problem } = parseArchitecture(text, unit.modes.extensions.isaSpec);
  if (problem !== undefined) unit.report.error('architecture', place, problem);
  unit.use(extensions);
  unit.objectXlen = extensions.xlen;
}

/** Reports an operand that is no string. */
function requireText(unit: Unit, operand: Operand | undefined, at: Place): void {
  const place = operand ? placeOf(operand, at) : at;
  unit.report.error('operand-shape', place, 'a string in double quotes is expected here');
}

/** `.ident "text"`: remarks of compilers, gathered in `.comment`. */
const ident = upTo(1, (unit, [text], at) => {
  if (!text) return missingAll(unit, at, '.ident "text"');
  if (text.kind !== 'text') return requireText(unit, text, at);
  const comment = unit.ownSection('.comment', { type: 'progbits', flags: 'MS', entrySize: 1 });
  if (comment.isEmpty) comment.number(0, 1);
  comment.append([...text.bytes, 0]);
});

/** `.version "text"`: a note of type 1 whose name is the text [gABI, "note section"]. */
const version = upTo(1, (unit, [text], at) => {
  if (text?.kind !== 'text') return requireText(unit, text, at);
  const note = unit.ownSection('.note', { type: 'note', flags: '', entrySize: 0 });
  const name = [...text.bytes, 0];
  note.align = Math.max(note.align, 4);
  for (const word of [name.length, 0, 1]) note.number(word, 4);
  note.append([...name, ...new Array(-name.length & 3).fill(0)]);
});

/** `.error "message"` and `.warning "message"`. */
function message(severity: 'error' | 'warning'): Directive {
  return upTo(1, (unit, [text], at) => {
    if (text && text.kind !== 'text') return requireText(unit, text, at);
    const written = text && textOf(new Uint8Array(text.bytes));
    unit.report[severity]('user', at, written ?? `.${severity} directive in the source`);
  });
}

/** `.fail number`: below 500 it is an error. */
const fail = upTo(1, (unit, [operand], at) => {
  const number = numberOf(unit, operand, at, 'the number') ?? 0n;
  unit.report[number >= 500n ? 'warning' : 'error']('user', at, `.fail ${number} in the source`);
});

/** `.print "text"`, of which only the text is checked: what is assembled says nothing by itself. */
const print = upTo(1, (unit, [text], at) => {
  if (!text) missingAll(unit, at, '.print "text"');
  else if (text.kind !== 'text') requireText(unit, text, at);
});

/** `.func name` and `.endfunc`, which go in pairs and say nothing else. */
function functions(begins: boolean): Directive {
  return withText((unit, _text, at) => {
    if (unit.isInFunction === begins) {
      const message = begins
        ? 'the .func before has no .endfunc'
        : 'there is no .func before this place';
      unit.report.error('function', at, message);
    }
    unit.isInFunction = begins;
  });
}

/** Directives that other assemblers have. */
// biome-ignore format: by kinds.
const foreign = [
  '.lflags', '.debug', '.extern', '.format', '.name', '.noformat', '.spc', '.xref', '.linkonce', '.gnu_attribute',
  '.this_gcc_requires_the_gnu_assembler',
];

/** Directives of this file. */
export const optionDirectives: Directives = {
  '.option': withText(option),
  '.attribute': attribute,
  '.ident': ident,
  '.version': version,
  '.error': message('error'),
  '.warning': message('warning'),
  '.err': withText((unit, _text, at) => unit.report.error('user', at, '.err in the source')),
  '.fail': fail,
  '.print': print,
  '.func': functions(true),
  '.endfunc': functions(false),
  ...Object.fromEntries(foreign.map((name) => [name, ignored])),
  '.line': upTo(1, () => {}),
};
