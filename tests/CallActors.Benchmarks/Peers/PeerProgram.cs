using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;

namespace CallActors.Benchmarks.Peers;

/// <summary>
/// What a good team would write by hand for the same work: ASP.NET Core, the state in memory, a table of changes. It
/// speaks the same protocols to apps and bridges, and knows inbound calls of one party alone.
/// </summary>
internal static class PeerProgram
{
    public static async Task RunAsync(string url, string store, string commit)
    {
        await using var changes = await OpenAsync(store, commit);
        var agents = new ConcurrentDictionary<string, PeerAgent>();
        PeerAgent AgentOf(string agentId) => agents.GetOrAdd(agentId, id => new PeerAgent(id, changes));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapGet("/v1/agents/{agentId}/bus", (HttpContext context, string agentId) => ServeAppAsync(context, AgentOf(agentId)));
        app.MapGet("/v1/bridge", (HttpContext context) => ServeBridgeAsync(context, AgentOf));
        await app.RunAsync();
    }

    private static async Task<IPeerStore> OpenAsync(string store, string commit)
    {
        var (kind, place) = (store[..store.IndexOf(':')], store[(store.IndexOf(':') + 1)..]);
        return (kind, commit) switch
        {
            ("postgres", "each") => new PostgresEachStore(await PostgresEachStore.OpenAsync(place)),
            ("postgres", "group") => new PostgresGroupStore(await PostgresEachStore.OpenAsync(place)),
            ("postgres", "audit") => await PostgresAuditedStore.OpenAsync(place),
            ("sqlite", "group") => new SqliteGroupStore(place),
            ("sqlite", "audit") => new SqliteAuditedStore(place),
            _ => throw new BenchmarkException($"There is no peer for {kind} that commits by '{commit}'; there are each, group and audit for postgres, and group and audit for sqlite."),
        };
    }

    private static async Task ServeAppAsync(HttpContext context, PeerAgent agent)
    {
        using var accepted = await context.WebSockets.AcceptWebSocketAsync();
        var socket = new PeerSocket(accepted);
        await agent.AddAsync(socket);
        await socket.RunAsync(async message =>
        {
            try
            {
                var asked = JsonSerializer.Deserialize(message.Span, PeerJson.Default.PeerEnvelope);
                if (asked is { Channel: "Amazon", Topic: "InboundCall", Subtopic: "Hold" or "Resume" or "StateSync", Source: not null })
                {
                    await agent.AskAsync(socket, asked);
                    return;
                }
            }
            catch (JsonException)
            {
            }
            catch (DbException fault)
            {
                socket.Post(PeerEvents.Error("JOURNAL_UNAVAILABLE", fault.Message, "Not possible at the moment, try again."));
                return;
            }

            socket.Post(PeerEvents.Error("INVALID_MESSAGE", "The message is not one of Hold, Resume and StateSync.", "The message was not understood."));
        });
        await agent.RemoveAsync(socket);
    }

    private static async Task ServeBridgeAsync(HttpContext context, Func<string, PeerAgent> agentOf)
    {
        using var accepted = await context.WebSockets.AcceptWebSocketAsync();
        var socket = new PeerSocket(accepted);
        PeerAgent? agent = null;
        await socket.RunAsync(async message =>
        {
            var frame = JsonSerializer.Deserialize(message.Span, PeerJson.Default.PeerFrame)!;
            switch (frame.Type)
            {
                case "hello":
                    agent = agentOf(frame.AgentArn![(frame.AgentArn!.LastIndexOf('/') + 1)..]);
                    await agent.AttachAsync(socket);
                    break;
                case "snapshot":
                    await agent!.ObserveAsync(frame.Snapshot!);
                    break;
                case "result":
                    await agent!.AnswerAsync(frame.RequestId!, frame.Ok == true ? null : frame.Error?.GetRawText() ?? "Amazon Connect gave no reason.");
                    break;
            }
        });
        if (agent is not null)
        {
            await agent.DetachAsync(socket);
        }
    }
}
