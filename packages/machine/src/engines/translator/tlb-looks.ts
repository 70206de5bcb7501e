/**
 * Looks of a region into the TLB for data.
 *
 * Where the TLB does not know the place of an access, the region is left, and the interpreter makes the access. A thorough
 * region looks further, by calls: all that lives across a call is kept in memory meanwhile, which makes such code
 * twice as expensive to compile. So there is one only where some region has been left often.
 */

import { type DataTlbShape, slot } from '../../hart/layout.ts';
import { PAGE } from '../../hart/page.ts';
import type { FunctionBuilder, Label, Local } from '../../wasm/function-builder.ts';
import type { RegionCallees } from '../callees.ts';
import { writeTlbLook } from '../code-meaning.ts';
import type { WaysOut } from './float-meaning.ts';

const OFFSET = PAGE - 1;

export interface LooksContext {
  readonly callees: RegionCallees;
  readonly dataTlb: DataTlbShape;
  /** Whether accesses look further whose places the TLB does not know. */
  readonly isThorough: boolean;
}

/** What is looked for. */
export interface Look {
  readonly kind: 'read' | 'write';
  readonly address: Local;
  /** What the address must be a multiple of: of an access, its width. */
  readonly alignment: number;
  /** What the entry most likely is. */
  readonly likely: bigint | undefined;
}

export class TlbLooks {
  readonly #f: FunctionBuilder;
  readonly #context: LooksContext;
  readonly #waysOut: WaysOut;
  /** The TLB in use. */
  readonly #tlb: Local;

  constructor(f: FunctionBuilder, context: LooksContext, waysOut: WaysOut) {
    this.#f = f;
    this.#context = context;
    this.#waysOut = waysOut;
    this.#tlb = f.local('i32');
  }

  /** Writes what comes before any look, and where another TLB may be in use. */
  begin(): void {
    this.#f.at('i32.load', slot.dataTlb).set(this.#tlb);
  }

  /** The place in RAM of an access: by a look into the TLB, or what comes of a miss. */
  place(look: Look): Local {
    const place = this.#f.local('i64');
    this.#find(look, place);
    this.#f.op('i32.eqz').ifRarely(() => {
      if (this.#context.isThorough) this.#findFurther(look, place);
      else this.#waysOut.miss();
    });
    return place;
  }

  /** The same for an access of which a look for its range has found nothing. */
  placeBeside(look: Look): Local {
    if (!this.#context.isThorough) return this.place(look);
    const place = this.#f.local('i64');
    this.#findFurther(look, place);
    return place;
  }

  /**
   * Looks for a range that begins at an address: whether the TLB has all of it in one page, or in two of which one is behind the
   * other in RAM as well.
   * @param known writes what is done where it has, with the place in RAM; `unknown`, where it has not.
   */
  range(
    look: Look,
    { length, mayEndInNextPage }: { readonly length: number; readonly mayEndInNextPage: boolean },
    known: (place: Local) => void,
    unknown: () => void,
  ): void {
    const f = this.#f;
    const place = f.local('i64');
    f.block((done) => {
      f.block((missing) => {
        this.#find(look, place);
        f.op('i32.eqz').brIfRarely(missing);
        // What is no longer than its alignment does not cross the end of a page.
        if (length > look.alignment) {
          f.get(place).op('i32.wrap_i64').i32(OFFSET).op('i32.and');
          f.i32(PAGE - length).op('i32.gt_u');
          if (mayEndInNextPage) f.ifRarely(() => this.#lookAtEnd(look, length, place, missing));
          else f.brIfRarely(missing);
        }
        known(place);
        f.br(done);
      });
      unknown();
    });
  }

  /** Branches unless the page in which a range ends is in RAM where the one in which it begins makes it expect. */
  #lookAtEnd(look: Look, length: number, place: Local, missing: Label): void {
    const f = this.#f;
    const [address, last] = [f.local('i64'), f.local('i64')];
    f.get(look.address)
      .i64(length - 1)
      .op('i64.add')
      .set(address);
    this.#find({ ...look, address, alignment: 1 }, last);
    f.op('i32.eqz').brIfRarely(missing);
    f.get(last).get(place).op('i64.sub');
    f.i64(length - 1)
      .op('i64.ne')
      .brIfRarely(missing);
  }

  /** Sets a place, and leaves on the stack whether it is one. */
  #find({ kind, address, alignment, likely }: Look, place: Local): void {
    const tlb = () => this.#f.get(this.#tlb);
    const { dataTlb } = this.#context;
    writeTlbLook(this.#f, dataTlb, kind, { address, tlb, alignment, likely }, place);
  }

  /** Sets a place as a function finds it, or leaves the region if the interpreter must make the access. */
  #findFurther({ kind, address, alignment }: Look, place: Local): void {
    const { findRead, findWrite } = this.#context.callees;
    this.#f
      .get(address)
      .i32(alignment)
      .call(kind === 'read' ? findRead : findWrite);
    this.#f.tee(place).i64(0).op('i64.lt_s');
    this.#f.ifRarely(() => this.#waysOut.leave());
  }
}
