// Fails when the first load grows over its budget: every script and style of web/dist, compressed
// as a server does it at most. Phones in a hall share one thin line.
import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 40 * 1024;

const assets = new URL('../dist/assets/', import.meta.url);
const names = (await readdir(assets)).filter((name) => /\.(js|css)$/.test(name));
let total = 0;
for (const name of names) {
  const size = gzipSync(await readFile(new URL(name, assets)), { level: 9 }).length;
  total += size;
  console.warn(`${String(size).padStart(7)} bytes compressed  ${name}`);
}
console.warn(`${String(total).padStart(7)} of ${BUDGET_BYTES} bytes on the first load`);
if (total === 0 || total > BUDGET_BYTES) process.exitCode = 1;
