import type { BridgeRequest, EndpointArgument } from './protocol.js';
import type { Agent, Callbacks, Connection, Contact, Streams } from './streams.js';

type Perform = (session: Session, request: BridgeRequest, callbacks: Callbacks) => void;

/** The agent's session in this page, and when a request is given up. */
export interface Session {
  readonly streams: Streams;
  readonly agent: Agent;
  /** Calls back when the request's deadline is over. */
  readonly atDeadline: (action: () => void) => void;
}

const operations: Readonly<Record<string, Perform>> = {
  acceptContact: (session, request, callbacks) => contactOf(session, request).accept(callbacks),
  rejectContact: (session, request, callbacks) => contactOf(session, request).reject(callbacks),
  clearContact: (session, request, callbacks) => contactOf(session, request).clear(callbacks),
  createAdditionalConnection: (session, request, callbacks) => contactOf(session, request).addConnection(endpointOf(request), callbacks),
  toggleActiveConnections: (session, request, callbacks) => contactOf(session, request).toggleActiveConnections(callbacks),
  conferenceConnections: (session, request, callbacks) => contactOf(session, request).conferenceConnections(callbacks),
  holdConnection: (session, request, callbacks) => connectionOf(session, request).hold(callbacks),
  resumeConnection: (session, request, callbacks) => connectionOf(session, request).resume(callbacks),
  destroyConnection: (session, request, callbacks) => connectionOf(session, request).destroy(callbacks),
  sendDigits: (session, request, callbacks) =>
    connectionOf(session, request).sendDigits(needed(request.arguments?.digits, 'arguments.digits', request), callbacks),
  connectEndpoint: (session, request, callbacks) => session.agent.connect(endpointOf(request), callbacks),
  putAgentState: (session, request, callbacks) => putAgentState(session, request, callbacks),
  mute: (session, _, callbacks) => mute(session, true, callbacks),
  unmute: (session, _, callbacks) => mute(session, false, callbacks),
};

/**
 * Performs a request on the object of Streams that it is for.
 * @throws what Streams throws where it does not even ask Amazon Connect, or an error that says what the request lacks.
 */
export function perform(session: Session, request: BridgeRequest, callbacks: Callbacks): void {
  if (!Object.hasOwn(operations, request.operation)) {
    throw new RequestError(`There is no operation ${request.operation}; there is ${Object.keys(operations).join(', ')}.`);
  }
  operations[request.operation]!(session, request, callbacks);
}

/** The request cannot be performed as it stands. */
class RequestError extends Error {
  override readonly name = 'RequestError';
}

function contactOf(session: Session, request: BridgeRequest): Contact {
  return new session.streams.Contact(needed(request.contactId, 'contactId', request));
}

function connectionOf(session: Session, request: BridgeRequest): Connection {
  return new session.streams.VoiceConnection(
    needed(request.contactId, 'contactId', request), needed(request.connectionId, 'connectionId', request));
}

function endpointOf(request: BridgeRequest): EndpointArgument {
  const endpoint = needed(request.arguments?.endpoint, 'arguments.endpoint', request);
  // Streams takes the ARN from endpointId where there is one, and Amazon Connect knows endpoints by ARN alone.
  return { ...endpoint, endpointId: endpoint.endpointARN ?? endpoint.endpointId ?? null };
}

function putAgentState({ agent }: Session, request: BridgeRequest, callbacks: Callbacks): void {
  const asked = needed(request.arguments?.state, 'arguments.state', request);
  const states = agent.getAgentStates();
  const state = states.find(known => known.agentStateARN !== null && known.agentStateARN === asked.agentStateARN)
    ?? states.find(known => known.name === asked.name && known.type === asked.type);
  if (state === undefined) {
    throw new RequestError(`The agent has no state ${asked.name} (${asked.type}); there is ${states.map(known => known.name).join(', ')}.`);
  }
  // During a call the state waits for its end, as in the CCP itself.
  agent.setState(state, callbacks, { enqueueNextState: true });
}

/** Streams gives mute no callbacks: what the softphone tells every page once it has done it is the answer. */
function mute({ agent, atDeadline }: Session, muted: boolean, callbacks: Callbacks): void {
  const toggles = agent.onMuteToggle(status => {
    if (status.muted === muted) {
      toggles.unsubscribe();
      callbacks.success();
    }
  });
  atDeadline(() => toggles.unsubscribe());
  if (muted) {
    agent.mute();
  } else {
    agent.unmute();
  }
}

function needed<T>(value: T | null | undefined, name: string, request: BridgeRequest): T {
  if (value === null || value === undefined || value === '') {
    throw new RequestError(`${request.operation} needs ${name}.`);
  }
  return value;
}
