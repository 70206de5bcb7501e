/**
 * Sources with mistakes: parts of good ones cut out, put in, exchanged and spoiled by chance, the same
 * for the same seed. The corpus is what the conformance tests compare with GNU as: every directive and
 * every instruction stands in it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generator } from '../../isa/test/generator.ts';

const folder = fileURLToPath(new URL('../conformance/programs', import.meta.url));

/** The good sources, in the order of their names. */
const corpus: readonly string[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.s'))
  .sort()
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));

const lines: readonly string[] = corpus.flatMap((text) => text.split('\n')).filter(Boolean);
const words: readonly string[] = [
  ...new Set(corpus.flatMap((text) => text.match(/[.\w%@"\\]+|[^\s\w]/g) ?? [])),
];

/** What is at an end of some range, or means something else than it seems to. */
// biome-ignore format: by kinds.
const oddities = [
  '0', '-1', '2047', '2048', '-2049', '0xfffff', '0x100000', '0x7fffffff', '0x80000000', '0xffffffff',
  '0x100000000', '0x8000000000000000', '0xffffffffffffffff', '1<<62', '1/0', '099', '1e5',
  '.', '1b', '1f', 'x-y', '.-x', '%hi(x)', '%pcrel_lo(1b)', '(a0)', '0(', ')', '"', "'", '\\', '\\@',
  '/*', '*/', '#', ';', ':', ',', '=', '\0', '\u00e9', '\n', '\n.endm\n', '\n.endif\n', '\n.endr\n',
];

/** The longest source that comes out, in characters. */
const LONGEST = 6000;

/** A source by its seed. */
export function randomSource(seed: number): string {
  const below = generator(seed);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const part = (text: string, most: number) => {
    const start = below(text.length + 1);
    return text.slice(start, start + below(most));
  };
  const chooseLines = () => Array.from({ length: 1 + below(30) }, () => pick(lines)).join('\n');
  // A piece of one file, or lines of any.
  let text = below(3) === 0 ? chooseLines() : wholeLines(part(pick(corpus), LONGEST));
  for (let left = below(7); left > 0; left--) {
    const at = below(text.length + 1);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const changes: readonly (() => string)[] = [
      () => before + after.slice(below(12)),
      () => before + pick(words) + after,
      () => before + pick(oddities) + after,
      () => before + String.fromCharCode(below(256)) + after.slice(1),
      () => `${before}\n${pick(lines)}\n${after}`,
      () => before + part(pick(corpus), 200) + after,
      () => before + after.slice(0, below(100)) + after,
    ];
    text = pick(changes)().slice(0, 2 * LONGEST);
  }
  return `${text}\n`;
}

/** Without the lines that were cut at the ends. */
function wholeLines(text: string): string {
  return text.slice(text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1 || undefined);
}
