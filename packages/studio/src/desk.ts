/** Where the page's requests are carried out: builds, and one session at a time. */

import { formatReport } from '@ireko/lab';
import type { Chosen, NamedProgram, Reply, Request } from './messages.ts';
import { programOf } from './programs/own-program.ts';
import { type Program, programs } from './programs/programs.ts';
import { sideBySide } from './programs/side-by-side.ts';
import type { CodeLine } from './run/code-map.ts';
import { changeOf } from './run/edit.ts';
import { memoryAt } from './run/memory-view.ts';
import { type Move, type Reason, Session } from './run/session.ts';
import { type Watch, watchAgain, watchAt } from './run/watches.ts';
import { type Built, buildProgram } from './run/workbench.ts';

export class Desk {
  readonly #send: (reply: Reply) => void;
  #session: Session | undefined;
  /** What was built last, and of what: to run what was checked, or to look at another file, nothing is built again. */
  #last: { readonly key: string; readonly built: Built } | undefined;
  /** The move that is under way is over. */
  #rest: Promise<void> = Promise.resolve();
  #breakpoints: readonly CodeLine[] = [];
  #watches: readonly Watch[] = [];
  /** What they are of: another program is elsewhere in memory. */
  #watched = '';
  #address = 'pc';

  /** @param send is told what happens. */
  constructor(send: (reply: Reply) => void) {
    this.#send = send;
  }

  hear(request: Request): void {
    switch (request.kind) {
      case 'check':
        this.#check(request);
        break;
      case 'begin':
        this.#begin(request);
        break;
      case 'move':
        this.#move(request.move);
        break;
      case 'pause':
        this.#session?.pause();
        break;
      case 'breakpoints':
        this.#breakpoints = request.lines;
        if (this.#session) this.#session.breakpoints = request.lines;
        break;
      case 'watch':
        this.#then(async (session) => this.#watch(session, request));
        break;
      case 'unwatch':
        this.#setWatches(this.#watches.toSpliced(request.index, 1));
        break;
      case 'memory':
        this.#address = request.address;
        if (this.#session) this.#send({ kind: 'memory', memory: this.#memory(this.#session) });
        break;
      case 'change':
        this.#then(async (session) => this.#change(session, request));
        break;
      case 'type':
        this.#session?.type(request.bytes);
        break;
    }
  }

  #build({ program, beside, edits, stack }: Chosen): Built {
    const key = JSON.stringify([program, beside, [...edits], stack]);
    if (this.#last?.key !== key) {
      const one = named(program);
      const all = beside === undefined ? one : sideBySide(one, named(beside));
      this.#last = { key, built: buildProgram(all, edits, stack) };
    }
    return this.#last.built;
  }

  #check({ file, ...chosen }: Request & { readonly kind: 'check' }): void {
    const { diagnostics, linesOf } = this.#build(chosen);
    this.#send({ kind: 'checked', file, lines: linesOf(file), diagnostics });
  }

  #begin({ move, ...chosen }: Request & { readonly kind: 'begin' }): void {
    this.#session?.pause();
    this.#session = undefined;
    const { boot } = this.#build(chosen);
    if (typeof boot === 'string') {
      this.#send({ kind: 'refused', why: boot });
      return;
    }
    const tell = (reply: Reply) => {
      if (this.#session === session) this.#send(reply);
    };
    const session: Session = new Session(boot, {
      printed: (bytes) => tell({ kind: 'printed', bytes }),
      rewound: (bytes) => tell({ kind: 'rewound', bytes }),
      running: (instructions) => tell({ kind: 'running', instructions }),
      waiting: () => tell({ kind: 'waiting' }),
    });
    session.breakpoints = this.#breakpoints;
    this.#session = session;
    const watched = JSON.stringify([chosen.program, chosen.beside, chosen.stack]);
    const isSame = watched === this.#watched;
    this.#watched = watched;
    this.#setWatches(isSame ? this.#watches.map((each) => watchAgain(session.computer, each)) : []);
    this.#move(move);
  }

  #move(move: Move): void {
    this.#then(async (session) => {
      const reason = await session.move(move);
      if (this.#session === session) this.#stood(session, reason);
    });
  }

  #change(session: Session, { place, text }: Request & { readonly kind: 'change' }): void {
    const change = changeOf(session.computer, place, text);
    const problem = typeof change === 'string' ? change : session.change(change);
    if (problem === undefined) this.#stood(session, { kind: 'changed' });
    else this.#send({ kind: 'unchanged', why: `${place}: ${problem}` });
  }

  #watch(session: Session, asked: Request & { readonly kind: 'watch' }): void {
    const watch = watchAt(session.computer, asked);
    if (typeof watch === 'string') this.#send({ kind: 'unchanged', why: watch });
    else this.#setWatches([...this.#watches, watch]);
  }

  #setWatches(watches: readonly Watch[]): void {
    this.#watches = watches;
    this.#send({ kind: 'watches', watches });
    if (!this.#session) return;
    this.#session.watches = watches;
    this.#send({ kind: 'memory', memory: this.#memory(this.#session) });
  }

  /** Does something with the session when what is under way is over. */
  #then(does: (session: Session) => Promise<void>): void {
    const session = this.#session;
    if (!session) return;
    this.#rest = this.#rest
      .then(() => (this.#session === session ? does(session) : undefined))
      .catch((error: unknown) => this.#send({ kind: 'refused', why: String(error) }));
  }

  #stood(session: Session, reason: Reason): void {
    const { accounting, furthest, descents } = session.computer;
    this.#send({
      kind: 'stood',
      ...{ reason, moment: session.moment, furthest, descents },
      report: accounting && formatReport(accounting.report()),
      memory: this.#memory(session),
    });
  }

  #memory({ computer }: Session) {
    return memoryAt(computer, this.#address, this.#watches);
  }
}

function named(name: NamedProgram): Program {
  if (typeof name !== 'string') return programOf(name);
  const program = programs.find((each) => each.name === name);
  if (!program) throw new Error(`there is no program ${name}`);
  return program;
}
