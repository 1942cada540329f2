// Builds the module, its types and the ready page into dist/.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(fileURLToPath(new URL('.', import.meta.url)));
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const typescript = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const shared = {
  bundle: true,
  target: 'es2022',
  define: { BRIDGE_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
try {
  execFileSync(process.execPath, [typescript, '--project', 'tsconfig.json'], { stdio: 'inherit' });
} catch {
  process.exit(1);
}
await build({ ...shared, entryPoints: ['source/bridge.ts'], format: 'esm', outfile: 'dist/callactors-bridge.js' });
// Licences of what is bundled into the page stay with it.
await build({ ...shared, entryPoints: ['source/page.ts'], format: 'iife', minify: true, legalComments: 'linked', outfile: 'dist/page.js' });
for (const file of ['index.html', 'page.css']) {
  copyFileSync(`source/${file}`, `dist/${file}`);
}
