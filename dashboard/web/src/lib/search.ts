/**
 * Folds a name for searching: without tone marks, without case, đ as d. Unicode decomposition
 * leaves đ alone, for it is a letter of its own, so it is replaced by hand.
 */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/đ/g, 'd').replace(/\s+/g, ' ').trim();
}

/** Whether every word of the query begins a word of the text, or the query is the start of the code. */
export function matches(query: string, name: string, code: string): boolean {
  if (query === '') return true;
  const wanted = fold(query);
  if (wanted === '' || code.startsWith(wanted)) return true;
  const words = fold(name).split(/[\s–-]+/);
  return wanted.split(' ').every((part) => words.some((word) => word.startsWith(part)));
}
