/** What the bridge and the engine say to each other: JSON text frames on one WebSocket. */

/** Something that the engine asks to be done in the agent's session. */
export interface BridgeRequest {
  readonly type: 'request';
  readonly requestId: string;
  readonly operation: string;
  readonly contactId?: string;
  readonly connectionId?: string;
  readonly arguments?: RequestArguments;
  /** How long there is, counted from when the frame came in. */
  readonly deadlineMilliseconds?: number;
}

export interface RequestArguments {
  readonly digits?: string;
  readonly endpoint?: EndpointArgument;
  readonly state?: StateArgument;
}

export interface EndpointArgument {
  readonly endpointARN?: string | null;
  readonly endpointId?: string | null;
  readonly type: string;
  readonly name?: string | null;
  readonly phoneNumber?: string | null;
}

export interface StateArgument {
  readonly agentStateARN?: string | null;
  readonly name: string;
  readonly type: string;
}

export type EngineMessage =
  | { readonly type: 'welcome'; readonly agentId: string; readonly attachment: string }
  | { readonly type: 'standby' }
  | { readonly type: 'error'; readonly message: string }
  | BridgeRequest;

/** Reads a frame of the engine; null for one that is not understood or of a kind that came later. */
export function readFrame(text: unknown): EngineMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(String(text));
  } catch {
    return null;
  }
  if (!isObject(message)) {
    return null;
  }
  switch (message.type) {
    case 'welcome':
    case 'standby':
    case 'error':
      return message as EngineMessage;
    case 'request':
      return typeof message.requestId === 'string' && typeof message.operation === 'string' ? message as unknown as BridgeRequest : null;
    default:
      return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
