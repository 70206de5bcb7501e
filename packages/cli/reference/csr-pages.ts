/** The page about CSRs: of each, its fields with what may be written, and what a read and a write do. */

import { type Csr, csrIsReadOnly, csrPseudocode, csrs } from '@ireko/isa';
import { type FieldFacts, fieldFacts } from './legal-values.ts';
import type { Page } from './page.ts';

const privileges = ['U', 'S', 'HS', 'M'];

/** Many registers of one kind: the first is told, for all. */
const series = /^(hpmcounter|mhpmcounter|mhpmevent|pmpaddr|tdata)(\d+)$/;

export function csrPage(): Page {
  const shown = csrs.filter(({ name }) => !isLater(name));
  const rows = [...csrs]
    .sort((a, b) => a.number - b.number)
    .filter(({ name }) => !isLater(name))
    .map(
      (csr) =>
        `| ${hex(csr.number)} | [\`${heading(csr)}\`](#${anchor(csr)}) | ${privilege(csr)} |`,
    );
  const text = `# Control and status registers

What each field keeps was found out by writing to it: **RW** keeps whatever is written, **RO** never
changes, **WARL** keeps the values or bits that are listed and ignores others. *Read* and *write* are the
table of the computer as text, in the notation of the [reference](README.md#notation): \`value\` is what
software writes.

| number | register | from |
| --- | --- | --- |
${rows.join('\n')}

${shown.map(section).join('\n\n')}
`;
  return { name: 'csrs.md', text };
}

function isLater(name: string): boolean {
  const [, prefix, number] = series.exec(name) ?? [];
  return (
    prefix !== undefined &&
    csrs.find((csr) => csr.name.startsWith(prefix))?.name !== prefix + number
  );
}

function heading({ name }: Csr): string {
  const [, prefix] = series.exec(name) ?? [];
  if (!prefix) return name;
  const all = csrs.filter((csr) => series.exec(csr.name)?.[1] === prefix);
  return `${all[0]?.name}…${all.at(-1)?.name.slice(prefix.length)}`;
}

function anchor(csr: Csr): string {
  return heading(csr).replace('…', '');
}

function privilege({ number }: Csr): string {
  const from = privileges[(number >> 8) & 0b11] ?? '';
  return csrIsReadOnly(number) ? `${from}, read-only` : from;
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(3, '0')}`;
}

function section(csr: Csr): string {
  const parts = [`## ${heading(csr)}`, `${hex(csr.number)}, from ${privilege(csr)}.`];
  const isCounter = /^m(cycle|instret)$/.test(csr.name);
  if (!csrIsReadOnly(csr.number) && !isCounter) parts.push(fieldTable(fieldFacts(csr)));
  const { read, write } = csrPseudocode(csr);
  const lines = [...labelled('read', read), ...labelled('write', write)];
  parts.push(`\`\`\`text\n${lines.join('\n')}\n\`\`\``);
  return parts.join('\n\n');
}

/** Lines under a label in a column of its own. */
function labelled(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(7)}${line}`);
}

function fieldTable(facts: readonly FieldFacts[]): string {
  const rows = [...facts].reverse().map(({ name, field: { at, bits }, reset, access }) => {
    const place = bits === 1 ? `${at}` : `${at + bits - 1}…${at}`;
    return `| ${place} | ${name} | ${number(reset)} | ${accessText(access)} |`;
  });
  return ['| bits | field | after reset | software |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function accessText(access: FieldFacts['access']): string {
  switch (access.is) {
    case 'read-write':
      return 'RW';
    case 'read-only':
      return 'RO';
    case 'values':
      return `WARL: ${access.legal.map(number).join(', ')}`;
    case 'bits':
      return `WARL: bits ${number(access.mask)}${access.inAnyCombination ? '' : ', not in every combination'}`;
  }
}

function number(value: bigint): string {
  return value < 10n ? `${value}` : `0x${value.toString(16)}`;
}
