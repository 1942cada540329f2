import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const bridge = fileURLToPath(new URL('../../src/bridge/', import.meta.url));

test('npm pack makes a package whose module and types a project can use', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callactors-bridge-'));
  const run = (command, ...parameters) => execFileSync(command, parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    // Built before: another build here would pull the page away from under the browser tests.
    const [{ filename, files }] = JSON.parse(run('npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder, bridge));
    assert.deepEqual(files.map(({ path }) => path).filter(path => !path.startsWith('dist/types/')).sort(),
      ['README.md', 'dist/callactors-bridge.js', 'package.json']);
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(folder, filename));
    writeFileSync(join(folder, 'use.ts'), `
      import { startBridge, version, type AgentBridge, type BridgeState } from 'callactors-bridge';
      const bridge: AgentBridge = startBridge({ engineUrl: async () => 'wss://x/v1/bridge', onState: (state: BridgeState) => console.log(state.name, version) });
      bridge.stop();
      // @ts-expect-error There is no such option.
      startBridge({ engine: 'x' });
    `);
    run(process.execPath, join(bridge, 'node_modules/typescript/lib/tsc.js'), '--noEmit', '--strict', '--target', 'es2022',
      '--module', 'nodenext', '--lib', 'es2022,dom', 'use.ts');
    const module = run(process.execPath, '--input-type=module', '--eval', 'console.log(Object.keys(await import("callactors-bridge")).sort().join(" "))');
    assert.equal(module.trim(), 'AgentBridge startBridge version');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('The lock files name no registry', () => {
  for (const path of ['../../src/bridge/package-lock.json', 'package-lock.json']) {
    const lock = readFileSync(new URL(path, import.meta.url), 'utf8');
    assert.doesNotMatch(lock, /"resolved"/);
    assert.match(lock, /"integrity"/);
  }
});
