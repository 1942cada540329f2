using CallActors.Simulator.Bridge;
using CallActors.Simulator.Centre;
using CallActors.Simulator.Storage;

namespace CallActors.Simulator.Running;

/// <summary>The world while it runs: one change after the other, each durable before anyone hears of it.</summary>
internal sealed class LiveCentre : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CentreFile file;
    private readonly Dictionary<string, RequestLog> requests;
    private ContactCentre current;
    private volatile ContactCentre told;

    private LiveCentre(CentreFile file, ContactCentre centre, Dictionary<string, RequestLog> requests)
    {
        this.file = file;
        this.requests = requests;
        current = told = centre;
    }

    /// <summary>The world as far as it is durable.</summary>
    public ContactCentre Told => told;

    /// <summary>Said after a change is durable: the world then, whom it touched, and how much later snapshots show it.</summary>
    public event Action<ContactCentre, TimeSpan>? Changed;

    /// <summary>Opens the world file and reads what is in it.</summary>
    /// <exception cref="SimulatorException">It cannot be used; the message is one sentence.</exception>
    public static async Task<LiveCentre> OpenAsync(string path)
    {
        var file = CentreFile.Open(path);
        try
        {
            var (centre, requests) = CentreDocuments.Read(file.ReadAll());
            return new LiveCentre(file, centre, requests);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes the world. The task ends when the change is durable; what the transition refuses changes nothing.</summary>
    public Task ChangeAsync(Func<ContactCentre, Moment, ContactCentre> transition)
    {
        lock (gate)
        {
            return CommitAsync(transition(current.Untouched(), Moment.Present()), [], TimeSpan.Zero, null);
        }
    }

    /// <summary>Works on the requests of an agent and the world together: one write, and an answer after it.</summary>
    /// <param name="agentId">Whose bridge received it.</param>
    /// <param name="decide">Gives the world after it, the record to keep, and what to answer once all is durable.</param>
    public Task RequestAsync(string agentId, Func<ContactCentre, RequestLog, Moment, RequestDecision> decide)
    {
        lock (gate)
        {
            if (!requests.TryGetValue(agentId, out var log))
            {
                requests[agentId] = log = new RequestLog([]);
            }

            var decision = decide(current.Untouched(), log, Moment.Present());
            log.Put(decision.Record);
            var document = CentreDocuments.Of(agentId, RequestLog.SlotOf(decision.Record), decision.Record);
            var delay = TimeSpan.FromMilliseconds(current.Settings.SnapshotDelayMilliseconds);
            return CommitAsync(decision.Centre, [document], delay, decision.Answer);
        }
    }

    /// <summary>The requests that an agent's bridge received, the oldest first.</summary>
    public IReadOnlyList<RequestRecord> RequestsOf(string agentId)
    {
        lock (gate)
        {
            return requests.TryGetValue(agentId, out var log) ? log.All() : [];
        }
    }

    public ValueTask DisposeAsync() => file.DisposeAsync();

    private Task CommitAsync(ContactCentre after, IEnumerable<Document> more, TimeSpan showDelay, Action? answer)
    {
        List<Document> documents = [.. CentreDocuments.Changed(current, after), .. more];
        current = after;
        return file.WriteAsync(documents, () =>
        {
            told = after;
            answer?.Invoke();
            Changed?.Invoke(after, showDelay);
        });
    }
}

/// <summary>What is decided about a request.</summary>
/// <param name="Centre">The world after it.</param>
/// <param name="Record">What is kept of it.</param>
/// <param name="Answer">What is said once both are durable, before any snapshot shows it.</param>
internal sealed record RequestDecision(ContactCentre Centre, RequestRecord Record, Action? Answer);
