const kept = 100;

/**
 * The ids of the last 100 requests of this tab, also over a reload of the page, so that none is performed twice.
 * Where the browser keeps nothing for the page they are remembered until it is left.
 */
export class RememberedRequests {
  private readonly key: string;
  private readonly ids: Set<string>;

  constructor(agentId: string) {
    this.key = `callactors.bridge.requests.${agentId}`;
    this.ids = new Set(this.stored());
  }

  /** Remembers the request; false where it was known. */
  add(requestId: string): boolean {
    if (this.ids.has(requestId)) {
      return false;
    }
    this.ids.add(requestId);
    for (const oldest of this.ids) {
      if (this.ids.size <= kept) {
        break;
      }
      this.ids.delete(oldest);
    }
    try {
      sessionStorage.setItem(this.key, JSON.stringify([...this.ids]));
    } catch {
      // Storage is full or forbidden: the ids in memory still hold for as long as the page does.
    }
    return true;
  }

  private stored(): string[] {
    try {
      const ids: unknown = JSON.parse(sessionStorage.getItem(this.key) ?? '[]');
      return Array.isArray(ids) ? ids.filter(id => typeof id === 'string').slice(-kept) : [];
    } catch {
      return [];
    }
  }
}
