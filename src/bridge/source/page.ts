import 'amazon-connect-streams';
import { startBridge, type BridgeState } from './bridge.js';
import { configuration } from './pageConfiguration.js';

interface CcpPage {
  core: { initCCP(container: HTMLElement, parameters: object): void };
}

const words: Record<BridgeState['name'], (state: BridgeState) => string> = {
  waiting: ({ problem }) => `${problem ?? ''} Waiting for the agent to log in …`.trim(),
  connecting: ({ username }) => `${username}: connecting …`,
  attached: ({ username }) => `${username}: attached.`,
  standby: ({ username }) => `${username}: standing by, a newer page of this agent is attached.`,
  lost: ({ username, problem, againMilliseconds }) =>
    `${username}: not connected. ${problem} Tried again in ${Math.ceil((againMilliseconds ?? 0) / 1_000)} s.`,
  stopped: () => 'Stopped.',
};

function show(name: string, text: string): void {
  const line = document.getElementById('state')!;
  line.dataset.state = name;
  line.textContent = text;
}

async function run(): Promise<void> {
  const { ccpUrl, loginUrl } = await configuration();
  const streams = (globalThis as unknown as { connect: CcpPage }).connect;
  streams.core.initCCP(document.getElementById('ccp')!, {
    ccpUrl,
    ...(loginUrl === null ? {} : { loginUrl }),
    loginPopupAutoClose: true,
    softphone: { allowFramedSoftphone: true },
  });
  const engineUrl = new URL('/v1/bridge', location.href);
  engineUrl.protocol = engineUrl.protocol.replace('http', 'ws');
  startBridge({
    engineUrl: engineUrl.href,
    onState: state => show(state.name, words[state.name](state) + (state.name === 'attached' && state.problem ? ` ${state.problem}` : '')),
  });
}

show('waiting', 'Waiting for the agent to log in …');
run().catch((error: unknown) => show('failed', error instanceof Error ? error.message : String(error)));
