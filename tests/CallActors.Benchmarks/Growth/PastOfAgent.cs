using CallActors.Benchmarks.Load;
using CallActors.Connect.Bridge;
using CallActors.Domain.Agents;
using CallActors.Domain.Contacts;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Benchmarks.Growth;

/// <summary>
/// The rows that an agent's calls would have left in the journal, made by the rules and the codec of the engine itself,
/// with their hash chain, but without an engine: what stands there cannot be told from what was journaled.
/// </summary>
internal sealed class PastOfAgent(CallIds ids)
{
    private const string Attachment = "00000000000000000000000000000000-0000000000000000";
    private readonly string state = """{"agentStateARN":"arn:aws:connect:us-east-1:111122223333:instance/i1/agent-state/s1","type":"routable","name":"Available","startTimestamp":"2026-01-02T08:00:00.000Z"}""";
    private SessionState session = SessionState.Initial(ids.AgentId);
    private DateTimeOffset now = DateTimeOffset.UtcNow.AddDays(-90);
    private int requests;

    /// <summary>The last snapshot that was written: when the last call was cleared, or after that; null before it.</summary>
    public SnapshotRow? Snapshot { get; private set; }

    public IEnumerable<JournalRow> Attach() =>
        Change(Attaching.Attach(Attachment, $"arn:aws:connect:us-east-1:111122223333:instance/i1/agent/{ids.AgentId}", "benchmark", ids.AgentId, $"Agent {ids.AgentId}"), "hello");

    /// <summary>One call from its ringing to its clearing, with a hold in it: 27 rows.</summary>
    public IEnumerable<JournalRow> ClosedCall(int number)
    {
        var call = $"{number:x8}-5a0d-4a8e-9a53-{ids.Number:x12}";
        var own = $"{number:x8}-2c5e-4f19-8a57-{ids.Number:x12}";
        foreach (var row in Held(call, own))
        {
            yield return row;
        }

        IEnumerable<JournalRow>[] rest =
        [
            Ask("Resume", CallCommand.Resume, call), Show(call, own, "connected", "connected"), Ask("Disconnect", CallCommand.Disconnect, call),
            Show(call, own, "ended", "disconnected"), Show(null, own, "", ""),
        ];
        foreach (var row in rest.SelectMany(rows => rows))
        {
            yield return row;
        }

        Snapshot = SessionReader.ToSnapshot(session);
        now = now.AddHours(3);
    }

    /// <summary>The call that the agent has now, on hold.</summary>
    public IEnumerable<JournalRow> HeldCall()
    {
        now = DateTimeOffset.UtcNow.AddMinutes(-10);
        return Held(ids.ContactId, ids.OwnId);
    }

    /// <summary>Nothing more happened for a while.</summary>
    public void Rest() => Snapshot = SessionReader.ToSnapshot(session);

    private IEnumerable<JournalRow> Held(string call, string own)
    {
        IEnumerable<JournalRow>[] steps =
        [
            Show(call, own, "connecting", "connecting"), Ask("Answer", CallCommand.Answer, call), Show(call, own, "connected", "connected"),
            Ask("Hold", CallCommand.Hold, call), Show(call, own, "connected", "hold"),
        ];
        return steps.SelectMany(rows => rows);
    }

    private IEnumerable<JournalRow> Ask(string subtopic, CallCommand command, string call)
    {
        now = now.AddSeconds(2);
        var ask = new Ask.OfCall($"past-{++requests}", "benchmark", subtopic, $"\"{call}\"", command, call, null, null);
        return Change(Asking.Decide(session.Picture, ask, now), "request");
    }

    private IEnumerable<JournalRow> Show(string? call, string own, string contact, string connection)
    {
        now = now.AddSeconds(20);
        return Change(Observing.Decide(session.Picture, Report(call, own, contact, connection) with { Attachment = Attachment }), "snapshot");
    }

    private AgentReport Report(string? call, string own, string contact, string connection)
    {
        var at = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        var contacts = call is null ? "" : $$$"""
            {"contactId":"{{{call}}}","initialContactId":null,"type":"voice","state":{"type":"{{{contact}}}","timestamp":"{{{at}}}"},"queue":{"name":"Support"},"queueTimestamp":"2026-01-02T08:30:00.000Z","connections":[{"connectionId":"{{{own}}}","endpoint":null,"state":{"type":"{{{connection}}}","timestamp":"{{{at}}}"},"type":"agent","initial":false},{"connectionId":"{{{call}}}","endpoint":{"type":"phone_number","phoneNumber":"+15550100"},"state":{"type":"{{{connection}}}","timestamp":"{{{at}}}"},"type":"inbound","initial":true}],"attributes":{"ANI":{"name":"ANI","value":"+15550100"},"DNIS":{"name":"DNIS","value":"+15550199"}},"initiationMethod":"inbound"}
            """;
        var frame = $$$"""{"type":"snapshot","snapshot":{"snapshotTimestamp":"{{{at}}}","state":{{{state}}},"contacts":[{{{contacts}}}]}}""";
        return ((BridgeMessage.Snapshot)BridgeReader.Read(System.Text.Encoding.UTF8.GetBytes(frame))).Report;
    }

    private IEnumerable<JournalRow> Change(Decision decision, string by)
    {
        if (decision is not Decision.Change change)
        {
            throw new BenchmarkException($"The past of {ids.AgentId} does not go on: {decision}");
        }

        var step = session.Prepare(change.Happened, new Cause(by, Attachment), now);
        session = step.After;
        return step.Change.Rows;
    }
}
