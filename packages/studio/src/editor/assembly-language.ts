/** How assembly is coloured: by the names that the table of instructions has, and by what stands where. */

import { StreamLanguage, type StringStream } from '@codemirror/language';
import { pseudoMnemonics } from '@ireko/asm';
import { allFloatRegisterNames, allRegisterNames, csrNumber, mnemonics } from '@ireko/isa';

const instructions: ReadonlySet<string> = new Set([...mnemonics(), ...pseudoMnemonics]);
const registers: ReadonlySet<string> = new Set([...allRegisterNames, ...allFloatRegisterNames]);

interface State {
  /** Inside of a C comment. */
  inComment: boolean;
  /** The statement has its mnemonic or directive. */
  hasHead: boolean;
}

const word = /^[\w.$\\@]+/;

function token(stream: StringStream, state: State): string | null {
  if (stream.sol()) state.hasHead = false;
  if (state.inComment || stream.match('/*')) {
    state.inComment = !stream.match(/^.*?\*\//);
    if (state.inComment) stream.skipToEnd();
    return 'comment';
  }
  if (stream.eatSpace()) return null;
  if (stream.match(/^(#|\/\/).*/)) return 'comment';
  if (stream.match(/^"(\\.|[^"\\])*"?/) || stream.match(/^'\\?.'?/)) return 'string';
  if (stream.eat(';')) {
    state.hasHead = false;
    return null;
  }
  if (stream.match(/^%\w+/)) return 'operator';
  if (stream.match(/^\d\w*/)) return stream.eat(':') ? 'labelName' : 'number';
  const found = stream.match(word);
  if (!found || typeof found === 'boolean') {
    stream.next();
    return null;
  }
  return nameToken(found[0], stream, state);
}

function nameToken(name: string, stream: StringStream, state: State): string {
  if (!state.hasHead && stream.eat(':')) return 'labelName';
  if (!state.hasHead) {
    state.hasHead = true;
    if (name.startsWith('.')) return 'meta';
    return instructions.has(name.toLowerCase()) ? 'keyword' : 'macroName';
  }
  if (registers.has(name)) return 'atom';
  return csrNumber(name) === undefined ? 'variableName' : 'typeName';
}

export const assemblyLanguage: StreamLanguage<State> = StreamLanguage.define({
  name: 'RISC-V assembly',
  startState: () => ({ inComment: false, hasHead: false }),
  copyState: (state) => ({ ...state }),
  token,
  languageData: { commentTokens: { line: '#' } },
});
