// How many SMS a text takes. The alphabet and the sizes come from the server (channels/sms/segments.py), so that
// both count by one table; a character of two units is never divided.

/** {encoding: 0 | 1, count, left, wide}: `left` units fit into the last one; `wide` is the first character that costs more. */
export function segments(text, table) {
  const wide = [...text].find((c) => !table.basic.includes(c) && !table.extended.includes(c)) ?? null;
  const encoding = wide === null ? 0 : 1;
  const sizes = [...text].map((c) => (encoding ? c.length : table.extended.includes(c) ? 2 : 1));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all <= table.single[encoding]) return { encoding, count: text ? 1 : 0, left: table.single[encoding] - all, wide };
  let [count, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > table.several[encoding]) [count, used] = [count + 1, 0];
    used += size;
  }
  return { encoding, count, left: table.several[encoding] - used, wide };
}

/** The words of the composer: how many, what still fits, and which lone character makes the text cost more. */
export function told(text, table, say, sayMany) {
  const { encoding, count, left, wide } = segments(text, table);
  if (!count) return '';
  const said = sayMany('smsCount', count, { left });
  const others = encoding ? [...text].filter((c) => !table.basic.includes(c) && !table.extended.includes(c)).length : 0;
  return others && others <= 3 && count > 1 ? `${said} ${say('smsWide', { c: wide, n: table.single[1] })}` : said;
}
