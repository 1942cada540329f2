/** What an app is told, as docs/messages.md describes it. */
export interface Envelope {
  channel: 'Amazon';
  topic: 'InboundCall' | 'Agent' | 'Error' | (string & {});
  subtopic: string;
  /** Of an event; its form depends on topic and subtopic. */
  message?: any;
  /** Of an error. */
  data?: ErrorData;
  meta?: Meta;
}

export interface ErrorData {
  /** For programs, such as `RESUME_CALL_FAILED`. */
  errorType: string;
  /** For people: what Amazon Connect itself said, or one sentence. It may name a phone number. */
  errorMessage: string;
  /** The fixed text of the type. */
  msg: string;
}

export interface Meta {
  agentId: string;
  /** The number of the change; it grows, and is the same for all apps, on every node and after every restart. */
  revision: number;
  /** The revision that was told before; absent in what answers one app alone. */
  previous?: number;
  part?: number;
  parts?: number;
  /** The request that ended with this change, or that is answered. */
  requestId?: string;
  at: string;
  bridge: 'attached' | 'lost';
}

export type CallSubtopic =
  | 'Answer' | 'Reject' | 'Hold' | 'Resume' | 'Disconnect' | 'ClearContact' | 'Consult' | 'Swap' | 'Conference' | 'Transfer'
  | 'SendDTMF' | 'SetMakeCall' | 'GetDirectConnects' | 'StateSync';

export type AgentSubtopic =
  | 'Login' | 'Logout' | 'StateSync' | 'GetStates' | 'SetReady' | 'SetNotReady' | 'UpdateState' | 'Mute' | 'Unmute';

/** Whom an agent may consult or call; what is left out is taken from what the bridge told. */
export interface DirectConnect {
  endpointARN: string;
  endpointId: string;
  type?: string;
  name?: string;
  phoneNumber?: string;
}

/** An id, a phone number, digits, or an object as the subtopic wants it. */
export type RequestData =
  | string | DirectConnect | { connectionId: string; digits: string } | { ReasonCodeId: string }
  | { code?: string; label?: string; type?: string };

export interface RequestOptions {
  topic?: 'InboundCall' | 'Agent';
  /** 1 to 64 of `A-Z a-z 0-9 . _ -`; the same again repeats an earlier request, which is never done twice. */
  requestId?: string;
}

export interface BusOptions {
  /** The node or load balancer, `ws://host:port` or `http://host:port`; of several each is tried in its turn. */
  url: string | string[];
  agentId: string;
  /** The name of this app, as it stands in its requests. */
  source?: string;
  /** The last revision that this app has already dealt with. */
  after?: number | null;
  WebSocket?: typeof WebSocket;
  fetch?: typeof fetch;
  firstPauseMilliseconds?: number;
  longestPauseMilliseconds?: number;
  answerDeadlineMilliseconds?: number;
  silenceMilliseconds?: number;
  /** How long one node has to answer a command before the next one is asked. */
  attemptMilliseconds?: number;
  /** How long a command is tried while no node says what became of it. */
  patienceMilliseconds?: number;
  random?: () => number;
}

export interface Link {
  readonly state: 'closed' | 'connecting' | 'open' | 'waiting';
  readonly attempt: number;
  /** When the next attempt comes, in milliseconds since 1970. */
  readonly retryAt: number | null;
  /** Why the last socket closed. */
  readonly code: number | null;
  readonly reason: string | null;
}

export interface Listeners {
  event: (envelope: Envelope) => void;
  ignored: (envelope: Envelope, reason: 'repeat' | 'stale') => void;
  sent: (envelope: object, purpose: 'request' | 'connect' | 'gap' | 'liveness') => void;
  link: (link: Link) => void;
  gap: (gap: { revision: number; previous: number; seen: number | null }) => void;
  malformed: (text: string) => void;
}

/** One app's connection to the bus of one agent. */
export class AgentBus {
  constructor(options: BusOptions);
  readonly agentId: string;
  /** The last revision that was seen, or null before the first. */
  readonly revision: number | null;
  readonly bridge: 'attached' | 'lost' | null;
  readonly link: Link;
  /** @returns a function that takes the listener away again */
  on<Name extends keyof Listeners>(name: Name, listener: Listeners[Name]): () => boolean;
  /** Connects, and stays connected until {@link close}. */
  open(): void;
  /** Cuts a pause short, for instance when the network is known to be back. */
  retryNow(): void;
  close(): void;
  /**
   * Asks something and waits until Amazon Connect did it; never done twice.
   * @returns what all apps were told when it was done, or what answers a query
   * @throws {CommandFailedError} @throws {OutcomeUnknownError}
   */
  command(subtopic: CallSubtopic | AgentSubtopic, data?: RequestData, options?: RequestOptions & { signal?: AbortSignal }): Promise<Envelope[]>;
  /**
   * Sends a request on the socket and gives back its id, which stands in `meta.requestId` of what follows from it.
   * @throws {Error} while the bus is not open: nothing was sent and nothing will be
   */
  request(subtopic: CallSubtopic | AgentSubtopic, data?: RequestData, options?: RequestOptions): string;
}

/** A command was refused, or was accepted and failed: it has ended. */
export class CommandFailedError extends Error {
  readonly requestId: string;
  readonly errorType: string;
  readonly msg: string;
}

/** Nobody said in time what became of a command. */
export class OutcomeUnknownError extends Error {
  readonly requestId: string;
}
