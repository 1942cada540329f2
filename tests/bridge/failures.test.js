import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { beating, closeBrowser, missing, openBrowser, staged, state } from './standin/stage.js';
import { until } from './standin/engine.js';

const made = ({ centre }, name) => centre.calls.filter(({ operation }) => operation === name).length;

describe('Failures', { skip: missing }, () => {
  before(openBrowser);
  after(closeBrowser);

  test('A failure is what Streams gave: a JSON string with Amazon\'s type and text', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    stage.centre.faults.set('HoldConnection', [{ error: { type: 'VoiceServiceException', message: 'Error received from Voice Service' } }]);
    const { ok, error } = await bridge.ask('holdConnection', ids);
    assert.equal(ok, false);
    assert.equal(typeof error, 'string');
    const { type, message, retryStatus, statusCode } = JSON.parse(error);
    assert.deepEqual({ type, message, retryStatus, statusCode },
      { type: 'VoiceServiceException', message: 'Error received from Voice Service', retryStatus: 'none', statusCode: 400 });
  }));

  test('A second resume fails with CallAlreadyResumedException', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    assert.equal((await bridge.ask('holdConnection', ids)).ok, true);
    const [first, second] = [bridge.request('resumeConnection', ids), bridge.request('resumeConnection', ids)];
    assert.equal((await bridge.result(first)).ok, true);
    assert.equal(JSON.parse((await bridge.result(second)).error).type, 'CallAlreadyResumedException');
    assert.equal(made(stage, 'ResumeConnection'), 2);
  }));

  test('Of a failed answer Streams tells one word', staged(async stage => {
    const { bridge } = await stage.attach();
    const { contactId } = stage.centre.ring();
    stage.centre.faults.set('AcceptContact', [{ error: { type: 'ContactNotFoundException', message: 'Gone.' } }]);
    const { ok, error } = await bridge.ask('acceptContact', { contactId });
    assert.deepEqual({ ok, error }, { ok: false, error: 'error' });
  }));

  test('Where Streams never calls back there is no result, and the next request goes on', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    stage.centre.faults.set('HoldConnection', [{ error: { type: 'AccessDeniedException', message: 'No.', status: 403 } }, { silent: true }]);
    const denied = bridge.request('holdConnection', ids);
    const silent = bridge.request('holdConnection', ids);
    await until(() => made(stage, 'HoldConnection') === 2, 'both calls');
    const third = await bridge.ask('holdConnection', ids);
    assert.equal(third.ok, true);
    assert.deepEqual(bridge.of('result').filter(({ requestId }) => [denied, silent].includes(requestId)), []);
  }));

  test('What Streams throws is the failure\'s reason', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    const { ok, error } = await bridge.ask('holdConnection', { ...ids, contactId: 'gone' });
    assert.deepEqual({ ok, error }, { ok: false, error: { type: 'StateError', message: 'Contact gone no longer exists.' } });
    assert.equal(made(stage, 'HoldConnection'), 0);
  }));

  test('A request that cannot be performed as it stands is refused in one sentence', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    const messageOf = async (operation, details) => (await bridge.ask(operation, details)).error.message;
    assert.equal(await messageOf('holdConnection', { contactId: ids.contactId }), 'holdConnection needs connectionId.');
    assert.equal(await messageOf('sendDigits', ids), 'sendDigits needs arguments.digits.');
    assert.equal(await messageOf('createAdditionalConnection', ids), 'createAdditionalConnection needs arguments.endpoint.');
    assert.match(await messageOf('toString', ids), /^There is no operation toString; there is acceptContact, /);
    assert.match(await messageOf('putAgentState', { arguments: { state: { name: 'Nap', type: 'not_routable' } } }),
      /^The agent has no state Nap \(not_routable\); there is Available, Lunch, Offline\.$/);
    assert.equal(made(stage, 'PutAgentState') + made(stage, 'SendDigits'), 0);
  }));

  test('A request id is performed once, also when the page was reloaded in between', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    const requestId = bridge.request('holdConnection', ids);
    assert.equal((await bridge.result(requestId)).ok, true);
    bridge.request('holdConnection', ids, requestId);
    await page.reload();
    const reloaded = await stage.engine.bridge(1);
    await reloaded.snapshot();
    reloaded.request('holdConnection', ids, requestId);
    assert.equal((await reloaded.ask('resumeConnection', ids)).ok, true);
    assert.equal(made(stage, 'HoldConnection'), 1);
    assert.deepEqual(reloaded.of('result').filter(result => result.requestId === requestId), []);
  }));

  test('The last 100 request ids are remembered, no more', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    const digits = { ...ids, arguments: { digits: '1' } };
    const [first] = [bridge.request('sendDigits', digits, 'id-0')];
    for (let index = 1; index <= 99; index++) {
      bridge.request('sendDigits', digits, `id-${index}`);
    }
    await until(() => bridge.of('result').length === 100, '100 results');
    bridge.request('sendDigits', digits, first);
    bridge.request('sendDigits', digits, 'id-100');
    await bridge.result('id-100');
    assert.equal(made(stage, 'SendDigits'), 101);
    bridge.request('sendDigits', digits, first);
    await until(() => made(stage, 'SendDigits') === 102, 'the forgotten id, performed again');
  }));

  test('A request that waited past its deadline in a blocked page is dropped', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    await beating(page);
    // The page waits for the answer as it would for a dialog's.
    const asked = new Promise(resolve => stage.engine.pages.set('/answer', resolve));
    const blocked = page.evaluate(() => {
      const request = new XMLHttpRequest();
      request.open('GET', '/answer', false);
      request.send();
    });
    const answer = await asked;
    const late = bridge.request('holdConnection', { ...ids, deadlineMilliseconds: 500 });
    // Longer than the deadline, and than the beats by which a page knows that it was blocked.
    await new Promise(done => setTimeout(done, 6_000));
    answer.end();
    await blocked;
    const { ok } = await bridge.ask('sendDigits', { ...ids, arguments: { digits: '1' } });
    assert.equal(ok, true);
    assert.equal(made(stage, 'HoldConnection'), 0);
    assert.deepEqual(bridge.of('result').filter(({ requestId }) => requestId === late), []);
  }));

  test('What is no request is passed over, and what the engine did not understand is shown', staged(async stage => {
    const { page, bridge, ids } = await stage.talking();
    bridge.socket.send('{');
    bridge.socket.send('[]');
    bridge.socket.send('null');
    bridge.send({ type: 'request', operation: 'holdConnection', ...ids });
    bridge.send({ type: 'later' });
    bridge.send({ type: 'error', message: 'hello.agentARN names no agent.' });
    assert.equal((await bridge.ask('holdConnection', ids)).ok, true);
    assert.equal(made(stage, 'HoldConnection'), 1);
    await state(page, 'attached');
    assert.match(await page.textContent('#state'), /hello\.agentARN names no agent\./);
  }));
});
