/** The pages about instructions: of each, how it is written, how it is encoded, and what it does. */

import {
  allForms,
  type Extension,
  extensions,
  type Field,
  type Form,
  formText,
  type Instruction,
  instructions,
  pseudocode,
} from '@ireko/isa';
import type { Page } from './page.ts';

/** What an extension is called in words, and where it stands in the manuals. */
// biome-ignore format: columns are the point.
const titles: Readonly<Record<string, string>> = {
  i:           'RV64I, the base integer instructions [unpriv §2, §5]',
  m:           'M, multiplication and division [unpriv §7]',
  a:           'A, atomic instructions [unpriv §8]',
  f:           'F, single-precision floating point [unpriv §11]',
  d:           'D, double-precision floating point [unpriv §12]',
  c:           'C, compressed instructions [unpriv §16]',
  h:           'H, the hypervisor extension [priv §8]',
  privileged:  'Privileged instructions of M- and S-mode [priv §3.3, §4.2]',
  zicbom:      'Zicbom, cache-block management [cmo]',
  zicboz:      'Zicboz, zeroing cache blocks [cmo]',
  zicond:      'Zicond, conditional operations',
  zicsr:       'Zicsr, instructions for CSRs [unpriv §9]',
  zifencei:    'Zifencei, fences for instruction fetches [unpriv §3]',
  zihintpause: 'Zihintpause, the hint of a hart that waits for another [unpriv §4]',
  zawrs:       'Zawrs, waiting on a reservation set',
  zba:         'Zba, address generation [bitmanip]',
  zbb:         'Zbb, basic bit manipulation [bitmanip]',
  zbs:         'Zbs, single bits [bitmanip]',
  svinval:     'Svinval, invalidation in parts [priv §7]',
};

/** The extensions that have instructions. */
const present: readonly Extension[] = [...extensions, 'privileged' as const].filter((name) =>
  instructions.some(({ extension }) => extension === name),
);

/** A page for each extension that has instructions, and the list of all instructions. */
export function instructionPages(): readonly Page[] {
  return [...present.map(extensionPage), listPage()];
}

function pageName(extension: Extension): string {
  return `instructions-${extension}.md`;
}

function extensionPage(extension: Extension): Page {
  const rows = instructions.filter((row) => row.extension === extension);
  const text = [`# ${title(extension)}`, ...rows.map(section)].join('\n\n');
  return { name: pageName(extension), text: `${text}\n` };
}

function title(extension: Extension): string {
  return titles[extension] ?? extension;
}

function listPage(): Page {
  const names = new Map<string, string>();
  for (const { mnemonic, instruction } of allForms()) {
    const own = ordered(instruction, mnemonic);
    const place = `${pageName(instruction.extension)}#${anchor(instruction.mnemonic)}`;
    if (own || !names.has(mnemonic)) names.set(mnemonic, place);
  }
  const lines = [...names]
    .filter(([name]) => !/\.(aq|rl|aqrl)$/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, place]) => `[\`${name}\`](${place})`);
  const pages = present.map((extension) => `- [${title(extension)}](${pageName(extension)})`);
  const text = `# Instructions

${pages.join('\n')}

## All mnemonics

Instructions and the other ways to write them; those that stand for several instructions (\`li\`, \`la\`,
\`call\`, \`tail\`) are the assembler's.

${lines.join(' · ')}
`;
  return { name: 'instructions.md', text };
}

/** Whether a mnemonic is the instruction's own, perhaps with a suffix for its ordering. */
function ordered(instruction: Instruction, mnemonic: string): boolean {
  return (
    mnemonic === instruction.mnemonic || (instruction.ordered && /\.(aq|rl|aqrl)$/.test(mnemonic))
  );
}

/** As GitHub makes anchors of headings. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

function section(row: Instruction): string {
  const forms = allForms().filter(
    (form) => form.instruction === row && !/\.(aq|rl|aqrl)$/.test(form.mnemonic),
  );
  const own = forms.filter((form) => ordered(row, form.mnemonic));
  const aliases = forms.filter((form) => !ordered(row, form.mnemonic));
  const suffixes = row.ordered ? ' · suffixes `.aq`, `.rl`, `.aqrl`' : '';
  const parts = [
    `## ${row.mnemonic}`,
    own.map((form) => `\`${formText(form)}\``).join(' · ') + suffixes,
    encodingTable(row),
    meaningText(row),
  ];
  if (aliases.length > 0) parts.push(`Also written: ${aliases.map(aliasText).join(', ')}.`);
  return parts.join('\n\n');
}

function meaningText(row: Instruction): string {
  if (row.expansion) return expansionText(row.expansion.instruction, row.expansion.values);
  const lines = pseudocode(row);
  if (!lines) return 'Assembled and disassembled; the computer does not have it.';
  if (lines.length === 0) return 'Does nothing on this computer.';
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``;
}

/** The instruction that a compressed one stands for, written with the compressed one's fields. */
function expansionText(
  instruction: Instruction,
  values: Readonly<Record<string, Field | number>>,
): string {
  const link = `[\`${instruction.mnemonic}\`](${pageName(instruction.extension)}#${anchor(instruction.mnemonic)})`;
  const given = Object.entries(values)
    .filter(([name, value]) => typeof value === 'number' || value.name !== name)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? value : value.name}`);
  const where = given.length > 0 ? ` with ${given.join(', ')}` : '';
  return `Stands for ${link}${where}.`;
}

function aliasText(form: Form): string {
  const flags = new Set(
    Object.values(form.instruction.fields).flatMap((field) =>
      field.kind === 'flag' ? [field.name] : [],
    ),
  );
  const fixed = Object.entries(form.fixed)
    .filter(([name, value]) => !(flags.has(name) && value === 0))
    .map(([name, value]) => `${name} = ${value}`);
  return `\`${formText(form)}\`${fixed.length > 0 ? ` (${fixed.join(', ')})` : ''}`;
}

/** A run of bits of an encoding, highest first. */
interface Segment {
  readonly high: number;
  readonly low: number;
  readonly text: string;
}

/** Where the formats divide an instruction word: fixed bits are shown in these parts. */
const divisions: Readonly<Record<2 | 4, readonly number[]>> = {
  2: [13, 2],
  4: [25, 20, 15, 12, 7],
};

function encodingTable(row: Instruction): string {
  const segments = encodingSegments(row);
  const numbers = segments.map(({ high, low }) => (high === low ? `${high}` : `${high}…${low}`));
  const texts = segments.map(({ text }) => text);
  const rule = segments.map(() => ':-:');
  return [numbers, rule, texts].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function encodingSegments(row: Instruction): readonly Segment[] {
  const pieces = Object.values(row.fields).flatMap((field) =>
    field.pieces.map(({ hi, lo, at }): Segment => {
      const isWhole = field.pieces.length === 1 && lo === 0;
      const part = hi === lo ? `${field.name}[${hi}]` : `${field.name}[${hi}:${lo}]`;
      return { high: at + hi - lo, low: at, text: isWhole ? field.name : part };
    }),
  );
  const segments: Segment[] = [];
  for (let high = row.length * 8 - 1; high >= 0; ) {
    const piece = pieces.find((each) => each.high === high);
    const segment = piece ?? fixedSegment(row, high, pieces);
    segments.push(segment);
    high = segment.low - 1;
  }
  return segments;
}

function fixedSegment(row: Instruction, high: number, pieces: readonly Segment[]): Segment {
  let low = high;
  while (
    low > 0 &&
    !divisions[row.length].includes(low) &&
    !pieces.some((each) => each.high === low - 1)
  ) {
    low--;
  }
  const value = Math.floor(row.match / 2 ** low) % 2 ** (high - low + 1);
  return { high, low, text: value.toString(2).padStart(high - low + 1, '0') };
}
