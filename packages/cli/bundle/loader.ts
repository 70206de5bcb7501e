/**
 * Loads the files of a bundle as Node does, but with the code of their functions. Node keeps compiled code,
 * too, yet only what it has before a file runs: a function is compiled when it is first called, and to do so
 * at each start takes a fifth of the time of `ireko as`. A file needs others of the bundle, and modules of
 * Node's own.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

type ModuleFunction = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

export class Loader {
  /** What was loaded, by name. */
  readonly scripts: Map<string, Script> = new Map();
  readonly #folder: string;
  readonly #modules = new Map<string, { exports: object }>();

  /** @param folder that of the bundle. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Loads a file of the bundle if it is not loaded yet; gives what it exports. */
  load(name: string): object {
    const before = this.#modules.get(name);
    if (before) return before.exports;
    const module = { exports: {} };
    this.#modules.set(name, module);
    const filename = join(this.#folder, name);
    const require = (wanted: string) =>
      wanted.startsWith('./') ? this.load(wanted.slice(2)) : process.getBuiltinModule(wanted);
    const run: ModuleFunction = this.#compile(name, filename).runInThisContext();
    run(module.exports, require, module, filename, this.#folder);
    return module.exports;
  }

  #compile(name: string, filename: string): Script {
    const text = readFileSync(filename, 'utf8');
    // On one line with the text's first, so that traces tell the right lines.
    const script = new Script(
      `(function (exports, require, module, __filename, __dirname) { ${text}\n})`,
      { filename, cachedData: readIfThere(codeFile(filename)) },
    );
    this.scripts.set(name, script);
    return script;
  }
}

/** Where the code of a file is kept. V8 itself leaves it alone if it is not for this V8 and its flags. */
export function codeFile(file: string): string {
  return `${file}.code`;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
