import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hexOf } from './assembling.ts';

const path = fileURLToPath(new URL('golden/instructions.s', import.meta.url));

/** The line with its bytes; remarks and empty lines stay as they are. */
function withBytes(line: string): string {
  const [statement = ''] = line.split('#');
  if (statement.trim() === '') return line;
  return `${statement.trimEnd().padEnd(39)} # ${hexOf(statement)}`;
}

test('each statement becomes the bytes beside it', async () => {
  const lines = readFileSync(path, 'utf8').split('\n');
  await expect(lines.map(withBytes).join('\n')).toMatchFileSnapshot(path);
});
