// How many words a text holds. As plugin/domain/word_count.py counts: Chinese and Japanese set no spaces between words, nor does Thai.
const scripts = [[/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu, 1.65], [/\p{Script=Thai}/gu, 4.1]];

export function words(text) {
  const unspaced = scripts.reduce((sum, [script, each]) => sum + (text.match(script) || []).length / each, 0);
  const rest = scripts.reduce((left, [script]) => left.replace(script, " "), text).split(/\s+/);
  const spaced = rest.filter((piece) => (unspaced ? /[\p{L}\p{N}]/u.test(piece) : piece)).length;
  return spaced + (unspaced && Math.max(Math.round(unspaced), 1));
}
