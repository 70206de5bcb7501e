/**
 * A linker script as data [ld §3]: what the parser makes and the later stages read.
 *
 * Every node that a mistake can be reported for carries its place in the text.
 */

/** Characters `start … end` of the script. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** An expression [ld §3.10]. `.` is a name like any other. */
export type Expression =
  | (Range & { readonly kind: 'number'; readonly value: bigint })
  | (Range & { readonly kind: 'name'; readonly name: string })
  | (Range & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression })
  | (Range & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Range & {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    })
  /** `ASSERT(condition, "message")` is worth what its condition is. */
  | (Range & {
      readonly kind: 'assertion';
      readonly condition: Expression;
      readonly message: string;
    })
  /** `ALIGN(4)`, `ADDR(.text)`: arguments that are names stay names. */
  | (Range & {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
    });

/** `name = value`, also through `+=` and the others, and inside `PROVIDE`. */
export interface Assignment extends Range {
  readonly kind: 'assignment';
  readonly name: string;
  readonly value: Expression;
  /** Only if some object refers to the name and none defines it. */
  readonly provide: boolean;
  /** The symbol is local to the executable. */
  readonly hidden: boolean;
}

/** `ASSERT(condition, "message")` */
export interface Assertion extends Range {
  readonly kind: 'assertion';
  readonly condition: Expression;
  readonly message: string;
}

/** How the sections of one pattern are ordered. */
export type SortKey = 'none' | 'name' | 'alignment' | 'init-priority';

/** One section pattern with what was said around it. */
export interface SectionPattern {
  readonly pattern: string;
  /** The outer key first; equal ones are ordered by the next. */
  readonly sort: readonly SortKey[];
  /** Files whose sections this pattern does not match. */
  readonly excludedFiles: readonly string[];
}

/** `KEEP(file(sections))`: which input sections stand here. */
export interface InputStatement extends Range {
  readonly kind: 'input';
  readonly keep: boolean;
  readonly file: string;
  readonly sortFiles: boolean;
  readonly sections: readonly SectionPattern[];
}

/** `LONG(value)`: bytes written here. */
export interface DataStatement extends Range {
  readonly kind: 'data';
  readonly size: 1 | 2 | 4 | 8;
  readonly value: Expression;
}

/** `FILL(pattern)`: what fills gaps from here on. */
export interface FillStatement extends Range {
  readonly kind: 'fill';
  readonly fill: Fill;
}

/** What stands between the braces of an output section. */
export type ContentStatement =
  | Assignment
  | Assertion
  | InputStatement
  | DataStatement
  | FillStatement;

/** The bytes that gaps are filled with, repeated. */
export type Fill =
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] }
  | { readonly kind: 'expression'; readonly value: Expression };

/** `name address (type) : AT(lma) ALIGN(n) SUBALIGN(n) { … } >region AT>region :phdr =fill` */
export interface OutputStatement extends Range {
  readonly kind: 'output';
  readonly name: string;
  readonly address: Expression | undefined;
  /** `NOLOAD`, `COPY`, `INFO`, `OVERLAY`, `DSECT` or `READONLY`. */
  readonly type: string | undefined;
  /** `TYPE`: its `SHT_…` in the output. */
  readonly elfType: number | undefined;
  readonly loadAddress: Expression | undefined;
  readonly align: Expression | undefined;
  /** `ALIGN_WITH_INPUT`: the load address moves for alignment as far as the address does. */
  readonly alignsWithInput: boolean;
  readonly subalign: Expression | undefined;
  /** It exists only if all its input sections are `ONLY_IF_RO` or `ONLY_IF_RW`. */
  readonly onlyIf: 'read-only' | 'writable' | undefined;
  readonly contents: readonly ContentStatement[];
  readonly region: Named | undefined;
  readonly loadRegion: Named | undefined;
  readonly segments: readonly Named[];
  readonly fill: Fill | undefined;
  /** Where `.` is behind it, if not at its end. */
  readonly dotBehind: Expression | undefined;
}

/** A reference to something that the script declares elsewhere. */
export interface Named extends Range {
  readonly name: string;
}

/** What stands in `SECTIONS { … }`, or outside of any command. */
export type SectionsStatement = Assignment | Assertion | OutputStatement;

/** `name (attributes) : ORIGIN = origin, LENGTH = length` */
export interface MemoryRegion extends Range {
  readonly name: string;
  readonly attributes: string;
  readonly origin: Expression;
  readonly length: Expression;
}

/** `name type FILEHDR PHDRS AT(address) FLAGS(flags)` in `PHDRS { … }` */
export interface SegmentStatement extends Range {
  readonly name: string;
  readonly type: Expression;
  readonly includesHeaders: boolean;
  readonly address: Expression | undefined;
  readonly flags: Expression | undefined;
}

/** `INSERT AFTER .text`: the output sections before it go beside a section of another script. */
export interface Insertion {
  readonly after: boolean;
  readonly section: Named;
  readonly statements: readonly SectionsStatement[];
}

/** A whole script. */
export interface Script {
  readonly entry: string | undefined;
  /** `EXTERN`: wanted although no object names them. */
  readonly wanted: readonly string[];
  readonly regions: readonly MemoryRegion[];
  /** `REGION_ALIAS`: other names for regions. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Undefined where the script leaves segments to the linker. */
  readonly segments: readonly SegmentStatement[] | undefined;
  readonly statements: readonly SectionsStatement[];
  /** What goes beside sections of the default script, which then holds. */
  readonly insertions: readonly Insertion[];
  /** Files to link beside those of the command line, in order. */
  readonly inputs: readonly FileStatement[];
  /** What `OUTPUT_ARCH` and `OUTPUT_FORMAT` ask for. */
  readonly targets: readonly Named[];
}

/**
 * `INPUT(file …)`, `GROUP(file …)`, of which the archives are searched until nothing is missing, or
 * `STARTUP(file)`, which comes before all other files.
 */
export interface FileStatement {
  readonly isFirst: boolean;
  readonly isGroup: boolean;
  readonly files: readonly Named[];
}

/** The symbols that a script sets whether or not anything names them, in its order. */
export function assignedNames({ statements, insertions }: Script): string[] {
  const all = [...insertions.flatMap((each) => each.statements), ...statements];
  const named = (each: ContentStatement | SectionsStatement) =>
    each.kind === 'assignment' && !each.provide && each.name !== '.' ? [each.name] : [];
  return all.flatMap((each) =>
    each.kind === 'output' ? each.contents.flatMap(named) : named(each),
  );
}
