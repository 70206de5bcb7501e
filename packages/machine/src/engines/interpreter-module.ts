/**
 * Generates the interpreter: its step [step.ts], traps and interrupts, and the loop that runs
 * translated code in between.
 */

import { takeException, takeInterrupt } from '@ireko/isa';
import { type DataTlbShape, slot } from '../hart/layout.ts';
import type { AccessKind } from '../hart/page-tables.ts';
import type { Callable, FunctionBuilder, FunctionType } from '../wasm/function-builder.ts';
import { ModuleBuilder } from '../wasm/module-builder.ts';
import { arrival, type HostCallees, handlerParameters, importHost } from './callees.ts';
import { defineCsrCalls } from './csr-functions.ts';
import { writeDecode, writeExpanded } from './decoded.ts';
import { intercepted } from './engine.ts';
import { writeFenceAll, writeFencePage } from './fences.ts';
import { writeFind, writeFindHere } from './find.ts';
import { tell, writeMode } from './handler-module.ts';
import { WordMeaning } from './interpreted-meaning.ts';
import { writeWalk } from './page-walk.ts';
import { writeSelectTlbs } from './select-tlbs.ts';
import { type InterpreterOptions, writeBack, writeCount, writeJumped, writeStep } from './step.ts';
import { writeSecondStage } from './translation-stage.ts';
import { writeDispatch, writeEnter } from './translator/dispatch.ts';
import { regionParameters, regionResults } from './translator/region-module.ts';

/**
 * The module's bytes. It exports `run` and `interrupt` [engine.ts], and what handlers and
 * regions call.
 */
export function interpreterModule(options: InterpreterOptions): Uint8Array<ArrayBuffer> {
  const { hotAfter, dataTlb } = options;
  const module = new ModuleBuilder();
  const imported = importHost(module);
  const writeSelect = (f: FunctionBuilder) => writeSelectTlbs(f, imported.selectTlbs);
  const privilegeChanged = module.define([], [], writeSelect, 'privilegeChanged');
  const writeFence = (f: FunctionBuilder) => writeFencePage(f, dataTlb, imported.forgetPage);
  const fencePage = module.define(['i64', 'i32'], [], writeFence, 'fencePage');
  const writeFences = (f: FunctionBuilder) => writeFenceAll(f, dataTlb, imported.forget);
  const fenceAll = module.define(['i32'], [], writeFences, 'fenceAll');
  const host = { ...imported, privilegeChanged, fencePage, fenceAll };
  defineCsrCalls(module, host);

  // What stands in the table of functions where there is no translation: it does nothing.
  const regionType = module.type(regionParameters, regionResults);
  const writeStub = (f: FunctionBuilder) => f.parameters[0] && f.get(f.parameters[0]);
  module.define(regionParameters, regionResults, writeStub, 'stub');
  module.define(regionParameters, regionResults, (f) => writeEnter(f, regionType), 'enter');
  const writeSecond = (f: FunctionBuilder) => writeSecondStage(f, dataTlb.watched);
  const secondStage = module.define(['i64', 'i64', 'i64'], ['i64'], writeSecond);
  const walkOf = (kind: AccessKind) =>
    module.define(['i64'], ['i64'], (f) => writeWalk(f, kind, dataTlb, secondStage));
  const finderOf = (kind: 'read' | 'write', name: 'findRead' | 'findWrite') => {
    const walk = walkOf(kind);
    const write = (f: FunctionBuilder) => writeFindHere(f, kind, dataTlb, walk);
    const finder = module.define(['i64', 'i32'], ['i64'], write);
    const writeForRegions = (f: FunctionBuilder) => writeFind(f, kind, dataTlb, finder, host.place);
    module.define(['i64', 'i32'], ['i64'], writeForRegions, name);
    return finder;
  };
  const finders = { read: finderOf('read', 'findRead'), write: finderOf('write', 'findWrite') };

  const trap = module.define(handlerParameters, [], (f) => writeTrap(f, host, options), 'trap');
  const handlerType = module.type(handlerParameters, []);
  const expanded = module.define(['i32'], ['i32'], (f) => writeExpanded(f, host.expand));
  const decode = module.define(['i32', 'i32'], [], (f) =>
    writeDecode(f, host.makeHandler, expanded),
  );
  const walkForFetch = walkOf('execute');
  const parts = { host, finders, walkForFetch, options, trap, handlerType, expanded, decode };
  const step = module.define(arrival, [], (f) => writeStep(f, parts), 'step');
  module.define(arrival, [], (f) => writeJumped(f, step, hotAfter), 'jumped');
  module.define([], [], (f) => writeRun(f, host, options, step, regionType), 'run');
  module.define(['i32'], [], (f) => writeInterrupt(f, host, dataTlb), 'interrupt');
  return module.build();
}

/** `run()`: runs translated code where there is any, and the interpreter where there is none, until the limit. */
function writeRun(
  f: FunctionBuilder,
  host: HostCallees,
  { hotAfter }: InterpreterOptions,
  step: Callable,
  regionType: FunctionType,
): void {
  const [pc, begun, limit] = [f.local('i64'), f.local('i64'), f.local('i64')];
  /** Not zero if translated code was left for one instruction: then it is looked for behind that again. */
  const resume = f.local('i32');
  f.loop((again) => {
    f.at('i64.load', slot.pc).set(pc);
    f.at('i64.load', slot.begun).set(begun);
    f.get(begun).at('i64.load', slot.limit).op('i64.ge_u');
    f.if(() => f.op('return'));
    if (hotAfter) {
      f.i32(0).set(resume);
      f.block((interpret) => {
        const { translate } = host;
        writeDispatch(
          f,
          { pc, begun, resume, translate, count: writeCount, hotAfter, regionType },
          interpret,
        );
      });
      f.get(resume);
      f.if(() => {
        // The interpreter stops behind one instruction by the limit, unless that stops for good.
        f.at('i64.load', slot.limit).set(limit);
        f.get(begun).get(limit).op('i64.lt_u');
        f.if(() => {
          f.at('i64.store', slot.limit, () => f.get(begun).i64(1).op('i64.add'));
          f.get(pc).get(begun).call(step);
          f.at('i64.load', slot.limit).op('i64.eqz').brIf(again);
          f.at('i64.store', slot.limit, () => f.get(limit));
          f.br(again);
        });
      });
    }
    f.get(pc).get(begun).call(step);
    f.br(again);
  });
}

/** `trap(…)`: a handler that takes the exception that the instruction raised, which has done nothing. */
function writeTrap(
  f: FunctionBuilder,
  callees: HostCallees,
  { tellTraps, dataTlb }: InterpreterOptions,
): void {
  const [pc, next, begun, word, fetched] = f.parameters;
  if (!pc || !next || !begun || !word || !fetched) throw new Error('this is no handler');
  const code = f.local('i64');
  f.at('i64.load', slot.trapCause).tee(code).i64(intercepted.code).op('i64.eq');
  f.get(code).i64(intercepted.from).op('i64.ge_u').op('i32.or');
  f.ifRarely(() => {
    writeBack(f, pc, begun);
    f.call(callees.intercept);
    f.if(() => {
      f.at('i64.store', slot.begun, () => f.get(begun).i64(1).op('i64.add'));
      f.op('return');
    });
  });
  const mode = f.local('i32');
  if (tellTraps) writeMode(f, mode);
  f.block((trapped) => {
    const at = { callees, dataTlb, pc, next, begun, word, fetched, trapped };
    const meaning = new WordMeaning(f, at);
    const loaded = (address: number) => {
      f.at('i64.load', address);
      return meaning.fromStack();
    };
    f.get(word).op('i64.extend_i32_u');
    takeException(meaning, loaded(slot.trapCause), loaded(slot.trapValue), {
      word: meaning.fromStack(),
      isVirtual: loaded(slot.faultIsVirtual),
      guestPage: loaded(slot.faultGuestPage),
      pseudo: loaded(slot.faultPseudo),
      offset: loaded(slot.faultOffset),
    });
  });
  f.at('i64.store', slot.exceptions, () => f.at('i64.load', slot.exceptions).i64(1).op('i64.add'));
  if (tellTraps) tell(f, callees.trapTaken, mode, next, begun);
  f.get(begun).i64(1).op('i64.add').set(begun);
  f.get(next).get(pc).op('i64.ne');
  f.if(() => {
    f.at('i64.store', slot.strayCause, () => f.at('i64.load', slot.trapCause));
    f.at('i64.store', slot.strayValue, () => f.at('i64.load', slot.trapValue));
    f.at('i64.store', slot.strayPc, () => f.get(pc));
    f.at('i64.store', slot.strayBegun, () => f.get(begun));
  });
  writeBack(f, next, begun);
}

/** `interrupt(code)`: takes an interrupt at the hart's `pc`. */
function writeInterrupt(f: FunctionBuilder, callees: HostCallees, dataTlb: DataTlbShape): void {
  const [code] = f.parameters;
  if (!code) throw new Error('interrupt takes a code');
  const [pc, next, begun] = [f.local('i64'), f.local('i64'), f.local('i64')];
  f.at('i64.load', slot.pc).set(pc);
  f.block((trapped) => {
    const at = { callees, dataTlb, pc, next, begun, word: code, fetched: code, trapped };
    const meaning = new WordMeaning(f, at);
    f.get(code).op('i64.extend_i32_u');
    takeInterrupt(meaning, meaning.fromStack());
  });
  f.at('i64.store', slot.pc, () => f.get(next));
}
