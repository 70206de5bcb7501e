/** Patterns of names, as linker scripts and objcopy have them. */

const patterns = new Map<string, RegExp>();

/** Whether a name fits a pattern of `*`, `?` and `[…]`; a `*` also stands for slashes. */
export function matches(pattern: string, name: string): boolean {
  if (!isPattern(pattern)) return pattern === name;
  let expression = patterns.get(pattern);
  if (expression === undefined) {
    const source = pattern.replace(/\\.|\[[^\]]*\]|[\s\S]/g, translate);
    expression = new RegExp(`^${source}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(name);
}

/** Whether it stands for more names than itself. */
export function isPattern(text: string): boolean {
  return /[*?[\\]/.test(text);
}

function translate(part: string): string {
  if (part === '*') return '.*';
  if (part === '?') return '.';
  if (part.length > 1) return part.startsWith('[') ? part.replace(/^\[[!^]/, '[^') : part;
  return part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
}

/** Whether a name fits any of these patterns, and none of those that `!` begins. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  const isRefused = patterns.some((each) => each.startsWith('!') && matches(each.slice(1), name));
  return !isRefused && patterns.some((each) => matches(each, name));
}
