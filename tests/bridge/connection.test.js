import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { until } from './standin/engine.js';
import { browserProcesses, ccpOf, closeBrowser, missing, openBrowser, staged, state } from './standin/stage.js';

const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
const made = ({ centre }, name) => centre.calls.filter(({ operation }) => operation === name).length;

describe('Connection', { skip: missing }, () => {
  before(openBrowser);
  after(closeBrowser);

  test('Tokens of the media channels do not leave the page', staged(async stage => {
    const { bridge } = await stage.talking();
    assert.ok(bridge.of('snapshot').some(({ snapshot }) => snapshot.contacts.length === 1));
    assert.doesNotMatch(JSON.stringify(bridge.of('snapshot')), /media-token|MediaInfo/);
  }));

  test('A page reloaded in mid-call comes back as a new attachment with the call as it stands', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    assert.equal((await bridge.ask('holdConnection', ids)).ok, true);
    await page.reload();
    await bridge.lost();
    const again = await stage.engine.bridge(1);
    const snapshot = await again.snapshot(({ contacts }) => contacts.length === 1);
    assert.equal(snapshot.contacts[0].connections[1].state.type, 'hold');
    assert.equal((await again.ask('resumeConnection', ids)).ok, true);
  }));

  test('Of two pages of an agent the newest is attached, and when it is left the other again', staged(async stage => {
    const older = await stage.talking();
    const newer = await stage.attach();
    await state(older.page, 'standby');
    assert.equal((await newer.bridge.ask('holdConnection', older.ids)).ok, true);
    // The one that stands by goes on showing what it sees.
    await older.bridge.snapshot(({ contacts }) => contacts[0].connections[1].state.type === 'hold');
    assert.equal(made(stage, 'HoldConnection'), 1);
    assert.deepEqual(older.bridge.of('result'), []);
    await newer.page.close();
    await state(older.page, 'attached');
    assert.equal((await older.bridge.ask('resumeConnection', older.ids)).ok, true);
    assert.equal(made(stage, 'ResumeConnection'), 1);
    assert.equal(stage.engine.bridges.length, 2);
  }));

  test('It connects again with growing pauses, and shows the agent anew', staged(async stage => {
    const { page, bridge } = await stage.talking();
    const tries = [];
    stage.engine.http.on('upgrade', () => tries.push(performance.now()));
    stage.engine.isAccepting = false;
    const lostAt = performance.now();
    bridge.socket.terminate();
    await state(page, 'lost');
    assert.match(await page.textContent('#state'), /^ann: not connected\. .* Tried again in \d+ s\.$/);
    await until(() => tries.length === 4, 'four tries', 20_000);
    const pauses = tries.map((at, index) => at - (tries[index - 1] ?? lostAt));
    for (const [index, expected] of [500, 1_000, 2_000, 4_000].entries()) {
      assert.ok(pauses[index] > expected * 0.7 && pauses[index] < expected * 1.25 + 500, `pause ${index} of ${expected} ms: ${pauses}`);
    }
    stage.engine.isAccepting = true;
    const again = await stage.engine.bridge(1);
    await again.snapshot(({ contacts }) => contacts.length === 1);
    await again.message('states');
    await again.message('endpoints');
    assert.equal(made(stage, 'GetEndpoints'), 2, 'Amazon is not asked for the endpoints again: two pages, once');
    await state(page, 'attached');
  }));

  test('A bridge that is not welcomed tries again', staged(async stage => {
    stage.engine.isWelcoming = false;
    const page = await stage.open();
    await stage.engine.bridge(0);
    await state(page, 'connecting');
    const silent = stage.engine.bridges[0];
    stage.engine.isWelcoming = true;
    await silent.lost(25_000);
    await stage.engine.bridge(1);
    await state(page, 'attached');
  }));

  test('A result belongs to the socket that asked', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    let perform;
    const asked = new Promise(resolve => { perform = resolve; });
    let release;
    const released = new Promise(resolve => { release = resolve; });
    const original = stage.centre.perform.bind(stage.centre);
    stage.centre.perform = (operation, parameters) => {
      if (operation !== 'HoldConnection') {
        return original(operation, parameters);
      }
      perform();
      return released.then(() => original(operation, parameters));
    };
    bridge.request('holdConnection', ids);
    await asked;
    bridge.socket.terminate();
    const again = await stage.engine.bridge(1);
    release();
    await again.snapshot(({ contacts }) => contacts[0]?.connections[1].state.type === 'hold');
    await sleep(300);
    assert.deepEqual(again.of('result'), []);
  }));

  test('Of a hundred changes in a second 20 are sent: the first at once, the last in any case', staged(async stage => {
    const { page, bridge } = await stage.talking();
    await sleep(200);
    const before = bridge.of('snapshot').length;
    await ccpOf(page).evaluate(async () => {
      const agent = await new Promise(done => connect.agent(done));
      for (let index = 1; index <= 100; index++) {
        const data = structuredClone(agent._getData());
        data.snapshot.nextState = { name: `change ${index}`, type: 'not_routable', agentStateARN: null, startTimestamp: new Date() };
        parent.postMessage({ event: connect.AgentEvents.UPDATE, data }, '*');
        await new Promise(done => setTimeout(done, 10));
      }
    });
    await bridge.snapshot(({ nextState }) => nextState?.name === 'change 100');
    const sent = bridge.of('snapshot').slice(before).filter(({ snapshot }) => snapshot.nextState !== undefined);
    const seconds = (sent.at(-1).at - sent[0].at) / 1_000;
    assert.equal(sent[0].snapshot.nextState.name, 'change 1');
    assert.ok(sent.length <= Math.ceil(seconds * 20) + 1, `${sent.length} in ${seconds} s`);
    assert.ok(sent.length >= 10, `${sent.length} in ${seconds} s`);
    const names = sent.map(({ snapshot }) => Number(snapshot.nextState.name.split(' ')[1]));
    assert.deepEqual(names, [...names].sort((a, b) => a - b));
    assert.equal(new Set(names).size, names.length, 'none twice');
  }));

  test('After a sleep the socket is dropped, and what was asked meanwhile is not performed', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    const processes = browserProcesses();
    const all = signal => execFileSync('kill', [signal, ...processes.map(String)]);
    await sleep(1_500);
    all('-STOP');
    let asleep;
    try {
      await sleep(500);
      asleep = bridge.request('holdConnection', ids);
      await sleep(11_000);
    } finally {
      all('-CONT');
    }
    await bridge.lost();
    const again = await stage.engine.bridge(1);
    await again.snapshot(({ contacts }) => contacts.length === 1);
    assert.equal(made(stage, 'HoldConnection'), 0);
    assert.deepEqual([...bridge.of('result'), ...again.of('result')].filter(({ requestId }) => requestId === asleep), []);
    assert.equal((await again.ask('holdConnection', ids)).ok, true);
  }));

  test('When the network is gone the socket is dropped, and when it is back it is tried at once', staged(async stage => {
    const { page, bridge } = await stage.attach();
    await stage.context.setOffline(true);
    await state(page, 'lost');
    await bridge.lost();
    await sleep(4_000);
    const backAt = performance.now();
    await stage.context.setOffline(false);
    await stage.engine.bridge(1);
    assert.ok(performance.now() - backAt < 2_000);
    await state(page, 'attached');
  }));

  test('The renewal of Amazon\'s token is survived on the same socket', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    await ccpOf(page).evaluate(() => { window.isOld = true; });
    stage.ccp.isAuthorized = false;
    const unanswered = bridge.request('holdConnection', ids);
    await until(() => made(stage, 'HoldConnection') === 1, 'the call');
    stage.ccp.isAuthorized = true;
    // Amazon's library has the CCP loaded anew.
    await until(() => ccpOf(page)?.evaluate(() => window.isOld !== true).catch(() => false), 'the CCP to be loaded anew', 20_000);
    stage.centre.customerHangsUp();
    await bridge.snapshot(({ contacts }) => contacts[0].state.type === 'ended', 20_000);
    assert.deepEqual(bridge.of('result').filter(({ requestId }) => requestId === unanswered), []);
    assert.equal((await bridge.ask('clearContact', { contactId: ids.contactId })).ok, true);
    await bridge.snapshot(({ contacts }) => contacts.length === 0);
    assert.equal(stage.engine.bridges.length, 1);
    await state(page, 'attached');
  }));

  test('An agent who logs out leaves; who logs in next says hello as himself', staged(async stage => {
    const { page, bridge } = await stage.attach();
    stage.ccp.isAuthorized = false;
    await ccpOf(page).evaluate(() => connect.core.getEventBus().trigger(connect.EventType.TERMINATE));
    await bridge.lost();
    await state(page, 'waiting');
    assert.match(await page.textContent('#state'), /^The agent logged out\./);
    stage.centre.agentARN = stage.centre.agentARN.replace(/[^/]*$/, 'another');
    stage.ccp.isAuthorized = true;
    const next = await stage.engine.bridge(1, 40_000);
    assert.match(next.hello.agentARN, /\/another$/);
    await state(page, 'attached');
    assert.equal((await next.ask('mute')).ok, true);
  }));

  test('Another agent in the same CCP is another bridge, also without a logout', staged(async stage => {
    const { page, bridge } = await stage.attach();
    await ccpOf(page).evaluate(async () => {
      const agent = await new Promise(done => connect.agent(done));
      const data = structuredClone(agent._getData());
      data.configuration.agentARN = data.configuration.agentARN.replace(/[^/]*$/, 'another');
      parent.postMessage({ event: connect.AgentEvents.UPDATE, data }, '*');
    });
    await bridge.lost();
    assert.match((await stage.engine.bridge(1)).hello.agentARN, /\/another$/);
  }));
});
