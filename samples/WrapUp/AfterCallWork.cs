using CallActors.Client;

namespace WrapUp;

/// <summary>Clears each contact some time after it was over, unless the agent did so himself.</summary>
internal sealed class AfterCallWork(CallActorsClient site, TimeSpan allowed, string? stateAfterwards)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string AgentId, string ContactId), CancellationTokenSource> waiting = [];

    public async Task WatchAsync(CancellationToken stopping)
    {
        await foreach (var each in site.AllEvents(cancellation: stopping))
        {
            switch (each)
            {
                // What is over already when this service starts counts from when it was over.
                case AgentEvent.CallsSynced synced:
                    ForgetAllOf(synced.AgentId);
                    foreach (var own in synced.Connections.Where(connection => connection.IsAgentsOwn && connection.Buttons.ClearContact))
                    {
                        Await(synced.AgentId, own, stopping);
                    }

                    break;
                case AgentEvent.CallChanged { Connection: { IsAgentsOwn: true, Buttons.ClearContact: true } own }:
                    Await(each.AgentId, own, stopping);
                    break;
                // The agent was quicker, or the same contact rings again.
                case AgentEvent.CallChanged { Connection: { IsAgentsOwn: true, ContactId: { } contactId } }:
                    Forget((each.AgentId, contactId));
                    break;
            }
        }
    }

    private void Await(string agentId, Connection own, CancellationToken stopping)
    {
        var key = (agentId, own.ContactId!);
        if (!waiting.ContainsKey(key))
        {
            waiting[key] = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            _ = ClearLaterAsync(agentId, own, waiting[key].Token, stopping);
        }
    }

    /// <param name="over">Cancelled when there is nothing to clear any more.</param>
    private async Task ClearLaterAsync(string agentId, Connection own, CancellationToken over, CancellationToken stopping)
    {
        var since = own.StatusTimestamp ?? DateTimeOffset.UtcNow;
        var left = since + allowed - DateTimeOffset.UtcNow;
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var attempt = 1; !over.IsCancellationRequested; attempt++)
        {
            try
            {
                // The id says which attempt at which wrap-up is meant: a second instance of this service asks nothing twice.
                await site.Agent(agentId).ClearContactAsync(own.ContactId, $"wrap-up-{own.ContactId}-{since.ToUnixTimeSeconds()}-{attempt}", stopping);
                Console.WriteLine($"{agentId}: cleared {own.ContactId}");
                if (stateAfterwards is not null)
                {
                    await site.Agent(agentId).UpdateStateAsync(stateAfterwards, cancellation: stopping);
                    Console.WriteLine($"{agentId}: {stateAfterwards}");
                }

                return;
            }
            catch (CallActorsException error)
            {
                // No bridge, or another request is outstanding: it may be possible a little later.
                Console.WriteLine($"{agentId}: {own.ContactId}: {error.Message}");
                await Task.Delay(Again, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Forget((string AgentId, string ContactId) key)
    {
        if (waiting.Remove(key, out var wait))
        {
            wait.Cancel();
            wait.Dispose();
        }
    }

    private void ForgetAllOf(string agentId)
    {
        foreach (var key in waiting.Keys.Where(key => key.AgentId == agentId).ToArray())
        {
            Forget(key);
        }
    }
}
