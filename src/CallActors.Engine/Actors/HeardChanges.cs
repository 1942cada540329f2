using CallActors.Engine.Journal;

namespace CallActors.Engine.Actors;

/// <summary>
/// What an actor was told of other nodes' changes of its agent and has not followed yet. Beyond a bound the journal has
/// it: where changes came too fast the actor reads on.
/// </summary>
internal sealed class HeardChanges
{
    private const int Maximum = 64;

    private readonly Lock gate = new();
    private Queue<CommittedChange>? waiting;
    private bool isBehind;

    /// <summary>Whether there is anything to follow.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting is not { Count: > 0 } && !isBehind;
            }
        }
    }

    public void Add(CommittedChange change)
    {
        lock (gate)
        {
            waiting ??= [];
            if (waiting.Count < Maximum)
            {
                waiting.Enqueue(change);
            }
            else
            {
                isBehind = true;
            }
        }
    }

    /// <summary>Others may have committed anything.</summary>
    public void AddAnything()
    {
        lock (gate)
        {
            isBehind = true;
        }
    }

    /// <param name="change">The next one; null where the journal is to be read, whatever it has.</param>
    /// <returns>False where nothing is left.</returns>
    public bool TryTake(out CommittedChange? change)
    {
        lock (gate)
        {
            change = null;
            if (waiting?.TryDequeue(out change) == true)
            {
                return true;
            }

            var wasBehind = isBehind;
            isBehind = false;
            return wasBehind;
        }
    }
}
