import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const bridge = fileURLToPath(new URL('../../../src/bridge/', import.meta.url));
const { build } = createRequire(new URL('../../../src/bridge/package.json', import.meta.url))('esbuild');

/** The named exports of modules of the bridge's source, to be tried without a browser. */
export async function source(...modules) {
  const contents = modules.map(name => `export * from './source/${name}.ts';`).join('\n');
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents, resolveDir: bridge, loader: 'ts' }, bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'warning',
  });
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}
