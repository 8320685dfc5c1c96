// Fails when the first load of a page grows over its budget: the scripts and styles that its document
// names, compressed as a server does it at most. Phones in a hall share one thin line.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = {
  'index.html': 40 * 1024,
  'dj.html': 40 * 1024,
  'past.html': 40 * 1024,
};

const dist = new URL('../dist/', import.meta.url);
for (const [document, budget] of Object.entries(BUDGET_BYTES)) {
  const text = await readFile(new URL(document, dist), 'utf8');
  const names = [...text.matchAll(/"\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  let total = 0;
  for (const name of names) {
    const code = await readFile(new URL(name, dist));
    // A script that fetches another one later would not be counted.
    if (/\.js$/.test(name) && /\bimport\s*\(|from\s*["']\.\//.test(code.toString())) {
      console.error(`${name} loads another script, which this check does not count`);
      process.exitCode = 1;
    }
    const size = gzipSync(code, { level: 9 }).length;
    total += size;
    console.warn(`${String(size).padStart(7)} bytes compressed  ${name}`);
  }
  console.warn(`${String(total).padStart(7)} of ${budget} bytes on the first load of ${document}`);
  if (total === 0 || total > budget) process.exitCode = 1;
}
