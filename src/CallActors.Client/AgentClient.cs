using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CallActors.Client.Events;
using CallActors.Client.Wire;

namespace CallActors.Client;

/// <summary>
/// One agent: what can be asked of him, and what his apps are told. Every command completes when Amazon Connect did it,
/// throws <see cref="CommandFailedException"/> where it was refused or failed, and
/// <see cref="OutcomeUnknownException"/> where nobody said in time. Cancelling ends the waiting, not the command.
/// </summary>
public sealed partial class AgentClient : IAsyncDisposable
{
    private readonly CallActorsClient site;
    private readonly bool ownsSite;
    private int isFollowed;

    internal AgentClient(CallActorsClient site, string agentId, bool ownsSite)
    {
        ArgumentException.ThrowIfNullOrEmpty(agentId);
        (this.site, AgentId, this.ownsSite) = (site, agentId, ownsSite);
    }

    /// <summary>Says when the events' socket is opened, closed or lost. It is called on the way and must not block.</summary>
    public event Action<LinkState>? LinkChanged;

    /// <summary>Whose calls.</summary>
    public string AgentId { get; }

    /// <summary>
    /// Everything that the agent's apps are told, for ever: over lost sockets and restarts of nodes, each event once and in
    /// order. Where <paramref name="after"/> is null it begins with what is true now, a
    /// <see cref="AgentEvent.CallsSynced"/> and an <see cref="AgentEvent.AgentSynced"/>; the first comes again in place of
    /// what was missed where that is too long ago to be told.
    /// </summary>
    /// <remarks>The socket is open while the events are enumerated, by one loop at a time. Who is slow only holds up himself.</remarks>
    /// <param name="after">The last <see cref="AgentEvent.ResumeAfter"/> that was dealt with, to go on from there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CallActorsException">The address is no node's, or the agent's id is none.</exception>
    public async IAsyncEnumerable<AgentEvent> Events(
        long? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (Interlocked.Exchange(ref isFollowed, 1) == 1)
        {
            throw new InvalidOperationException("The events of this agent are enumerated already; take another client for a second loop.");
        }

        try
        {
            var following = new Following(AgentId, site, state => LinkChanged?.Invoke(state));
            await foreach (var each in following.EventsAsync(new RevisionOrder(after), cancellation))
            {
                yield return each;
            }
        }
        finally
        {
            Volatile.Write(ref isFollowed, 0);
        }
    }

    /// <summary>Ends the connections where this client was made by <see cref="CallActorsClient.ConnectAsync(string, string, string, CancellationToken)"/>.</summary>
    public ValueTask DisposeAsync() => ownsSite ? site.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<CommandOutcome> AskAsync(string topic, string subtopic, JsonElement? data, string? requestId, CancellationToken cancellation)
    {
        var id = requestId ?? Guid.NewGuid().ToString("N");
        return new CommandOutcome(id, await site.Asking.AskAsync(AgentId, new RequestEnvelope(topic, subtopic, site.Options.Source, data, id), cancellation));
    }

    private async Task<T> QueryAsync<T>(string topic, string subtopic, CancellationToken cancellation)
        where T : AgentEvent =>
        (await AskAsync(topic, subtopic, null, null, cancellation)).Events.OfType<T>().FirstOrDefault()
        ?? throw new CallActorsException($"The node answered {subtopic} with something else; it is of another version.");

    private Task<CommandOutcome> CallAsync(string subtopic, string? id, string? requestId, CancellationToken cancellation) =>
        AskAsync("InboundCall", subtopic, id is null ? null : Json(id), requestId, cancellation);

    private Task<CommandOutcome> StateAsync(string subtopic, JsonElement? data, string? requestId, CancellationToken cancellation) =>
        AskAsync("Agent", subtopic, data, requestId, cancellation);

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text, WireJson.OnWire.String);

    private static JsonElement Json<T>(T data, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(data, type);
}

/// <summary>How a command ended well.</summary>
/// <param name="RequestId">The id of the command; it stands in <see cref="EventMeta.RequestId"/> of what all apps were told.</param>
/// <param name="Events">What all apps were told when it was done; empty where nothing shows. Where the command was a repeat, the state.</param>
public sealed record CommandOutcome(string RequestId, IReadOnlyList<AgentEvent> Events);
