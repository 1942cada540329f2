import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { closeBrowser, missing, openBrowser, staged, state, withoutWorker } from './standin/stage.js';

const file = path => readFileSync(new URL(`../../src/bridge/${path}`, import.meta.url));

// What the README tells a customer to write, between his own Streams and his own page.
const customersPage = ({ ccpUrl, engineUrl }) => `<!doctype html>
<div id="ccp"></div>
<script src="/streams.js"></script>
<script>connect.core.initCCP(document.getElementById('ccp'), { ccpUrl: ${JSON.stringify(ccpUrl)} });</script>
<script type="module">
  import { startBridge } from '/bridge/callactors-bridge.js';
  const bridge = startBridge({ engineUrl: ${JSON.stringify(engineUrl)} });
  window.bridge = bridge;
</script>`;

describe('Page', { skip: missing }, () => {
  before(openBrowser);
  after(closeBrowser);

  test('A customer\'s own page is attached with three lines, and stops when it says so', staged(async stage => {
    const engineUrl = `${stage.engine.url.replace('http', 'ws')}/v1/bridge`;
    stage.engine.pages.set('/streams.js', file('node_modules/amazon-connect-streams/release/connect-streams-min.js'));
    stage.engine.pages.set('/own.html', customersPage({ ccpUrl: stage.ccp.url, engineUrl }));
    const contact = stage.centre.talk();
    const page = await stage.open(`${stage.engine.url}/own.html`);
    const bridge = await stage.engine.bridge(0);
    await bridge.snapshot(({ contacts }) => contacts.length === 1);
    const ids = { contactId: contact.contactId, connectionId: contact.connections[1].connectionId };
    assert.equal((await bridge.ask('holdConnection', ids)).ok, true);
    assert.deepEqual(await page.evaluate(() => window.bridge.state),
      { name: 'attached', username: 'ann', problem: null, againMilliseconds: null });
    await page.evaluate(() => window.bridge.stop());
    await bridge.lost();
    assert.equal(await page.evaluate(() => window.bridge.state.name), 'stopped');
  }));

  test('The address is asked for anew with every connection, and a failure to give it is tried again', staged(async stage => {
    const engineUrl = `${stage.engine.url.replace('http', 'ws')}/v1/bridge`;
    stage.engine.pages.set('/streams.js', file('node_modules/amazon-connect-streams/release/connect-streams-min.js'));
    stage.engine.pages.set('/own.html', customersPage({ ccpUrl: stage.ccp.url, engineUrl }).replace(JSON.stringify(engineUrl), `async () => {
      window.asked = (window.asked ?? 0) + 1;
      if (window.asked === 1) { throw new Error('No token yet.'); }
      return ${JSON.stringify(engineUrl)};
    }, onState: state => (window.states ??= []).push(state)`));
    const page = await stage.open(`${stage.engine.url}/own.html`);
    (await stage.engine.bridge(0)).socket.terminate();
    await stage.engine.bridge(1);
    assert.equal(await page.evaluate(() => window.asked), 3);
    assert.equal(await page.evaluate(() => window.states.find(({ name }) => name === 'lost').problem), 'No token yet.');
  }));

  test('Without Streams, or before it is initialised, one sentence says what is missing', staged(async stage => {
    stage.engine.pages.set('/streams.js', file('node_modules/amazon-connect-streams/release/connect-streams-min.js'));
    stage.engine.pages.set('/own.html', '<!doctype html>');
    const page = await stage.open(`${stage.engine.url}/own.html`);
    const problem = () => page.evaluate(async () => {
      const { startBridge } = await import('/bridge/callactors-bridge.js');
      try {
        startBridge({ engineUrl: 'ws://127.0.0.1/' });
        return null;
      } catch (error) {
        return error.message;
      }
    });
    assert.equal(await problem(), 'Amazon Connect Streams is not on this page: load it first, or give it as `connect`.');
    await page.addScriptTag({ url: '/streams.js' });
    assert.equal(await problem(), 'Amazon Connect Streams is not initialised: call connect.core.initCCP first.');
  }));

  test('A page that may have no worker does with its own timers', staged(async stage => {
    const page = await stage.context.newPage();
    await page.addInitScript(withoutWorker);
    await page.goto(stage.bridgePage);
    await state(page, 'attached');
    (await stage.engine.bridge(0)).socket.terminate();
    await (await stage.engine.bridge(1)).snapshot();
    await state(page, 'attached');
  }));

  test('The host\'s word on the CCP holds against the address', staged(async stage => {
    stage.engine.configuration = { ccpUrl: stage.ccp.url };
    const page = await stage.open(`${stage.engine.url}/bridge/?ccp=https://elsewhere.example/`);
    await state(page, 'attached');
    assert.ok(page.mainFrame().childFrames().every(frame => !frame.url().includes('elsewhere')));
  }));

  test('A page that does not know its CCP, or is given none, says what to do', staged(async stage => {
    const none = await stage.open(`${stage.engine.url}/bridge/`);
    await state(none, 'failed');
    assert.equal(await none.textContent('#state'), 'Which CCP? Add it to this address: ?ccp=https://your-instance.my.connect.aws/ccp-v2/');
    for (const bad of ['javascript:alert(1)', 'http://elsewhere.example/', 'nonsense', 'data:text/html,x']) {
      const page = await stage.open(`${stage.engine.url}/bridge/?ccp=${encodeURIComponent(bad)}`);
      await state(page, 'failed');
      assert.match(await page.textContent('#state'), /^ccp is no web address: it is to begin with https:/);
      assert.equal(page.frames().length, 1);
    }
  }));
});
