/** What the page embeds. */
export interface PageConfiguration {
  /** The instance's CCP, such as https://example.my.connect.aws/ccp-v2/. */
  readonly ccpUrl: string;
  /** Where the agent logs in, for instances that use SAML. */
  readonly loginUrl: string | null;
}

/** Reads what the host says in config.json; where it says nothing, what the page's own address says: ?ccp=…&login=… */
export async function configuration(): Promise<PageConfiguration> {
  const { ccpUrl, loginUrl } = await hostConfiguration();
  // A host that names its CCP is not to be talked out of it by a link.
  const query = ccpUrl === undefined ? new URLSearchParams(location.search) : null;
  const ccp = ccpUrl ?? query!.get('ccp');
  const login = ccpUrl === undefined ? query!.get('login') : loginUrl;
  if (ccp === null) {
    throw new Error('Which CCP? Add it to this address: ?ccp=https://your-instance.my.connect.aws/ccp-v2/');
  }
  return { ccpUrl: webAddress(ccp, 'ccp'), loginUrl: login === null || login === undefined ? null : webAddress(login, 'login') };
}

async function hostConfiguration(): Promise<{ ccpUrl?: string; loginUrl?: string }> {
  const response = await fetch('config.json', { cache: 'no-store' });
  if (response.status === 404) {
    return {};
  }
  if (!response.ok) {
    throw new Error(`The host does not say which CCP to use (${response.status}); load this page again.`);
  }
  return await response.json() as { ccpUrl?: string; loginUrl?: string };
}

function webAddress(text: string, name: string): string {
  const address = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = address !== null && ['localhost', '127.0.0.1'].includes(address.hostname);
  if (address === null || !(address.protocol === 'https:' || (address.protocol === 'http:' && isLoopback))) {
    throw new Error(`${name} is no web address: it is to begin with https://, as in https://your-instance.my.connect.aws/ccp-v2/.`);
  }
  return address.href;
}
