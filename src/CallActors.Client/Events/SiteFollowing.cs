using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace CallActors.Client.Events;

/// <summary>All agents of a site, each followed by himself, in one stream that holds up no more than a bounded number of events.</summary>
internal sealed class SiteFollowing(CallActorsClient site)
{
    private const int EventsWaitingMost = 1024;

    private readonly Channel<AgentEvent> events = Channel.CreateBounded<AgentEvent>(
        new BoundedChannelOptions(EventsWaitingMost) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Dictionary<string, Task> agents = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<AgentEvent> EventsAsync(Func<string, long?> after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var listing = EndingWithAsync(() => ListAsync(after, ending.Token));
        try
        {
            await foreach (var each in events.Reader.ReadAllAsync(cancellation))
            {
                yield return each;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await listing;
            await Task.WhenAll(agents.Values);
        }
    }

    private async Task ListAsync(Func<string, long?> after, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                foreach (var agent in await site.AgentsAsync(cancellation))
                {
                    Add(agent.AgentId, after, cancellation);
                }
            }
            catch (SiteUnavailableException)
            {
                // Those who are followed already find their way by themselves; the list is read again.
            }

            await Task.Delay(site.Options.ListEvery, cancellation);
        }
    }

    private void Add(string agentId, Func<string, long?> after, CancellationToken cancellation)
    {
        if (agents.ContainsKey(agentId))
        {
            return;
        }

        if (agents.Count == site.Options.AgentsMost)
        {
            throw new CallActorsException(
                $"The site has more agents than the {site.Options.AgentsMost} that are followed at most: raise AgentsMost, or share them out among several clients.");
        }

        agents[agentId] = EndingWithAsync(() => FollowAsync(agentId, after(agentId), cancellation));
    }

    private async Task FollowAsync(string agentId, long? after, CancellationToken cancellation)
    {
        await foreach (var each in site.Agent(agentId).Events(after, cancellation))
        {
            await events.Writer.WriteAsync(each, cancellation);
        }
    }

    /// <summary>What goes wrong for good in one of the parts ends the whole: a service must not go on with a part of the agents.</summary>
    private async Task EndingWithAsync(Func<Task> work)
    {
        try
        {
            await Task.Run(work);
        }
        catch (OperationCanceledException)
        {
            events.Writer.TryComplete();
        }
        catch (Exception error)
        {
            events.Writer.TryComplete(error);
        }
    }
}
