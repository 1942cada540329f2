namespace CallActors.Simulator.Bridge;

/// <summary>A request that came over the wire, how often it came, and what became of it.</summary>
/// <param name="Position">Which of the agent's requests it was, from 0.</param>
/// <param name="Times">How often this id was received, so that one can prove that none was sent twice.</param>
/// <param name="Performed">Whether Amazon did it.</param>
/// <param name="Outcome">"ok", "failed: …", "silent", "late" or "pending".</param>
internal sealed record RequestRecord(
    string RequestId, string Operation, string? ContactId, string? ConnectionId, DateTimeOffset ReceivedAt,
    long Position, int Times, bool Performed, string Outcome)
{
    public const string Ok = "ok";
    public const string Silent = "silent";
    public const string Late = "late";
    public const string Pending = "pending";

    public static string Failed(string message) => $"failed: {message}";
}

/// <summary>The requests that an agent's bridge received last, by id: none is performed twice.</summary>
internal sealed class RequestLog
{
    public const int Kept = 1_000;

    private readonly Dictionary<string, RequestRecord> byId = [];
    private readonly Dictionary<int, string> bySlot = [];

    public RequestLog(IEnumerable<RequestRecord> records)
    {
        foreach (var record in records)
        {
            Put(record);
        }
    }

    /// <summary>Where the next request goes.</summary>
    public long NextPosition { get; private set; }

    /// <summary>The slot of a request: the newest takes that of the oldest.</summary>
    public static int SlotOf(RequestRecord record) => (int)(record.Position % Kept);

    /// <summary>The request with that id, or null.</summary>
    public RequestRecord? Find(string requestId) => byId.GetValueOrDefault(requestId);

    /// <summary>Remembers the request, or what is new of it.</summary>
    public void Put(RequestRecord record)
    {
        var slot = SlotOf(record);
        if (bySlot.TryGetValue(slot, out var oldest) && oldest != record.RequestId)
        {
            byId.Remove(oldest);
        }

        bySlot[slot] = record.RequestId;
        byId[record.RequestId] = record;
        NextPosition = Math.Max(NextPosition, record.Position + 1);
    }

    /// <summary>All requests, the oldest first.</summary>
    public IReadOnlyList<RequestRecord> All() => [.. byId.Values.OrderBy(record => record.Position)];
}
