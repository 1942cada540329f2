import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgentPicture } from '../../src/CallActors.Edge/wwwroot/console/agentState.js';
import { CallPicture, connectionsOf, sinceOf, stageOf } from '../../src/CallActors.Edge/wwwroot/console/calls.js';

const buttonNames = ['answer', 'reject', 'disconnect', 'hold', 'resume', 'clearContact', 'consult', 'numberpad', 'swap', 'transfer', 'conference'];
const caller = 'bcdb2ec7-bca2-423a-bd64-1688c173d529';
const own = '48a09a0b-b73d-4d03-a77d-7c36132de226';
const third = '7f3c0a52-5b0d-4c80-9d5d-6f1f9f0c2b11';

function actual({ connectionId, contactId, type, status, enabled = [], phoneNumber = null, at = '2020-04-09T12:51:05.816Z', previousStatus }) {
  const buttonStates = Object.fromEntries(buttonNames.map((name) => [name, enabled.includes(name)]));
  return {
    connectionId, ...(contactId && { contactId }), phoneNumber, status, statusTimestamp: at, type, buttonStates,
    ...(previousStatus && { previousStatus }),
  };
}

/** The message of one InboundCallStateChange: only the agent's own connection names its contact. */
function eventOf(connection, event = connection.status) {
  const call = actual({ ...connection, contactId: connection.type === 'agent' ? connection.contactId ?? caller : undefined });
  return {
    call: {
      ResponseActual: call,
      CallVariables: { ANI: '+15550100' },
      ResponseFields: { MediaProperties: { callType: call.type, queueName: 'InboundTest', queueTimestamp: call.statusTimestamp } },
      id: call.connectionId, event, CallType: call.type,
    },
    source: 'event',
  };
}

const agentIs = (status, enabled, more) => ({ connectionId: own, type: 'agent', status, enabled, ...more });
const callerIs = (status, enabled, more) => ({ connectionId: caller, type: 'inbound', status, enabled, phoneNumber: '+15550100', ...more });
const thirdIs = (status, enabled, more) => ({ connectionId: third, type: 'outbound', status, enabled, phoneNumber: '+15550142', ...more });

function pictureOf(...connections) {
  const picture = new CallPicture();
  for (const connection of connections) picture.applyCallEvent(eventOf(connection));
  return picture;
}

const onlyContact = (picture) => {
  assert.equal(picture.contacts.length, 1);
  return picture.contacts[0];
};

describe('A contact', () => {
  it('is put together from the events of its connections, of which only the agent\'s names it', () => {
    const contact = onlyContact(pictureOf(agentIs('connecting', ['answer', 'reject']), callerIs('connecting', [])));
    assert.equal(contact.contactId, caller);
    assert.deepEqual(connectionsOf(contact).map(({ connectionId }) => connectionId), [own, caller]);
    assert.equal(contact.queueName, 'InboundTest');
    assert.deepEqual(contact.attributes, { ANI: '+15550100' });
    assert.equal(stageOf(contact), 'ringing');
  });

  it('takes a third party in that follows the agent\'s own connection', () => {
    const picture = pictureOf(
      agentIs('connected', ['consult']), callerIs('connected', ['hold']),
      agentIs('connected', ['numberpad']), callerIs('hold', ['resume']), thirdIs('connecting', ['disconnect']));
    const contact = onlyContact(picture);
    assert.equal(contact.connections.size, 3);
    assert.equal(stageOf(contact), 'consulting');
    assert.equal(picture.contactOf(third), contact);
  });

  it('does not mistake the third party of one contact for another\'s', () => {
    const picture = pictureOf(agentIs('hold', []), callerIs('hold', []));
    picture.applyCallEvent(eventOf({ connectionId: 'own2', contactId: 'contact2', type: 'agent', status: 'connected' }));
    picture.applyCallEvent(eventOf(thirdIs('connected', [])));
    assert.equal(picture.contactOf(third).contactId, 'contact2');
  });

  it('says that a StateSync is needed where an event belongs to no contact that is known', () => {
    assert.equal(new CallPicture().applyCallEvent(eventOf(thirdIs('connected', []))), false);
  });

  it('goes when it is cleared, and the last word of its party does not bring it back', () => {
    const picture = pictureOf(agentIs('disconnected', ['clearContact']), callerIs('disconnected', []));
    picture.applyCallEvent(eventOf(agentIs('disconnected', []), 'Dropped'));
    picture.applyCallEvent(eventOf(callerIs('disconnected', []), 'Dropped'));
    assert.deepEqual(picture.contacts, []);
  });

  it('remembers the status before and the time of the newest change', () => {
    const contact = onlyContact(pictureOf(
      agentIs('connected', [], { previousStatus: 'hold', at: '2020-04-09T12:51:05.816Z' }),
      callerIs('connected', [], { previousStatus: 'hold', at: '2020-04-09T12:51:09.001Z' })));
    assert.equal(contact.connections.get(caller).previousStatus, 'hold');
    assert.equal(sinceOf(contact), '2020-04-09T12:51:09.001Z');
  });
});

describe('A stage', () => {
  const stageWith = (agent, ...parties) => stageOf(onlyContact(pictureOf(agent, ...parties)));
  const rows = [
    ['ringing', agentIs('connecting', ['answer', 'reject']), callerIs('connecting')],
    ['dialling', agentIs('connected'), { ...thirdIs('connecting', ['disconnect']), connectionId: caller }],
    ['connected', agentIs('connected', ['consult']), callerIs('connected', ['hold'])],
    ['hold', agentIs('hold', ['consult']), callerIs('hold', ['resume'])],
    ['consulting', agentIs('connected'), callerIs('hold'), thirdIs('connecting')],
    ['consult', agentIs('connected', ['swap']), callerIs('hold'), thirdIs('connected')],
    ['conference', agentIs('connected', ['transfer']), callerIs('connected'), thirdIs('connected')],
    ['hold', agentIs('hold', ['conference']), callerIs('hold'), thirdIs('hold')],
    ['connected', agentIs('connected'), callerIs('disconnected'), thirdIs('connected')],
    ['monitoring', agentIs('connected'), { connectionId: caller, type: 'monitoring', status: 'connected', enabled: ['disconnect'] }],
  ];
  for (const [stage, ...connections] of rows) {
    it(`reads ${stage} for ${connections.map(({ type, status }) => `${type} ${status}`).join(', ')}`, () => {
      assert.equal(stageWith(...connections), stage);
    });
  }

  for (const [event, stage] of [['ACW', 'ended'], ['missed', 'missed'], ['Rejected', 'rejected']]) {
    it(`reads ${stage} after the event ${event}`, () => {
      const picture = pictureOf(agentIs('connected'), callerIs('connected'));
      picture.applyCallEvent(eventOf(agentIs('disconnected', ['clearContact']), event));
      assert.equal(stageOf(onlyContact(picture)), stage);
    });
  }
});

describe('StateSync', () => {
  const call = (connection) => actual({ contactId: caller, ...connection });
  const held = {
    attributes: [{ name: 'ANI', value: '+15550100' }], queueName: 'InboundTest', queueTimestamp: null,
    calls: [call(agentIs('hold', ['consult'])), call(callerIs('hold', ['resume']))],
  };

  it('alone is enough for the whole picture', () => {
    const picture = new CallPicture();
    picture.applyStateSync(held);
    const contact = onlyContact(picture);
    assert.equal(stageOf(contact), 'hold');
    assert.equal(contact.queueName, 'InboundTest');
    assert.deepEqual(contact.attributes, { ANI: '+15550100' });
    assert.equal(contact.connections.get(caller).buttons.resume, true);
  });

  it('takes away what it does not name', () => {
    const picture = pictureOf(agentIs('connected'), callerIs('connected'), thirdIs('connected'));
    picture.applyStateSync(held);
    assert.deepEqual([...onlyContact(picture).connections.keys()], [own, caller]);
    picture.applyStateSync({ attributes: [], queueName: null, queueTimestamp: null, calls: [] });
    assert.deepEqual(picture.contacts, []);
  });

  it('keeps the status before while the status is the same', () => {
    const picture = pictureOf(agentIs('hold', [], { previousStatus: 'connected' }), callerIs('hold', []));
    picture.applyStateSync(held);
    assert.equal(onlyContact(picture).connections.get(own).previousStatus, 'connected');
  });

  it('gives queue and attributes to the newest connected contact, and leaves the other\'s as they are known', () => {
    const picture = pictureOf(agentIs('hold', []), callerIs('hold', []));
    picture.applyStateSync({
      attributes: [{ name: 'Tier', value: 'Gold' }], queueName: 'Sales', queueTimestamp: null,
      calls: [
        ...held.calls,
        actual({ connectionId: 'own2', contactId: 'contact2', type: 'agent', status: 'connected' }),
        actual({ connectionId: 'contact2', contactId: 'contact2', type: 'inbound', status: 'connected' }),
      ],
    });
    assert.deepEqual(picture.contacts.map(({ queueName }) => queueName), ['InboundTest', 'Sales']);
    assert.deepEqual(picture.contacts[1].attributes, { Tier: 'Gold' });
  });

  it('tells an ended call by its clear button, and does not forget how it ended', () => {
    const ended = { ...held, calls: [call(agentIs('disconnected', ['clearContact'])), call(callerIs('disconnected', []))] };
    const fresh = new CallPicture();
    fresh.applyStateSync(ended);
    assert.equal(stageOf(onlyContact(fresh)), 'ended');
    const picture = pictureOf(agentIs('connecting', ['answer']), callerIs('connecting', []));
    picture.applyCallEvent(eventOf(agentIs('disconnected', ['clearContact']), 'missed'));
    picture.applyStateSync(ended);
    assert.equal(stageOf(onlyContact(picture)), 'missed');
  });
});

describe('The agent\'s state', () => {
  const rules = (items) => ({
    ButtonStates: { items, count: Object.keys(items).length },
    ResponseActual: { agentStateARN: 'arn', type: 'routable', name: 'Available', startTimestamp: '2020-04-09T12:51:05.816Z' },
  });

  it('is unknown until the server speaks of it', () => {
    assert.equal(new AgentPicture().state, null);
  });

  it('is read from SetAgentState', () => {
    const picture = new AgentPicture();
    picture.apply('SetAgentState', { rules: rules({ NotReady: 'Enable', Ready: 'Hide' }), data: { muted: true }, event: 'Available', source: 'event' });
    assert.equal(picture.state.name, 'Available');
    assert.equal(picture.state.muted, true);
    assert.equal(picture.allows('NotReady'), true);
    assert.equal(picture.allows('Ready'), false);
  });

  it('is read from the StateSync of an agent who is logged out', () => {
    const picture = new AgentPicture();
    picture.apply('StateSync', { loginState: 'LoggedOut', agentInfo: null, agentState: null, rules: '' });
    assert.equal(picture.state.loggedIn, false);
    assert.equal(picture.allows('Ready'), false);
  });

  it('knows which states can be chosen where they are told', () => {
    const picture = new AgentPicture();
    picture.apply('SetAgentState', { rules: rules({}), data: {}, states: [{ agentStateARN: 'arn', name: 'Lunch', type: 'not_routable' }] });
    assert.deepEqual(picture.states.map(({ name }) => name), ['Lunch']);
  });
});
