using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallActors.Host.Tests.Running;

/// <summary>One event as a follower keeps it: its place in the order, and a hash of its bytes.</summary>
internal readonly record struct Followed(long Revision, long Previous, int Part, int Parts, string? RequestId, string Hash);

/// <summary>
/// Follows an agent through lost sockets and restarts as the documents say: it goes on after the last revision of which
/// it has all parts, and forgets what it had of one that broke off.
/// </summary>
internal abstract class Follower : IAsyncDisposable
{
    private readonly List<Followed> told = [];
    private readonly CancellationTokenSource ending = new();
    private readonly int reconnectEvery;
    private Task following = Task.CompletedTask;
    private int connections;

    /// <param name="reconnectEvery">After so many events it leaves and comes again by itself; 0 for never.</param>
    protected Follower(int reconnectEvery) => this.reconnectEvery = reconnectEvery;

    public int Connections => connections;

    public IReadOnlyList<Followed> Told
    {
        get
        {
            lock (told)
            {
                return [.. told];
            }
        }
    }

    /// <summary>Whether it has all parts of the change that ended this request.</summary>
    public bool IsTold(string requestId) => Told.Any(each => each.RequestId == requestId && each.Part == each.Parts);

    /// <summary>Everything up to the change that ended this request.</summary>
    public Followed[] ToldUpTo(string requestId)
    {
        var all = Told;
        var last = all.First(each => each.RequestId == requestId).Revision;
        return [.. all.Where(each => each.Revision <= last)];
    }

    /// <summary>What came that was no part of a change; there is to be none.</summary>
    public List<string> Strange { get; } = [];

    protected void Start() => following = Task.Run(FollowAsync);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await following;
        ending.Dispose();
    }

    /// <summary>Connects after a revision and gives every event's text until the connection is lost.</summary>
    protected abstract IAsyncEnumerable<string> ConnectAsync(long after, CancellationToken cancellation);

    private async Task FollowAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            var count = 0;
            connections++;
            try
            {
                await foreach (var text in ConnectAsync(LastWhole(), ending.Token))
                {
                    Keep(text);
                    if (++count == reconnectEvery)
                    {
                        break;
                    }
                }
            }
            catch (Exception lost) when (lost is WebSocketException or HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(20);
            }
        }
    }

    private long LastWhole()
    {
        lock (told)
        {
            while (told.Count > 0 && told[^1].Part != told[^1].Parts)
            {
                told.RemoveAt(told.Count - 1);
            }

            return told.Count == 0 ? 0 : told[^1].Revision;
        }
    }

    private void Keep(string text)
    {
        using var document = JsonDocument.Parse(text);
        var meta = document.RootElement.GetProperty("meta");
        lock (told)
        {
            if (!meta.TryGetProperty("part", out var part))
            {
                Strange.Add(text);
                return;
            }

            told.Add(new Followed(
                meta.GetProperty("revision").GetInt64(), meta.GetProperty("previous").GetInt64(), part.GetInt32(), meta.GetProperty("parts").GetInt32(),
                meta.TryGetProperty("requestId", out var requestId) ? requestId.GetString() : null,
                Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
        }
    }
}

/// <summary>An app with <c>meta</c> that comes again with <c>after</c>.</summary>
internal sealed class SocketFollower : Follower
{
    private readonly RunningHost host;
    private readonly string agentId;

    public SocketFollower(RunningHost host, string agentId, int reconnectEvery = 0)
        : base(reconnectEvery)
    {
        (this.host, this.agentId) = (host, agentId);
        Start();
    }

    protected override async IAsyncEnumerable<string> ConnectAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Port}/v1/agents/{agentId}/bus?meta=true&after={after}"), cancellation);
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                yield break;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                yield return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
                message.SetLength(0);
            }
        }
    }
}

/// <summary>A reader of server-sent events that comes again with <c>Last-Event-ID</c>.</summary>
internal sealed class StreamFollower : Follower
{
    private readonly RunningHost host;
    private readonly string agentId;

    public StreamFollower(RunningHost host, string agentId, int reconnectEvery = 0)
        : base(reconnectEvery)
    {
        (this.host, this.agentId) = (host, agentId);
        Start();
    }

    protected override async IAsyncEnumerable<string> ConnectAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/agents/{agentId}/events");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        string? id = null;
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                if (id is not null && !line.Contains($"\"revision\":{id},", StringComparison.Ordinal))
                {
                    Strange.Add($"id {id} stands on {line}");
                }

                id = null;
                yield return line[6..];
            }
        }
    }
}
