import { expect, test } from 'vitest';
import { LineEditor } from '../../src/host/line-editor.ts';

const keys = (text: string) => new TextEncoder().encode(text);

test('a line is what was typed and not rubbed out, and is shown so', () => {
  const editor = new LineEditor();
  expect(editor.type(keys('stap\x7f\x7fop'))).toEqual({
    echo: 'stap\b \b\b \bop',
    lines: [],
  });
  expect(editor.type(keys('\rcont\r'))).toEqual({ echo: '\ncont\n', lines: ['stop', 'cont'] });
});

test('nothing is rubbed out of an empty line, and Ctrl-U empties one', () => {
  const editor = new LineEditor();
  expect(editor.type(keys('\x7fabc\x15x\r'))).toEqual({
    echo: `abc${'\b \b'.repeat(3)}x\n`,
    lines: ['x'],
  });
});

test('arrow keys do nothing', () => {
  expect(new LineEditor().type(keys('a\x1b[Db\r')).lines).toEqual(['ab']);
});
