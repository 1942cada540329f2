using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;

namespace CallActors.Engine.Tests.Engine;

/// <summary>What is true of every journal at any time; it is read as a whole after each spec.</summary>
internal static class JournalPromises
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<IReadOnlyList<JournalRow>> ReadAllAsync(IJournal journal)
    {
        var rows = new List<JournalRow>();
        await foreach (var stream in journal.ReadPersistenceIdsAsync("", default))
        {
            await foreach (var row in journal.ReadStreamAsync(stream, 1, long.MaxValue, default))
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    public static async Task CheckAsync(IJournal journal)
    {
        var rows = await ReadAllAsync(journal);
        foreach (var stream in rows.GroupBy(row => row.Key.PersistenceId))
        {
            CheckChain([.. stream]);
        }

        foreach (var row in rows)
        {
            CheckPersonal(row.Key.ToString(), row.Message);
        }

        var sessions = rows.Where(row => row.Key.PersistenceId.StartsWith(Streams.AgentPrefix, StringComparison.Ordinal)).ToArray();
        var named = sessions.SelectMany(row => EventCodec.ReadChanged(row).Events).ToArray();
        named.OrderBy(key => key.ToString()).ShouldBe(
            rows.Except(sessions).Select(row => row.Key).OrderBy(key => key.ToString()), "Every event is named by one session's event.");
        foreach (var stream in sessions.GroupBy(row => row.Key.PersistenceId))
        {
            CheckSession(stream.Key, [.. stream.Select(EventCodec.ReadChanged)]);
            await Verification.CheckAsync(journal, Streams.AgentOf(stream.Key), Assert.Fail, default);
            if (await journal.ReadSnapshotAsync(stream.Key, long.MaxValue, default) is { } snapshot)
            {
                CheckPersonal($"the snapshot of {stream.Key}", snapshot.Payload);
            }
        }
    }

    private static void CheckChain(IReadOnlyList<JournalRow> stream)
    {
        string? previous = null;
        for (var index = 0; index < stream.Count; index++)
        {
            stream[index].Key.SequenceNumber.ShouldBe(index + 1, stream[index].Key.PersistenceId);
            EventCodec.ReadEnvelope(stream[index]).Previous.ShouldBe(previous, stream[index].Key.ToString());
            previous = StreamHead.HashOf(stream[index]);
        }
    }

    private static void CheckSession(string stream, IReadOnlyList<Changed> changes)
    {
        var lastTold = 0L;
        for (var index = 0; index < changes.Count; index++)
        {
            changes[index].Previous.ShouldBe(lastTold, $"{stream} {index + 1}");
            lastTold = changes[index].Parts > 0 ? index + 1 : lastTold;
        }

        var facts = changes.SelectMany(change => change.Facts).ToArray();
        var started = facts.OfType<AgentFact.RequestStarted>().Select(fact => fact.Request.RequestId).ToArray();
        var ended = facts.OfType<AgentFact.RequestConfirmed>().Select(fact => fact.RequestId)
            .Concat(facts.OfType<AgentFact.RequestFailed>().Select(fact => fact.RequestId)).ToArray();
        started.ShouldBeUnique();
        ended.ShouldBeUnique();
        ended.ShouldBeSubsetOf(started);
        (started.Length - ended.Length).ShouldBeInRange(0, 1, "Only the last request may be outstanding.");
    }

    private static void CheckPersonal(string where, ReadOnlyMemory<byte> json)
    {
        Encoding.UTF8.GetString(json.Span).ShouldNotContain(Scene.Digits, Case.Sensitive, where);
        var open = WithoutPersonal(JsonNode.Parse(json.Span))!.ToJsonString(Readable);
        foreach (var text in Scene.Personal)
        {
            open.ShouldNotContain(text, Case.Sensitive, where);
        }
    }

    private static JsonNode? WithoutPersonal(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => member.Key != "personal")
            .Select(member => KeyValuePair.Create(member.Key, WithoutPersonal(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutPersonal)]),
        _ => node?.DeepClone(),
    };
}
