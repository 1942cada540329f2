using System.Collections.Concurrent;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>Every agent of the journal as last seen here: for the list, and for reports that change nothing. It needs no actor.</summary>
/// <param name="takeUp">Gives an agent an actor, who publishes what he reads.</param>
internal sealed class KnownAgents(IJournal journal, Func<string, CancellationToken, Task> takeUp, Action<string> warn)
{
    private readonly ConcurrentDictionary<string, AgentView> views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> changedElsewhere = new(StringComparer.Ordinal);
    private volatile string[]? sorted;
    private int isListOld;

    public IEnumerable<AgentView> Views => views.Values;

    public AgentView? Find(string agentId) => views.GetValueOrDefault(agentId);

    public void Publish(SessionState state) => views[state.AgentId] = state.View;

    /// <summary>
    /// The actor of an agent was let go. What is kept without one is small: nobody asks here for the requests that ended, and
    /// an actor reads them anew.
    /// </summary>
    public void LetGo(string agentId)
    {
        if (views.TryGetValue(agentId, out var view))
        {
            views.TryUpdate(agentId, view.WithoutRecent, view);
        }
    }

    /// <summary>Whether another node changed an agent since he was read here.</summary>
    public bool IsChangedElsewhere(string agentId) => changedElsewhere.ContainsKey(agentId);

    /// <summary>Another node changed an agent who has no actor here.</summary>
    public void HearOf(string agentId) => changedElsewhere[agentId] = true;

    /// <summary>Other nodes may have changed any agent who has no actor here, and there may be new ones.</summary>
    public void HearOfAnything(Func<string, bool> hasActor)
    {
        Volatile.Write(ref isListOld, 1);
        foreach (var agentId in views.Keys.Where(agentId => !hasActor(agentId)))
        {
            HearOf(agentId);
        }
    }

    /// <summary>All of them as they are now, in order.</summary>
    /// <param name="stopping">Ends with the node: who is unknown is read for everybody.</param>
    public async Task<IReadOnlyList<AgentView>> ListAsync(CancellationToken stopping, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref isListOld, 0) == 1)
        {
            await ReadUnknownAsync(stopping);
        }

        await Parallel.ForEachAsync(changedElsewhere.Keys, cancellation, async (agentId, stop) =>
        {
            changedElsewhere.TryRemove(agentId, out _);
            await takeUp(agentId, stop);
        });
        return [.. Sorted().Select(agentId => views[agentId])];
    }

    /// <summary>Nobody is ever forgotten, so the ids are sorted again only where one was added.</summary>
    private string[] Sorted()
    {
        if (sorted is { } known && known.Length == views.Count)
        {
            return known;
        }

        var ids = views.Keys.ToArray();
        Array.Sort(ids, StringComparer.Ordinal);
        return sorted = ids;
    }

    /// <summary>Reads many at a time, which needs no actor; one that was made meanwhile knows better.</summary>
    public Task ReadUnknownAsync(CancellationToken stopping) => ManySessions.ReadEachAsync(
        journal, History.AgentsAsync(journal, stopping).Where(agentId => !views.ContainsKey(agentId)),
        state => views.TryAdd(state.AgentId, state.View.WithoutRecent),
        (agentId, cancellation) => views.ContainsKey(agentId) ? Task.CompletedTask : TakeUpAloneAsync(agentId, cancellation), stopping);

    /// <summary>Gives an agent an actor; one who cannot be taken up holds up no other.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task TakeUpAloneAsync(string agentId, CancellationToken cancellation)
    {
        try
        {
            await takeUp(agentId, cancellation);
        }
        catch (Exception fault) when (fault is not JournalUnavailableException and not OperationCanceledException)
        {
            warn($"Agent {agentId} was not taken up: {fault.Message}");
        }
    }
}
