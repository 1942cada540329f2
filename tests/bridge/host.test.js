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
});
