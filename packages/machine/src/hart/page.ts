/** The size of a page, in bytes, and as a shift [priv §4.4.1]. */

export const PAGE_SHIFT = 12;
export const PAGE: number = 2 ** PAGE_SHIFT;
