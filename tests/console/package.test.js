import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = fileURLToPath(new URL('../../src/javascript/', import.meta.url));

test('the package holds the module, its types and its page, and is what is imported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callactors-npm-'));
  try {
    const [{ filename, files }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source, encoding: 'utf8' }));
    assert.deepEqual(files.map(({ path }) => path).sort(),
      ['README.md', 'callactors.d.ts', 'callactors.js', 'commands.js', 'package.json', 'revisions.js']);
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
    const { main, types } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
    const packed = await import(pathToFileURL(join(folder, 'package', main)));
    assert.deepEqual(Object.keys(packed).sort(), ['AgentBus', 'CommandFailedError', 'OutcomeUnknownError']);
    const declared = [...readFileSync(join(folder, 'package', types), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(declared.sort(), Object.keys(packed).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
