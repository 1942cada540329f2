using CallActors.Client.Wire;

namespace CallActors.Client;

// Every command takes a request id, 1 to 64 of A-Z a-z 0-9 . _ -, which makes it safe to repeat even by another process;
// where none is given the client makes one.
public sealed partial class AgentClient
{
    /// <summary>Answers a contact that rings in.</summary>
    /// <param name="contactId">Which; null for the one that rings.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> AnswerAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Answer", contactId, requestId, cancellation);

    /// <summary>Rejects a contact that rings in.</summary>
    /// <inheritdoc cref="AnswerAsync"/>
    public Task<CommandOutcome> RejectAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Reject", contactId, requestId, cancellation);

    /// <summary>Puts a party on hold.</summary>
    /// <param name="connectionId">The party's connection, or the contact for its only party.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> HoldAsync(string connectionId, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Hold", connectionId, requestId, cancellation);

    /// <summary>Takes a party back from hold.</summary>
    /// <inheritdoc cref="HoldAsync"/>
    public Task<CommandOutcome> ResumeAsync(string connectionId, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Resume", connectionId, requestId, cancellation);

    /// <summary>Disconnects a party; the agent ends a call with one party in that way.</summary>
    /// <inheritdoc cref="HoldAsync"/>
    public Task<CommandOutcome> DisconnectAsync(string connectionId, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Disconnect", connectionId, requestId, cancellation);

    /// <summary>Takes a contact that is over from the agent's list, which ends the after-call work.</summary>
    /// <param name="contactId">Which; null for the only one that is over.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> ClearContactAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("ClearContact", contactId, requestId, cancellation);

    /// <summary>Dials a third party; Amazon Connect puts the first one on hold.</summary>
    /// <param name="phoneNumber">In E.164, such as +15550110.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> ConsultAsync(string phoneNumber, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Consult", phoneNumber, requestId, cancellation);

    /// <summary>Dials a third party; Amazon Connect puts the first one on hold.</summary>
    /// <param name="to">One of <see cref="GetDirectConnectsAsync"/>.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> ConsultAsync(DirectConnect to, string? requestId = null, CancellationToken cancellation = default) =>
        AskAsync("InboundCall", "Consult", Json(to, WireJson.OnWire.DirectConnect), requestId, cancellation);

    /// <summary>The party on hold and the one connected change places.</summary>
    /// <param name="contactId">In which contact; null for the only one where it is possible.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> SwapAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Swap", contactId, requestId, cancellation);

    /// <summary>Both parties and the agent talk.</summary>
    /// <inheritdoc cref="SwapAsync"/>
    public Task<CommandOutcome> ConferenceAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Conference", contactId, requestId, cancellation);

    /// <summary>Completes a consult: the agent leaves, the two parties go on without him.</summary>
    /// <inheritdoc cref="SwapAsync"/>
    public Task<CommandOutcome> TransferAsync(string? contactId = null, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("Transfer", contactId, requestId, cancellation);

    /// <summary>Sends digits. They go to the bridge and nowhere else: no journal, log or error holds them.</summary>
    /// <param name="digits">1 to 50 of <c>0-9 * # A-D</c>.</param>
    /// <param name="connectionId">For whom; null for the party who is connected, else for the first one there.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> SendDigitsAsync(
        string digits, string? connectionId = null, string? requestId = null, CancellationToken cancellation = default) =>
        AskAsync(
            "InboundCall", "SendDTMF", connectionId is null ? Json(digits) : Json(new DigitsData(connectionId, digits), WireJson.OnWire.DigitsData), requestId, cancellation);

    /// <summary>The agent calls out. Not possible while a call of his is open.</summary>
    /// <inheritdoc cref="ConsultAsync(string, string?, CancellationToken)"/>
    public Task<CommandOutcome> MakeCallAsync(string phoneNumber, string? requestId = null, CancellationToken cancellation = default) =>
        CallAsync("SetMakeCall", phoneNumber, requestId, cancellation);

    /// <summary>The agent calls out. Not possible while a call of his is open.</summary>
    /// <inheritdoc cref="ConsultAsync(DirectConnect, string?, CancellationToken)"/>
    public Task<CommandOutcome> MakeCallAsync(DirectConnect to, string? requestId = null, CancellationToken cancellation = default) =>
        AskAsync("InboundCall", "SetMakeCall", Json(to, WireJson.OnWire.DirectConnect), requestId, cancellation);

    /// <summary>A routable state is asked for.</summary>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> SetReadyAsync(string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("SetReady", null, requestId, cancellation);

    /// <summary>A state that is not routable is asked for.</summary>
    /// <param name="reason">A state's name, ARN or the ARN's last part; null for any.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> SetNotReadyAsync(string? reason = null, string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("SetNotReady", reason is null ? null : Json(new ReasonData(reason), WireJson.OnWire.ReasonData), requestId, cancellation);

    /// <summary>A state is asked for.</summary>
    /// <param name="state">Its name, ARN or the ARN's last part.</param>
    /// <param name="type">Narrows it; null for any.</param>
    /// <param name="requestId">Makes the command safe to repeat; null for a new one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<CommandOutcome> UpdateStateAsync(string state, string? type = null, string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("UpdateState", Json(new StateData(state, null, type), WireJson.OnWire.StateData), requestId, cancellation);

    /// <summary>Mutes the agent's microphone.</summary>
    /// <inheritdoc cref="SetReadyAsync"/>
    public Task<CommandOutcome> MuteAsync(string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("Mute", null, requestId, cancellation);

    /// <summary>Lets the agent be heard again.</summary>
    /// <inheritdoc cref="SetReadyAsync"/>
    public Task<CommandOutcome> UnmuteAsync(string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("Unmute", null, requestId, cancellation);

    /// <summary>An offline state is asked for.</summary>
    /// <inheritdoc cref="SetReadyAsync"/>
    public Task<CommandOutcome> LogoutAsync(string? requestId = null, CancellationToken cancellation = default) =>
        StateAsync("Logout", null, requestId, cancellation);

    /// <summary>Who the agent is, while his bridge is attached.</summary>
    /// <exception cref="CommandFailedException">No bridge of his is attached.</exception>
    public Task<AgentEvent.LoggedIn> LoginAsync(CancellationToken cancellation = default) =>
        QueryAsync<AgentEvent.LoggedIn>("Agent", "Login", cancellation);

    /// <summary>Every connection of every open contact as it is now.</summary>
    public Task<AgentEvent.CallsSynced> GetCallsAsync(CancellationToken cancellation = default) =>
        QueryAsync<AgentEvent.CallsSynced>("InboundCall", "StateSync", cancellation);

    /// <summary>Who the agent is and in which state.</summary>
    public Task<AgentEvent.AgentSynced> GetAgentAsync(CancellationToken cancellation = default) =>
        QueryAsync<AgentEvent.AgentSynced>("Agent", "StateSync", cancellation);

    /// <summary>The agent's state, and in <see cref="AgentEvent.AgentStateChanged.Choices"/> those to choose from.</summary>
    public Task<AgentEvent.AgentStateChanged> GetStatesAsync(CancellationToken cancellation = default) =>
        QueryAsync<AgentEvent.AgentStateChanged>("Agent", "GetStates", cancellation);

    /// <summary>Whom the agent may consult or call directly, as the bridge told it.</summary>
    public Task<AgentEvent.DirectConnects> GetDirectConnectsAsync(CancellationToken cancellation = default) =>
        QueryAsync<AgentEvent.DirectConnects>("InboundCall", "GetDirectConnects", cancellation);
}
