using System.Text;
using System.Threading.Channels;

namespace CallActors.Engine.Tests.Engine;

/// <summary>An app of an agent that keeps what it is told.</summary>
internal sealed class FakeApp
{
    private readonly Channel<Told> coming = Channel.CreateUnbounded<Told>();
    private readonly List<Told> all = [];

    private FakeApp() { }

    public Subscription Subscription { get; private set; } = null!;

    public IReadOnlyList<Told> All
    {
        get
        {
            lock (all)
            {
                return [.. all];
            }
        }
    }

    public static async Task<FakeApp> SubscribeAsync(ICallEngine engine, string agentId, long? after = null)
    {
        var app = new FakeApp();
        app.Subscription = await engine.SubscribeAsync(agentId, after, app.Tell, default);
        return app;
    }

    public Task<Told> NextAsync() => coming.Reader.ReadAsync().AsTask().InTime();

    public static string TextOf(Told told) => string.Join('\n', told.Parts.Select(part => Encoding.UTF8.GetString(part.Span)));

    /// <summary>All of a broadcast, so that two can be compared.</summary>
    public static string WholeOf(Told told) =>
        $"{told.AgentId} {told.Revision} {told.Previous} {told.At:O} {told.RequestId} {told.IsBridgeAttached}\n{TextOf(told)}";

    private void Tell(Told told)
    {
        lock (all)
        {
            all.Add(told);
        }

        coming.Writer.TryWrite(told).ShouldBeTrue();
    }
}
