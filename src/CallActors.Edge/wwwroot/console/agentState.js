/** What the console knows of the agent's own state: a fold over topic Agent, without any page. */

export class AgentPicture {
  /** null until the server has said anything of the agent's state. */
  state = null;
  states = [];

  apply(subtopic, message) {
    const offered = statesIn(message);
    if (offered.length) this.states = offered;
    if (subtopic === 'CcpAgentState') {
      if (this.state && message?.name) this.state = { ...this.state, name: message.name, type: message.type };
      return;
    }
    if (subtopic === 'SetAgentState') this.#take(message?.rules, message?.data);
    else if (message && 'loginState' in message) this.#take(message.rules, message.agentInfo, message);
  }

  #take(rules, about, { loginState = 'LoggedIn', agentState = null } = {}) {
    const said = typeof agentState === 'string' ? { name: agentState } : agentState;
    const actual = rules?.ResponseActual ?? said ?? {};
    if (!about && !rules && loginState === 'LoggedIn') return;
    this.state = {
      loggedIn: loginState === 'LoggedIn',
      name: actual.name ?? said?.name ?? null,
      type: actual.type ?? said?.type ?? about?.type ?? null,
      since: actual.startTimestamp ?? about?.stateChangeTime ?? null,
      muted: about?.muted === true,
      extension: about?.extension ?? null,
      buttons: rules?.ButtonStates?.items ?? {},
    };
  }

  /** `Enable` is the server's word for a button that works; what it does not name does not. */
  allows(button) { return this.state?.buttons[button] === 'Enable'; }
}

/** The list stands wherever the server puts it; it is known by its look: named states with a type. */
function statesIn(message) {
  const lists = [message?.states, message?.data?.states, message?.agentStates, message?.data];
  const list = lists.find((candidate) => Array.isArray(candidate)) ?? [];
  return list.filter((state) => typeof state?.name === 'string');
}
