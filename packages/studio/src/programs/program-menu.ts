/** What can be done with programs and their files: made, named, copied, brought in and taken away. */

import { ask } from '../widgets/ask.ts';
import { element, make } from '../widgets/dom.ts';
import type { Library, ProgramName } from './library.ts';
import { nameProblem, type OwnProgram, ownFile, ownPath } from './own-program.ts';
import { withFile, withFileRenamed, withoutFile } from './own-programs.ts';
import { fragmentOf } from './program-link.ts';
import { readZip, writeZip } from './zip.ts';

export interface ProgramMenuOptions {
  readonly library: Library;
  /** What is shown. */
  readonly program: () => ProgramName;
  readonly file: () => string;
  /** Shows a program, and a file of it. Files may have come, gone, or be others than they were. */
  show(program: ProgramName, path?: string): void;
  /** Tells the user. */
  say(text: string): void;
}

/** Files that can be brought in. */
const textName = /\.(s|inc|ld)$/;

export class ProgramMenu {
  readonly #options: ProgramMenuOptions;
  readonly #chooser = make('input', {
    ...{ type: 'file', multiple: true, accept: '.s,.inc,.ld,.zip', hidden: true },
  });

  constructor(options: ProgramMenuOptions) {
    this.#options = options;
    const menu = element('menu', HTMLDetailsElement);
    const actions: readonly (readonly [string, () => void | Promise<void>])[] = [
      ['New program…', () => this.#create()],
      ['Copy of this program…', () => this.#copy()],
      ['Rename program…', () => this.#rename()],
      ['Delete program…', () => this.#delete()],
      ['New file…', () => this.#createFile()],
      ['Rename file…', () => this.#renameFile()],
      ['Delete file…', () => this.#deleteFile()],
      ['Import files…', () => this.#chooser.click()],
      ['Download .zip', () => this.#download()],
      ['Copy link', () => this.#link()],
    ];
    const buttons = actions.map(([title, does]) => {
      const button = make('button', { type: 'button' }, title);
      button.onclick = async () => {
        menu.open = false;
        await this.#guarded(does);
      };
      return button;
    });
    menu.append(make('div', {}, ...buttons), this.#chooser);
    menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (!menu.contains(relatedTarget as Node | null)) menu.open = false;
    });
    menu.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') menu.open = false;
    });
    this.#chooser.onchange = () => this.bringIn(this.#chooser.files ?? []);
    document.body.addEventListener('dragover', (event) => event.preventDefault());
    document.body.addEventListener('drop', (event) => {
      event.preventDefault();
      this.bringIn(event.dataTransfer?.files ?? []);
    });
  }

  /** Files from elsewhere: texts come into the program that is shown, an archive is a program. */
  async bringIn(files: Iterable<File>): Promise<void> {
    await this.#guarded(async () => {
      const all = [...files];
      for (const file of all.filter(({ name }) => name.endsWith('.zip'))) {
        const texts = await readZip(new Uint8Array(await file.arrayBuffer()));
        const known = [...(texts ?? [])].filter(([path]) => textName.test(path));
        const named = known.map(
          ([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text] as const,
        );
        if (named.length === 0) this.#options.say(`${file.name} has no .s, .inc or .ld files`);
        else this.#add({ name: plainName(file.name), files: new Map(named) });
      }
      const texts = all.filter(({ name }) => textName.test(name));
      const [first] = texts;
      if (!first) return;
      let program = this.#own ?? { name: plainName(first.name), files: new Map() };
      for (const file of texts)
        program = withFile(program, plainFile(file.name), await file.text());
      if (this.#own) this.#set(program, plainFile(first.name));
      else this.#add(program);
    });
  }

  /** The user's program that is shown. */
  get #own(): OwnProgram | undefined {
    const { library, program } = this.#options;
    const { name, isOwn } = program();
    return isOwn ? library.own.get(name) : undefined;
  }

  /** The same; the user is told if it is none. */
  get #ownOrSay(): OwnProgram | undefined {
    const own = this.#own;
    if (!own) this.#options.say('it is not yours: make a copy first');
    return own;
  }

  #add(program: OwnProgram): void {
    const { library, show } = this.#options;
    show({ name: library.own.add(program), isOwn: true });
  }

  #set(program: OwnProgram, file: string): void {
    const { library, show } = this.#options;
    library.own.set(program);
    show({ name: program.name, isOwn: true }, ownPath(program.name, file));
  }

  #problem = (name: string): string | undefined =>
    nameProblem(name, this.#options.library.own.names);

  async #create(): Promise<void> {
    const { library } = this.#options;
    const answer = await ask({
      title: 'New program',
      ok: 'Create',
      fields: {
        name: { label: 'Name', value: this.#freeName('mine'), problem: this.#problem },
        template: {
          label: 'It begins as',
          value: 'hello',
          choices: library.templates.map(({ name, about }) => [name, `${name}: ${about}`] as const),
        },
      },
    });
    const copy = answer && library.copyOf({ name: answer.template, isOwn: false }, answer.name);
    if (copy) this.#add(copy);
  }

  async #copy(): Promise<void> {
    const { library, program, say } = this.#options;
    const value = this.#freeName(program().name);
    if (!library.copyOf(program(), value)) {
      say('it has too many parts for a copy; edit it as it is');
      return;
    }
    const name = { label: 'Name', value, problem: this.#problem };
    const answer = await ask({ title: `Copy of ${program().name}`, ok: 'Copy', fields: { name } });
    const copy = answer && library.copyOf(program(), answer.name);
    if (copy) this.#add(copy);
  }

  async #rename(): Promise<void> {
    const own = this.#ownOrSay;
    if (!own) return;
    const name = { label: 'Name', value: own.name, problem: this.#problem };
    const answer = await ask({ title: `Rename ${own.name}`, ok: 'Rename', fields: { name } });
    if (!answer) return;
    const { library, show } = this.#options;
    library.own.rename(own.name, answer.name);
    show({ name: answer.name, isOwn: true });
  }

  async #delete(): Promise<void> {
    const own = this.#ownOrSay;
    if (!own) return;
    const title = `Delete ${own.name} with its ${own.files.size} files, for good?`;
    if (!(await ask({ title, ok: 'Delete', fields: {} }))) return;
    this.#options.library.own.delete(own.name);
    this.#options.show({ name: 'hello', isOwn: false });
  }

  async #createFile(): Promise<void> {
    const own = this.#ownOrSay;
    if (!own) return;
    const problem = (name: string) => fileProblem(name, own.files.keys());
    const name = {
      label: 'Name: .s is assembled, .inc included, .ld links',
      value: 'more.s',
      problem,
    };
    const answer = await ask({ title: 'New file', ok: 'Create', fields: { name } });
    if (answer) this.#set(withFile(own, answer.name, ''), answer.name);
  }

  async #renameFile(): Promise<void> {
    const [own, file] = [this.#ownOrSay, ownFile(this.#options.file())];
    if (!own || file === undefined) return;
    const problem = (name: string) => fileProblem(name, own.files.keys());
    const name = { label: 'Name', value: file, problem };
    const answer = await ask({ title: `Rename ${file}`, ok: 'Rename', fields: { name } });
    if (answer) this.#set(withFileRenamed(own, file, answer.name), answer.name);
  }

  async #deleteFile(): Promise<void> {
    const [own, file] = [this.#ownOrSay, ownFile(this.#options.file())];
    if (!own || file === undefined) return;
    if (!(await ask({ title: `Delete ${file} for good?`, ok: 'Delete', fields: {} }))) return;
    const rest = withoutFile(own, file);
    this.#set(rest, [...rest.files.keys()][0] ?? '');
  }

  /** The program that is shown, as one to be taken away. */
  #taken(): OwnProgram | undefined {
    const { library, program, say } = this.#options;
    const taken = library.copyOf(program(), program().name);
    if (!taken) say('it has too many parts for that');
    return taken;
  }

  #download(): void {
    const program = this.#taken();
    if (!program) return;
    const files = [...program.files].map(
      ([file, text]) => [`${program.name}/${file}`, text] as const,
    );
    const bytes = writeZip(new Map(files));
    const href = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }));
    make('a', { href, download: `${program.name}.zip` }).click();
    setTimeout(() => URL.revokeObjectURL(href));
  }

  async #link(): Promise<void> {
    const program = this.#taken();
    if (!program) return;
    const [page = ''] = location.href.split('#');
    await navigator.clipboard.writeText(page + (await fragmentOf(program)));
    this.#options.say('the link is in the clipboard, with all of the program');
  }

  #freeName(name: string): string {
    const taken = this.#options.library.own.names;
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${name}-${number}`;
      if (!taken.includes(free)) return free;
    }
  }

  /** What fails, as where the browser has no more room, is told. */
  async #guarded(does: () => void | Promise<void>): Promise<void> {
    try {
      await does();
    } catch (error) {
      this.#options.say(String(error));
    }
  }
}

const fileProblem = (name: string, others: Iterable<string>): string | undefined =>
  textName.test(name) ? nameProblem(name, others) : 'it ends with .s, .inc or .ld';

/** A name with no sign that names cannot have. */
const plainFile = (name: string): string => name.replace(/[^\w.-]/g, '-').replace(/^[.-]+/, '');
const plainName = (file: string): string => plainFile(file).replace(/\.\w+$/, '') || 'program';
