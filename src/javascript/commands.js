/** A command was refused, or was accepted and failed: it has ended. */
export class CommandFailedError extends Error {
  name = 'CommandFailedError';

  constructor(requestId, { errorType, errorMessage, msg }) {
    super(errorMessage);
    Object.assign(this, { requestId, errorType, msg });
  }
}

/** Nobody said in time what became of a command. Asked again with the same requestId it is done once, whichever it was. */
export class OutcomeUnknownError extends Error {
  name = 'OutcomeUnknownError';

  constructor(requestId, message, cause) {
    super(message, { cause });
    this.requestId = requestId;
  }
}

/**
 * Takes a command to whichever node answers, always with the same requestId, until one says what became of it.
 *
 * @returns {Promise<object[]>} the envelopes that all apps were told when it was done, or what answers a query
 */
export async function askUntilKnown(urls, agentId, envelope, options) {
  const { fetch, attemptMilliseconds, patienceMilliseconds, firstPauseMilliseconds, longestPauseMilliseconds, random, signal } = options;
  const begun = Date.now();
  for (let attempt = 1; ; attempt += 1) {
    const url = `${httpOf(urls[(attempt - 1) % urls.length])}/v1/agents/${encodeURIComponent(agentId)}/messages?wait=true`;
    let [answer, body, trouble] = [null, null, null];
    try {
      const limit = AbortSignal.timeout(attemptMilliseconds);
      answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(envelope),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      body = await jsonOf(answer);
    } catch (error) {
      if (signal?.aborted) throw error;
      [answer, trouble] = [null, error];
    }
    if (answer && !isForAnotherTime(answer.status, body)) {
      if (answer.status === 200 && Array.isArray(body)) return body;
      if (typeof body?.data?.errorType === 'string') throw new CommandFailedError(envelope.requestId, body.data);
      throw new TypeError(`${url} answered ${answer.status}, which no node of CallActors does: is the address right?`);
    }
    trouble ??= new Error(`${url} answered ${answer.status}.`);
    const pause = attempt < urls.length ? 0
      : Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (attempt - urls.length)) * (0.5 + random() / 2);
    if (attempt >= urls.length && Date.now() - begun + pause >= patienceMilliseconds) {
      throw new OutcomeUnknownError(envelope.requestId,
        `No node said what became of ${envelope.subtopic}: ask again with the requestId ${envelope.requestId}.`, trouble);
    }
    await pauseFor(pause, signal);
  }
}

const httpOf = (url) => String(url).replace(/^ws/, 'http').replace(/\/+$/, '');

const isForAnotherTime = (status, body) => status >= 500 || status === 429 || body?.data?.errorType === 'RATE_LIMITED';

async function jsonOf(answer) {
  try {
    return await answer.json();
  } catch (error) {
    // A load balancer's page says by its status what is to be said; an answer that broke off does not.
    if (answer.status === 200) throw error;
    return null;
  }
}

function pauseFor(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
