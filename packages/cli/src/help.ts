/** Help pages, laid out from a command's definition. Headings are bold on a terminal. */

import { styleText } from 'node:util';
import type { Option, Options } from './options/options.ts';

interface Page {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  readonly options: Options;
  readonly examples: readonly (readonly [line: string, remark: string])[];
  readonly errors: string;
}

/** The help page of one command. */
export function helpText(page: Page): string {
  const idle = present(page.options)
    .filter(([, { help }]) => help === '')
    .map(([name]) => spelling(name, {}));
  return [
    `${heading('Usage')} ireko ${page.name} ${page.usage}`.trimEnd(),
    page.about.trim(),
    `${heading('Options')}\n${optionLines(page.options)}`,
    ...(idle.length === 0 ? [] : [wrapped(`Taken, and without effect here: ${idle.join(', ')}`)]),
    `${heading('Examples')}\n${page.examples.map(([line, remark]) => `  # ${remark}\n  ${line}`).join('\n')}`,
    `${heading('Errors')}\n${indent(page.errors.trim())}`,
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

/** A table of options, each with what it does. */
export function optionLines(options: Options): string {
  const told = present(options).filter(([, { help }]) => help !== '');
  return columns(told.map(([name, option]) => [spelling(name, option), option.help]));
}

function present(options: Options): [string, Option][] {
  return Object.entries(options).filter(([, { refused }]) => refused === undefined);
}

/** `Usage:` and the like, bold where that can be seen. */
export function heading(text: string): string {
  return styleText('bold', `${text}:`, { stream: process.stdout });
}

/** Two columns, the second one aligned; a long first cell stands on a line of its own. */
export function columns(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.min(26, Math.max(...rows.map(([left]) => left.length)));
  return rows
    .map(([left, right]) => {
      const margin = ' '.repeat(width + 4);
      const text = right.replaceAll('\n', `\n${margin}`);
      return left.length > width
        ? `  ${left}\n${margin}${text}`
        : `  ${left.padEnd(width)}  ${text}`;
    })
    .join('\n');
}

/** Lines of at most 80 characters. */
function wrapped(text: string): string {
  return text.replaceAll(/(.{1,78})(?: |$)/g, '  $1\n').trimEnd();
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

/** As `-o FILE`, `-h, --help`, or what the option says of itself. */
function spelling(
  name: string,
  { short, value, optional, spelling: usual }: Omit<Option, 'help'>,
): string {
  if (usual !== undefined) return usual;
  const long = name.length === 1 ? `-${name}` : `--${name}`;
  const both = short === undefined ? long : `-${short}, ${long}`;
  if (value === undefined) return both;
  if (optional !== undefined) return `${both}[=${value}]`;
  return name.length === 1 ? `${both} ${value}` : `${both}=${value}`;
}
