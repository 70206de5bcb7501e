/** The worker: assembling, linking and running, beside the page, which never waits. */

import type { Reply, Request } from './messages.ts';
import { type Program, programs } from './programs.ts';
import { Run } from './run.ts';
import { buildProgram, linesOf } from './workbench.ts';

const send = (reply: Reply): void => self.postMessage(reply);
let running: Run | undefined;

function named(name: string): Program {
  const program = programs.find((each) => each.name === name);
  if (!program) throw new Error(`there is no program ${name}`);
  return program;
}

function check({ program, file, edits, stack }: Request & { readonly kind: 'check' }): void {
  const { diagnostics } = buildProgram(named(program), edits, stack);
  send({ kind: 'checked', file, lines: linesOf(file, edits), diagnostics });
}

async function run({ program, edits, stack }: Request & { readonly kind: 'run' }): Promise<void> {
  const { boot } = buildProgram(named(program), edits, stack);
  if (typeof boot === 'string') {
    send({ kind: 'refused', why: boot });
    return;
  }
  running = new Run(boot, send);
  await running.toEnd();
  running = undefined;
}

self.onmessage = ({ data }: MessageEvent<Request>) => {
  switch (data.kind) {
    case 'check':
      check(data);
      break;
    case 'run':
      run(data).catch((error: unknown) => send({ kind: 'refused', why: String(error) }));
      break;
    case 'type':
      running?.type(data.bytes);
      break;
    case 'stop':
      running?.stop();
      break;
  }
};
