/** Macros as they are defined: name, parameters, body [GNU as manual, ".macro"]. */

import { NAME, withoutQuotes } from './arguments.ts';
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

const headPattern = new RegExp(`^(${NAME})\\s*,?\\s*([\\s\\S]*)$`);
const parameterPattern = new RegExp(
  `^\\s*(${NAME})(?:\\s*:\\s*(req|vararg))?(?:\\s*=\\s*("(?:\\\\.|[^"\\\\])*"|[^\\s,]*))?\\s*,?`,
);

/** The name and parameters of `.macro …`, or what is wrong with them. */
export function parseHead(
  text: string,
): { readonly name: string; readonly parameters: readonly Parameter[] } | string {
  const match = headPattern.exec(text.trim());
  if (!match) return 'a macro needs a name';
  const [, name = '', list = ''] = match;
  const parameters: Parameter[] = [];
  let rest = list;
  if (/,\s*$/.test(text)) return 'a parameter is missing after the last comma';
  while (rest.trim() !== '') {
    if (parameters.at(-1)?.rest) return `nothing can follow ${parameters.at(-1)?.name}:vararg`;
    const found = parameterPattern.exec(rest);
    if (!found) return `\`${rest.trim()}\` is no parameter`;
    const [all, parameter = '', kind, fallback = ''] = found;
    if (parameters.some(({ name: other }) => other === parameter)) {
      return `there are two parameters \`${parameter}\``;
    }
    parameters.push({
      name: parameter,
      fallback: withoutQuotes(fallback),
      required: kind === 'req',
      rest: kind === 'vararg',
    });
    rest = rest.slice(all.length);
  }
  return { name, parameters };
}
