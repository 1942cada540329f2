import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Host, hostMissing } from './standin/host.js';
import { until } from './standin/engine.js';
import { closeBrowser, missing, openBrowser, staged, state } from './standin/stage.js';

const statusOf = ({ message }) => `${message.call.ResponseActual.type} ${message.call.ResponseActual.status}`;

describe('With the real host', { skip: missing || hostMissing }, () => {
  let host;

  before(async () => {
    await openBrowser();
    host = await new Host().start();
  });

  after(async () => {
    await host?.stop();
    await closeBrowser();
  });

  test('An app holds and resumes a call through Amazon\'s library', staged(async stage => {
    const { contactId } = stage.centre.talk();
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const page = await stage.open(`${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`);
    await state(page, 'attached');
    assert.deepEqual((await app.next(0, 2)).map(statusOf), ['agent connected', 'inbound connected']);
    app.ask('Hold', contactId);
    assert.deepEqual((await app.next(2, 2)).map(statusOf), ['agent hold', 'inbound hold']);
    app.ask('Resume', contactId);
    assert.deepEqual((await app.next(4, 2)).map(statusOf), ['agent connected', 'inbound connected']);
    assert.equal(app.events.length, 6);
    assert.deepEqual(stage.centre.calls.map(({ operation }) => operation).filter(name => name !== 'GetEndpoints'), ['HoldConnection', 'ResumeConnection']);
    app.close();
  }));

  test('What Amazon says of a failure is told to the apps', staged(async stage => {
    const { contactId } = stage.centre.talk();
    stage.centre.faults.set('HoldConnection', [{ error: { type: 'VoiceServiceException', message: 'Error received from Voice Service' } }]);
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const page = await stage.open(`${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`);
    await state(page, 'attached');
    await app.next(0, 2);
    app.ask('Hold', contactId);
    const [{ subtopic, data }] = await app.next(2, 1);
    assert.equal(subtopic, 'ApiError');
    assert.deepEqual(data, { errorType: 'HOLD_CALL_FAILED', errorMessage: 'Error received from Voice Service', msg: 'Call hold failed.' });
    app.close();
  }));

  test('The page reloaded in mid-call goes on with the call', staged(async stage => {
    const { contactId } = stage.centre.talk();
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const page = await stage.open(`${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`);
    await state(page, 'attached');
    await app.next(0, 2);
    app.ask('Hold', contactId);
    await app.next(2, 2);
    await page.reload();
    await state(page, 'attached');
    await until(async () => { app.ask('StateSync'); return app.events.findLast(event => event.subtopic === 'StateSync')?.message ?? null; }, 'StateSync');
    const count = app.events.length;
    app.ask('Resume', contactId);
    await until(() => app.events.slice(count).filter(event => event.subtopic === 'InboundCallStateChange').length === 2,
      () => JSON.stringify(app.events.slice(count)));
    assert.equal(stage.centre.calls.filter(({ operation }) => operation === 'ResumeConnection').length, 1);
    app.close();
  }));

  test('A whole call: answer, digits, consult, swap, conference, transfer, clear', staged(async stage => {
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const page = await stage.open(`${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`);
    await state(page, 'attached');
    const newest = () => app.events.filter(event => event.subtopic === 'InboundCallStateChange')
      .reduce((calls, { message }) => calls.set(message.call.id, message.call.event), new Map());
    const shown = (...wanted) => until(() => [...newest().values()].join() === wanted.join(), () => `${wanted}: ${JSON.stringify(app.events.slice(-3))}`);
    const { contactId } = stage.centre.ring();
    await shown('connecting', 'connecting');
    app.ask('Answer', contactId);
    await shown('connected', 'connected');
    assert.equal(await app.askUntilKnown('SendDTMF', '12#'), 200);
    assert.equal(stage.centre.calls.find(({ operation }) => operation === 'SendDigits').digits, '12#');
    app.ask('Consult', '+15550142');
    await shown('connected', 'hold', 'connecting');
    stage.centre.thirdPartyAnswers();
    await shown('connected', 'hold', 'connected');
    app.ask('Swap', contactId);
    await shown('connected', 'connected', 'hold');
    app.ask('Conference', contactId);
    await shown('connected', 'connected', 'connected');
    app.ask('Transfer', contactId);
    await shown('ACW', 'ACW', 'ACW');
    app.ask('ClearContact', contactId);
    await shown('Dropped', 'Dropped', 'Dropped');
    assert.deepEqual(app.events.filter(event => event.topic === 'Error'), []);
    app.close();
  }));

  test('A call is made, and the agent\'s state is changed', staged(async stage => {
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const page = await stage.open(`${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`);
    await state(page, 'attached');
    await until(() => app.agentEvents.length > 0, 'the agent');
    app.ask('UpdateState', { label: 'Lunch', code: stage.centre.states[1].agentStateARN, type: 'not_routable' }, 'Agent');
    await until(() => app.agentEvents.some(event => event.subtopic === 'CcpAgentState' && event.message.name === 'Lunch'),
      () => `Lunch: ${JSON.stringify([...app.agentEvents, ...app.events])}`);
    app.ask('SetMakeCall', '+15550177');
    await until(() => stage.centre.contacts[0]?.connections[1].endpoint.phoneNumber === '+15550177', 'the call');
    await app.next(0, 2);
    assert.deepEqual(app.events.filter(event => event.topic === 'Error'), []);
    app.close();
  }));

  test('Of two pages of an agent the older takes over when the newer is left', staged(async stage => {
    const { contactId } = stage.centre.talk();
    const app = await host.app(stage.centre.agentARN.split('/').at(-1));
    const address = `${host.url}/bridge/?ccp=${encodeURIComponent(stage.ccp.url)}`;
    const older = await stage.open(address);
    await state(older, 'attached');
    const newer = await stage.open(address);
    await state(newer, 'attached');
    await state(older, 'standby');
    await app.next(0, 2);
    app.ask('Hold', contactId);
    await app.next(2, 2);
    await newer.close();
    await state(older, 'attached');
    app.ask('Resume', contactId);
    await app.next(4, 2);
    assert.deepEqual(app.events.filter(event => event.topic === 'Error'), []);
    assert.deepEqual(stage.centre.calls.map(({ operation }) => operation).filter(name => name !== 'GetEndpoints'), ['HoldConnection', 'ResumeConnection']);
    app.close();
  }));

  test('The page says how it is served', async () => {
    const page = await fetch(`${host.url}/bridge`);
    assert.ok(page.url.endsWith('/bridge/'));
    assert.match(page.headers.get('content-security-policy'), /frame-ancestors 'none'/);
    const module = await fetch(`${host.url}/bridge/callactors-bridge.js`);
    assert.match(module.headers.get('content-type'), /^text\/javascript/);
    assert.equal(module.headers.get('access-control-allow-origin'), '*');
    const again = await fetch(`${host.url}/bridge/callactors-bridge.js`, { headers: { 'if-none-match': module.headers.get('etag') } });
    assert.equal(again.status, 304);
    assert.deepEqual(await (await fetch(`${host.url}/bridge/config.json`)).json(), {});
    assert.equal((await fetch(`${host.url}/bridge/..%2fCallActors.Host.dll`)).status, 404);
  });

  test('Where the bridge is not built the page says the one command that builds it', async () => {
    const bare = await new Host().start(false);
    try {
      const page = await fetch(`${bare.url}/bridge/`);
      assert.equal(page.status, 404);
      assert.match(page.headers.get('content-type'), /^text\/html/);
      assert.ok((await page.text()).includes('npm ci --prefix src/bridge &amp;&amp; npm run build --prefix src/bridge'));
      assert.equal((await fetch(`${bare.url}/bridge/page.js`)).status, 404);
    } finally {
      await bare.stop();
    }
  });
});
