import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from './standin/engine.js';
import { ccpOf, closeBrowser, missing, openBrowser, staged } from './standin/stage.js';

const stateOf = (snapshot, index) => snapshot.contacts[0].connections[index].state.type;
const living = ({ contacts: [contact] }) => contact.connections.slice(1).map(({ state }) => state.type).join(' ');

describe('Operations', { skip: missing }, () => {
  before(openBrowser);
  after(closeBrowser);

  test('Hello comes first, then states, endpoints and the snapshot as Streams gives them', staged(async stage => {
    const beganAt = Date.now();
    const contact = stage.centre.talk();
    const { bridge } = await stage.attach();
    const snapshot = await bridge.snapshot(({ contacts }) => contacts.length === 1);
    const { endpoints } = await bridge.message('endpoints');
    const { states } = await bridge.message('states');
    assert.equal(bridge.hello.type, 'hello');
    assert.equal(bridge.hello.agentARN, stage.centre.agentARN);
    assert.equal(bridge.hello.username, 'ann');
    assert.equal(bridge.hello.name, 'Ann Agent');
    assert.match(bridge.hello.bridgeVersion, /^\d+\.\d+\.\d+ \(streams 2\./);
    assert.deepEqual(states, stage.centre.states.map(({ agentStateARN, name, type }) => ({ agentStateARN, name, type })));
    assert.deepEqual(endpoints, stage.centre.endpoints.map(({ endpointARN, type, name, phoneNumber = null }) =>
      ({ endpointARN, endpointId: endpointARN, type, name, phoneNumber })));
    assert.equal(snapshot.state.name, 'Available');
    const shownAt = new Date(snapshot.snapshotTimestamp);
    assert.ok(shownAt >= beganAt - 1 && shownAt <= Date.now() + 1, snapshot.snapshotTimestamp);
    assert.equal(snapshot.contacts[0].contactId, contact.contactId);
    assert.deepEqual(snapshot.contacts[0].attributes, contact.attributes);
    assert.deepEqual(snapshot.contacts[0].connections.map(({ connectionId, type, initial }) => ({ connectionId, type, initial })), [
      { connectionId: contact.connections[0].connectionId, type: 'agent', initial: false },
      { connectionId: contact.contactId, type: 'inbound', initial: true },
    ]);
  }));

  test('A call rings and is answered', staged(async stage => {
    const { bridge } = await stage.attach();
    const { contactId } = stage.centre.ring();
    await bridge.snapshot(({ contacts }) => contacts[0]?.state.type === 'connecting');
    assert.deepEqual(pick(await bridge.ask('acceptContact', { contactId })), { ok: true });
    await bridge.snapshot(({ contacts }) => contacts[0]?.state.type === 'connected');
    assert.deepEqual(stage.centre.calls.filter(({ operation }) => operation === 'AcceptContact'), [{ operation: 'AcceptContact', contactId }]);
  }));

  test('A call is rejected, and then cleared', staged(async stage => {
    const { bridge } = await stage.attach();
    const { contactId } = stage.centre.ring();
    await bridge.snapshot(({ contacts }) => contacts.length === 1);
    assert.equal((await bridge.ask('rejectContact', { contactId })).ok, true);
    await bridge.snapshot(({ contacts }) => contacts[0]?.state.type === 'rejected');
    assert.equal((await bridge.ask('clearContact', { contactId })).ok, true);
    await bridge.snapshot(({ contacts }) => contacts.length === 0);
  }));

  test('Hold and resume go to the party that is named, and the snapshots show it', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    assert.deepEqual(pick(await bridge.ask('holdConnection', ids)), { ok: true });
    await bridge.snapshot(snapshot => stateOf(snapshot, 1) === 'hold' && stateOf(snapshot, 0) === 'connected');
    assert.deepEqual(pick(await bridge.ask('resumeConnection', ids)), { ok: true });
    await bridge.snapshot(snapshot => stateOf(snapshot, 1) === 'connected');
    assert.deepEqual(stage.centre.calls.filter(({ operation }) => operation !== 'GetEndpoints'),
      [{ operation: 'HoldConnection', ...ids }, { operation: 'ResumeConnection', ...ids }]);
  }));

  test('Consult, swap, conference, and transfer by leaving', staged(async stage => {
    const { bridge, contact, ids: { contactId } } = await stage.talking();
    const endpoint = { type: 'phone_number', phoneNumber: '+15550142' };
    assert.equal((await bridge.ask('createAdditionalConnection', { contactId, arguments: { endpoint } })).ok, true);
    await bridge.snapshot(snapshot => living(snapshot) === 'hold connecting');
    stage.centre.thirdPartyAnswers();
    await bridge.snapshot(snapshot => living(snapshot) === 'hold connected');
    assert.equal((await bridge.ask('toggleActiveConnections', { contactId })).ok, true);
    await bridge.snapshot(snapshot => living(snapshot) === 'connected hold');
    assert.equal((await bridge.ask('conferenceConnections', { contactId })).ok, true);
    await bridge.snapshot(snapshot => living(snapshot) === 'connected connected');
    const connectionId = contact.connections[0].connectionId;
    assert.equal((await bridge.ask('destroyConnection', { contactId, connectionId })).ok, true);
    await bridge.snapshot(({ contacts }) => contacts[0].state.type === 'ended');
    assert.deepEqual(stage.centre.calls.map(({ operation }) => operation).filter(name => name !== 'GetEndpoints'),
      ['CreateAdditionalConnection', 'ToggleActiveConnections', 'ConferenceConnections', 'DestroyConnection']);
  }));

  test('A direct connect is consulted by its ARN, whatever else the app calls it', staged(async stage => {
    const { bridge, ids: { contactId } } = await stage.talking();
    const endpointARN = stage.centre.endpoints[0].endpointARN;
    const endpoint = { endpointARN, endpointId: 'e1', type: 'agent', name: 'Bea' };
    assert.deepEqual(pick(await bridge.ask('createAdditionalConnection', { contactId, arguments: { endpoint } })), { ok: true });
    assert.deepEqual(stage.centre.calls.at(-1), { operation: 'CreateAdditionalConnection', contactId, endpoint: { endpointARN, type: 'agent', name: 'Bea' } });
  }));

  test('A call is made with the agent\'s outbound queue', staged(async stage => {
    const { bridge } = await stage.attach();
    const endpoint = { type: 'phone_number', phoneNumber: '+15550177' };
    assert.deepEqual(pick(await bridge.ask('connectEndpoint', { arguments: { endpoint } })), { ok: true });
    const snapshot = await bridge.snapshot(({ contacts }) => contacts.length === 1);
    assert.equal(snapshot.contacts[0].connections[1].endpoint.phoneNumber, '+15550177');
    assert.deepEqual(stage.centre.calls.at(-1), { operation: 'CreateOutboundContact', endpoint, queueARN: stage.centre.queue.queueARN });
  }));

  test('Digits go to the connection that is named', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    assert.deepEqual(pick(await bridge.ask('sendDigits', { ...ids, arguments: { digits: '12#*' } })), { ok: true });
    assert.deepEqual(stage.centre.calls.at(-1), { operation: 'SendDigits', ...ids, digits: '12#*' });
  }));

  test('A party is disconnected, and the ended call is cleared', staged(async stage => {
    const { bridge, ids } = await stage.talking();
    assert.equal((await bridge.ask('destroyConnection', ids)).ok, true);
    await bridge.snapshot(({ contacts }) => contacts[0].state.type === 'ended');
    assert.equal((await bridge.ask('clearContact', { contactId: ids.contactId })).ok, true);
    await bridge.snapshot(({ contacts }) => contacts.length === 0);
  }));

  test('An agent state is found by name where no ARN is given, and waits for the end of a call', staged(async stage => {
    const { bridge } = await stage.attach();
    const lunch = stage.centre.states[1];
    assert.deepEqual(pick(await bridge.ask('putAgentState', { arguments: { state: { name: 'Lunch', type: 'not_routable' } } })), { ok: true });
    await bridge.snapshot(({ state }) => state.agentStateARN === lunch.agentStateARN);
    stage.centre.talk();
    await bridge.snapshot(({ contacts }) => contacts.length === 1);
    const { agentStateARN } = stage.centre.states[2];
    assert.deepEqual(pick(await bridge.ask('putAgentState', { arguments: { state: { agentStateARN, name: 'x', type: 'offline' } } })), { ok: true });
    await bridge.snapshot(({ state, nextState }) => state.name === 'Lunch' && nextState?.name === 'Offline');
  }));

  test('Mute and unmute are answered when the softphone says so', staged(async stage => {
    const { page, bridge } = await stage.attach({ isTimed: true });
    assert.deepEqual(pick(await bridge.ask('mute')), { ok: true });
    assert.deepEqual(pick(await bridge.ask('unmute')), { ok: true });
    await ccpOf(page).evaluate(() => { window.isWithoutSoftphone = true; });
    const unheard = bridge.request('mute', { deadlineMilliseconds: 5_000 });
    // Refused at once, so that the one before has been taken.
    assert.equal((await bridge.ask('nothing')).ok, false);
    await page.clock.fastForward(5_000);
    await ccpOf(page).evaluate(() => { window.isWithoutSoftphone = false; });
    assert.equal((await bridge.ask('mute')).ok, true);
    assert.deepEqual(bridge.of('result').filter(({ requestId }) => requestId === unheard), []);
  }));

  test('A change of the agent\'s quick connects or states is told again', staged(async stage => {
    const { page, bridge } = await stage.attach();
    await bridge.message('endpoints');
    stage.centre.states.push({ agentStateARN: 'arn:new', type: 'not_routable', name: 'Training' });
    stage.centre.endpoints.push({ endpointARN: 'arn:e3', type: 'queue', name: 'Support' });
    await ccpOf(page).evaluate(() => connect.core.getUpstream().sendUpstream(connect.EventType.RELOAD_AGENT_CONFIGURATION));
    const told = (type, name) => until(() => bridge.of(type).some(message => message[type].some(each => each.name === name)), name);
    await told('states', 'Training');
    await told('endpoints', 'Support');
  }));
});

function pick({ ok, error }) {
  return error === undefined ? { ok } : { ok, error };
}
