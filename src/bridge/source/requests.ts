import type { Clock } from './clock.js';
import { perform } from './operations.js';
import type { BridgeRequest } from './protocol.js';
import { RememberedRequests } from './rememberedRequests.js';
import type { Agent, Streams } from './streams.js';

/** Performs what the engine asks: each request once, in time or not at all. */
export class Requests {
  private readonly remembered: RememberedRequests;

  constructor(private readonly streams: Streams, private readonly agent: Agent, private readonly clock: Clock, agentId: string) {
    this.remembered = new RememberedRequests(agentId);
  }

  /** @param answer Says the result. It is not called where Streams never calls back, nor for what is late or was asked before. */
  take(request: BridgeRequest, answer: (result: object) => void): void {
    const deadlineMilliseconds = request.deadlineMilliseconds ?? Number.POSITIVE_INFINITY;
    const remainingMilliseconds = this.clock.receivedAt() + deadlineMilliseconds - Date.now();
    // Remembered before it is performed: a page that is left in between must not do it again when it is back.
    if (!this.remembered.add(request.requestId) || remainingMilliseconds <= 0) {
      return;
    }
    let isAnswered = false;
    const finish = (outcome: { ok: true } | { ok: false; error: unknown }): void => {
      if (!isAnswered) {
        isAnswered = true;
        answer({ type: 'result', requestId: request.requestId, ...outcome });
      }
    };
    const fail = (error: unknown, data?: unknown): void => finish({ ok: false, error: sayable(error ?? data) });
    const atDeadline = (action: () => void): void => {
      if (Number.isFinite(remainingMilliseconds)) {
        this.clock.after(remainingMilliseconds, action);
      }
    };
    try {
      perform({ streams: this.streams, agent: this.agent, atDeadline }, request, { success: () => finish({ ok: true }), failure: fail });
    } catch (error) {
      fail(error);
    }
  }
}

/** What Streams gave, in a form that JSON keeps: an Error alone would become an empty object. */
function sayable(error: unknown): unknown {
  if (error instanceof Error) {
    return { type: error.name, message: error.message };
  }
  try {
    return JSON.stringify(error) === undefined ? 'Amazon Connect gave no reason.' : error;
  } catch {
    return String(error);
  }
}
