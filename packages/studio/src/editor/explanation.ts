/** What the table says of a name under the pointer: of an instruction or a CSR, what it does. */

import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { allForms, csrPseudocode, csrs, type Form, formText, pseudocode } from '@ireko/isa';

const forms: ReadonlyMap<string, readonly Form[]> = Map.groupBy(
  allForms(),
  ({ mnemonic }) => mnemonic,
);

/** Lines about a mnemonic or a CSR; undefined for any other name. */
export function explanationOf(name: string): readonly string[] | undefined {
  const written = forms.get(name);
  if (written) return [...written.map(formText), '', ...meaningOf(written)];
  const csr = csrs.find((each) => each.name === name);
  if (!csr) return undefined;
  const { read, write } = csrPseudocode(csr);
  return [
    `${name}  0x${csr.number.toString(16)}`,
    ...titled('read', read),
    ...titled('write', write),
  ];
}

function meaningOf([form]: readonly Form[]): readonly string[] {
  if (!form) return [];
  const { instruction, mnemonic } = form;
  const whole = instruction.expansion?.instruction ?? instruction;
  const standsFor = whole.mnemonic === mnemonic ? [] : [`as ${whole.mnemonic}:`];
  return [...standsFor, ...(pseudocode(whole) ?? ['(the computer does not have it)'])];
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

/** Shows the explanation of the name under the pointer. */
export const explanations: Extension = hoverTooltip((view, position) => {
  const line = view.state.doc.lineAt(position);
  for (const { 0: name, index } of line.text.matchAll(/[\w.]+/g)) {
    const [from, to] = [line.from + index, line.from + index + name.length];
    if (position < from || position > to) continue;
    const lines = explanationOf(name.toLowerCase());
    if (!lines) return null;
    const dom = document.createElement('pre');
    dom.className = 'explanation';
    dom.textContent = lines.join('\n');
    return { pos: from, end: to, above: true, create: () => ({ dom }) };
  }
  return null;
});
