/** The list of what is wrong, in all files; what is chosen from it is shown in its place. */

import type { Diagnostic, Span } from '@ireko/asm';
import { nameOf } from '../programs/file-list.ts';

/** Shows these in the list. @param go is called with the place of one that is chosen. */
export function showProblems(
  list: HTMLElement,
  diagnostics: readonly Diagnostic[],
  go: (span: Span) => void,
): void {
  list.replaceChildren(...diagnostics.map((diagnostic) => problem(diagnostic, go)));
}

function problem(
  { severity, message, hint, span }: Diagnostic,
  go: (span: Span) => void,
): HTMLLIElement {
  const item = document.createElement('li');
  item.className = severity;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = span ? `${nameOf(span.file)}:${span.line}: ${message}` : message;
  if (span) button.onclick = () => go(span);
  item.append(button);
  if (hint !== undefined) item.append(`hint: ${hint}`);
  return item;
}
