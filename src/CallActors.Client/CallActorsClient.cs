using System.Runtime.CompilerServices;
using System.Text.Json;
using CallActors.Client.Events;
using CallActors.Client.Requests;
using CallActors.Client.Wire;

namespace CallActors.Client;

/// <summary>A site of CallActors: its agents, each by himself or all of them. It is safe for any number of threads.</summary>
public sealed class CallActorsClient : IAsyncDisposable
{
    private readonly HttpMessageHandler? ownHandler;
    private readonly HttpClient http;

    /// <param name="options">How the site is reached.</param>
    /// <exception cref="ArgumentException">An option is not possible; the message says what would be.</exception>
    public CallActorsClient(CallActorsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        // A path in an address, as behind a gateway, is kept; without its last slash it would be replaced.
        Options = options with { Addresses = [.. options.Addresses.Select(each => new Uri(each.AbsoluteUri.TrimEnd('/') + "/"))] };
        // Connections are made anew now and then, so that a load balancer can spread them.
        ownHandler = options.Handler is null ? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), ConnectTimeout = options.AttemptLimit } : null;
        http = new HttpClient(options.Handler ?? ownHandler!, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Asking = new Asking(http, new Nodes(Options.Addresses), Options);
    }

    internal CallActorsOptions Options { get; }

    internal Asking Asking { get; }

    internal HttpMessageInvoker Invoker => http;

    /// <summary>So many sockets are opened at a time, that a service of thousands of agents is no burst for a node.</summary>
    internal SemaphoreSlim Opening { get; } = new(32);

    /// <summary>One agent of a site, once a node of it has answered.</summary>
    /// <param name="address">A node or the load balancer, such as <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="agentId">The agent: the last part of his ARN.</param>
    /// <param name="source">The name that this app gives itself.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="SiteUnavailableException">No node answered.</exception>
    /// <exception cref="CallActorsException">The address is no node's, or the agent's id is none.</exception>
    public static Task<AgentClient> ConnectAsync(string address, string agentId, string source, CancellationToken cancellation = default) =>
        ConnectAsync(new CallActorsOptions { Addresses = [new Uri(address)], Source = source }, agentId, cancellation);

    /// <inheritdoc cref="ConnectAsync(string, string, string, CancellationToken)"/>
    /// <param name="options">How the site is reached.</param>
    /// <param name="agentId">The agent: the last part of his ARN.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<AgentClient> ConnectAsync(CallActorsOptions options, string agentId, CancellationToken cancellation = default)
    {
        var site = new CallActorsClient(options);
        try
        {
            var agent = new AgentClient(site, agentId, ownsSite: true);
            await site.Asking.GetAsync(
                $"v1/agents/{Uri.EscapeDataString(agentId)}/state", bytes => EventReader.Read(agentId, bytes) is AgentEvent.CallsSynced ? agent
                    : throw new CallActorsException($"\"{agentId}\" is no agent's id: it is to be 1 to 64 of A-Z a-z 0-9 . _ -, the last part of the agent's ARN."),
                options.AttemptLimit, cancellation);
            return agent;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>One agent of this site; nothing is asked yet.</summary>
    /// <param name="agentId">The agent: the last part of his ARN.</param>
    public AgentClient Agent(string agentId) => new(this, agentId, ownsSite: false);

    /// <summary>Every agent that was ever seen, by id.</summary>
    /// <exception cref="SiteUnavailableException">No node answered.</exception>
    public async Task<IReadOnlyList<AgentSummary>> AgentsAsync(CancellationToken cancellation = default)
    {
        var agents = new List<AgentSummary>();
        for (var last = ""; ;)
        {
            var page = await Asking.GetAsync(
                $"v1/agents{(last.Length == 0 ? "" : $"?after={Uri.EscapeDataString(last)}")}",
                bytes => JsonSerializer.Deserialize(bytes, WireJson.OnWire.AgentLineArray)!, Options.CommandPatience, cancellation);
            // A node that gives no pages gives all again.
            if (page.Length == 0 || string.CompareOrdinal(page[^1].AgentId, last) <= 0)
            {
                return agents;
            }

            agents.AddRange(page.Select(line => new AgentSummary(
                line.AgentId, line.Name, line.Username, line.Bridge == "attached", line.Revision,
                [.. (line.Contacts ?? []).Select(each => new ContactSummary(each.ContactId, each.Phase ?? "", each.Status, each.QueueName))])));
            last = page[^1].AgentId;
        }
    }

    /// <summary>
    /// The events of all agents of the site, those that are seen later too: of each agent once and in order, as
    /// <see cref="AgentClient.Events"/> gives them; between agents there is no order. Each agent takes a socket, and the
    /// list of agents is read every <see cref="CallActorsOptions.ListEvery"/>.
    /// </summary>
    /// <param name="after">The last <see cref="AgentEvent.ResumeAfter"/> of an agent that was dealt with; null to begin with what is true now.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CallActorsException">There are more agents than <see cref="CallActorsOptions.AgentsMost"/>, or an address is no node's.</exception>
    public IAsyncEnumerable<AgentEvent> AllEvents(Func<string, long?>? after = null, CancellationToken cancellation = default) =>
        new SiteFollowing(this).EventsAsync(after ?? (_ => null), cancellation);

    /// <summary>Ends the connections. What is being awaited ends with an exception.</summary>
    public ValueTask DisposeAsync()
    {
        http.Dispose();
        ownHandler?.Dispose();
        Opening.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>One line of the list of agents.</summary>
/// <param name="AgentId">The last part of his ARN.</param>
/// <param name="Name">As people call him.</param>
/// <param name="Username">As he logs in.</param>
/// <param name="IsBridgeAttached">Whether commands can be carried out at all.</param>
/// <param name="Revision">The number of his last change.</param>
/// <param name="Contacts">His open contacts.</param>
public sealed record AgentSummary(
    string AgentId, string? Name, string? Username, bool IsBridgeAttached, long Revision, IReadOnlyList<ContactSummary> Contacts);

/// <summary>An open contact in the list of agents.</summary>
/// <param name="ContactId">Its id.</param>
/// <param name="Phase"><c>ringing</c>, <c>connected</c>, <c>ended</c>, <c>missed</c> or <c>rejected</c>.</param>
/// <param name="Status">That of the agent's own connection; null where there is none.</param>
/// <param name="QueueName">Null for a call that came through no queue.</param>
public sealed record ContactSummary(string ContactId, string Phase, string? Status, string? QueueName);
