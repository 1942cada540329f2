import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { until } from './standin/engine.js';
import { beating, browserProcesses, ccpOf, closeBrowser, missing, openBrowser, staged, state } from './standin/stage.js';

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

  test('It is tried again and again, and shows the agent anew', staged(async stage => {
    const { page, bridge } = await stage.talking();
    let tries = 0;
    stage.engine.http.on('upgrade', () => tries++);
    stage.engine.isAccepting = false;
    bridge.socket.terminate();
    await state(page, 'lost');
    assert.match(await page.textContent('#state'), /^ann: not connected\. .* Tried again in \d+ s\.$/);
    await until(() => tries === 3, 'three tries');
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
    await silent.lost();
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
    // What is answered later comes later: there was no result of the hold.
    const resumed = [await again.ask('resumeConnection', ids)];
    assert.deepEqual(again.of('result'), resumed);
  }));

  test('Of many changes at a time the first is sent, and the last in any case, none twice', staged(async stage => {
    const { page, bridge } = await stage.talking();
    await ccpOf(page).evaluate(async () => {
      const agent = await new Promise(done => connect.agent(done));
      for (let index = 1; index <= 100; index++) {
        const data = structuredClone(agent._getData());
        data.snapshot.nextState = { name: `change ${index}`, type: 'not_routable', agentStateARN: null, startTimestamp: new Date() };
        parent.postMessage({ event: connect.AgentEvents.UPDATE, data }, '*');
      }
    });
    await bridge.snapshot(({ nextState }) => nextState?.name === 'change 100');
    const names = bridge.of('snapshot').flatMap(({ snapshot }) => snapshot.nextState?.name.split(' ')[1] ?? []).map(Number);
    assert.deepEqual(names, [...new Set(names)].sort((one, other) => one - other));
  }));

  test('After a sleep the socket is dropped, and what was asked meanwhile is not performed', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    await beating(page);
    const processes = browserProcesses();
    const all = signal => execFileSync('kill', [signal, ...processes.map(String)]);
    all('-STOP');
    let asleep;
    try {
      asleep = bridge.request('holdConnection', { ...ids, deadlineMilliseconds: 5_000 });
      // Asleep is who missed ten seconds of beats.
      await new Promise(done => setTimeout(done, 11_500));
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
    const { page, bridge } = await stage.attach({ isTimed: true });
    // From here on no timer of the page ends: what is tried is tried because the network is back.
    await page.clock.pauseAt(Date.now() + 60_000);
    await stage.context.setOffline(true);
    await state(page, 'lost');
    await bridge.lost();
    await stage.context.setOffline(false);
    await stage.engine.bridge(1);
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
    await until(() => ccpOf(page)?.evaluate(() => window.isOld !== true).catch(() => false), 'the CCP to be loaded anew');
    stage.centre.customerHangsUp();
    await bridge.snapshot(({ contacts }) => contacts[0].state.type === 'ended');
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
    const next = await stage.engine.bridge(1);
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
