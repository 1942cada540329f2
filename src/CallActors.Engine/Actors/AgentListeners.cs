namespace CallActors.Engine.Actors;

/// <summary>Those who are told every broadcast of an agent, and the last broadcasts for those who missed a few.</summary>
internal sealed class AgentListeners(ActorSurroundings surroundings)
{
    // Each is copied by the garbage collection until it is forgotten; whoever missed more reads the journal.
    private const int Remembered = 2;

    private readonly Lock gate = new();
    private readonly List<Subscriber> subscribers = [];
    private readonly Queue<Told> recent = [];

    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return subscribers.Count == 0;
            }
        }
    }

    public Subscriber Add(Action<Told> tell)
    {
        var subscriber = new Subscriber(this, tell);
        lock (gate)
        {
            subscribers.Add(subscriber);
        }

        return subscriber;
    }

    public void Remove(Subscriber subscriber)
    {
        lock (gate)
        {
            subscribers.Remove(subscriber);
        }
    }

    public void Tell(Told? told)
    {
        if (told is null)
        {
            return;
        }

        Subscriber[] now;
        lock (gate)
        {
            recent.Enqueue(told);
            if (recent.Count > Remembered)
            {
                recent.Dequeue();
            }

            now = [.. subscribers];
        }

        foreach (var subscriber in now)
        {
            try
            {
                subscriber.Tell(told);
            }
            catch (Exception fault)
            {
                surroundings.Warn($"An app of agent {told.AgentId} could not be told revision {told.Revision}: {fault.Message}");
                Remove(subscriber);
            }
        }
    }

    /// <summary>After a session was begun anew nobody can go on from before it.</summary>
    public void Forget()
    {
        lock (gate)
        {
            recent.Clear();
        }
    }

    /// <summary>What was told after a revision, where it is all remembered; else null.</summary>
    public IReadOnlyList<Told>? ToldAfter(long revision, SessionState state)
    {
        lock (gate)
        {
            return revision > state.Revision ? null
                : revision >= state.Picture.Session.LastTold ? []
                : recent.TryPeek(out var oldest) && oldest.Previous <= revision ? [.. recent.Where(told => told.Revision > revision)]
                : null;
        }
    }
}

internal sealed class Subscriber(AgentListeners listeners, Action<Told> tell)
{
    public void Tell(Told told) => tell(told);

    public void End() => listeners.Remove(this);
}
