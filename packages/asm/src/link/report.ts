import type { Diagnostic } from '../diagnostic.ts';

/** Mistakes with which a link goes on: there is a map of it, and an executable if that is asked for nevertheless. */
const GOES_ON: ReadonlySet<string> = new Set([
  ...['undefined-symbol', 'duplicate-symbol', 'relocation', 'out-of-reach', 'overlap'],
]);

/** Collects what is wrong in a link. Nothing here has a line of its own except the script. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];

  get hasErrors(): boolean {
    return this.diagnostics.some((each) => each.severity === 'error');
  }

  /** Whether there is a mistake of which nothing sound can be made. */
  get isStuck(): boolean {
    return this.diagnostics.some(
      ({ severity, code }) => severity === 'error' && !GOES_ON.has(code),
    );
  }

  error(code: string, message: string, hint?: string, span?: Diagnostic['span']): void {
    this.#add('error', code, message, hint, span);
  }

  warning(code: string, message: string, hint?: string, span?: Diagnostic['span']): void {
    this.#add('warning', code, message, hint, span);
  }

  #add(
    severity: Diagnostic['severity'],
    code: string,
    message: string,
    hint: string | undefined,
    span: Diagnostic['span'],
  ): void {
    this.diagnostics.push({
      ...{ code, severity, message, span, expansion: [] },
      ...(hint !== undefined && { hint }),
    });
  }
}
