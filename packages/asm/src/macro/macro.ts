/** Macros as they are defined: name, parameters, body [GNU as manual, ".macro"]. */

import { scrubbed } from '../text/scrub.ts';
import type { AlternateMode } from './alternate.ts';
import { afterComma, argumentAt, matchAt, NAME } from './arguments.ts';
import type { Template } from './template.ts';

/** A parameter of a macro. */
export interface Parameter {
  readonly name: string;
  readonly fallback: string;
  /** `:req`: a call must give it. */
  readonly required: boolean;
  /** `:vararg`: it takes all that is left. */
  readonly rest: boolean;
}

/** A macro's definition. */
export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Template;
  /** Where the body stands: file and line counted from 1. */
  readonly file: string;
  readonly line: number;
}

const headPattern = new RegExp(`^(${NAME})([\\s\\S]*)$`);
const namePattern = new RegExp(`${NAME}`, 'y');
const qualifierPattern = /\s*:\s*(\w*)/y;

/** A head as it is read. */
export interface Head {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** What is wrong, though the macro can be used. */
  readonly mistakes: readonly string[];
}

/** The name and parameters of `.macro …`, or why there is no macro. */
export function parseHead(written: string, alternate?: AlternateMode): Head | string {
  const [, name = '', behind = ''] = headPattern.exec(written.trim()) ?? [];
  if (name === '') return 'a macro needs a name';
  const text = scrubbed(behind.trim());
  const parameters: Parameter[] = [];
  const mistakes: string[] = [];
  if (text === ',') return 'a parameter is missing after the last comma';
  for (let at = afterComma(text, 0); at < text.length; ) {
    const parameter = matchAt(namePattern, text, at)?.[0];
    if (parameter === undefined) return `\`${text.slice(at)}\` is no parameter`;
    at += parameter.length;
    const [qualified = '', qualifier] = matchAt(qualifierPattern, text, at) ?? [];
    at += qualified.length;
    if (qualifier !== undefined && qualifier !== 'req' && qualifier !== 'vararg') {
      mistakes.push(`\`${parameter}\` can be :req or :vararg, and not \`:${qualifier}\``);
    }
    if (parameters.some(({ name: other }) => other === parameter)) {
      mistakes.push(`there are two parameters \`${parameter}\``);
    }
    const fallback =
      text[at] === '=' ? argumentAt(text, at + 1, alternate) : { value: '', end: at };
    at = fallback.end;
    const required = qualifier === 'req';
    const rest = qualifier === 'vararg';
    parameters.push({ name: parameter, fallback: required ? '' : fallback.value, required, rest });
    if (rest && at < text.length) return `nothing can follow ${parameter}:vararg`;
    const next = afterComma(text, at);
    if (next > at && next === text.length) return 'a parameter is missing after the last comma';
    at = next;
  }
  return { name, parameters, mistakes };
}
