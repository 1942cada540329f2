using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallActors.Domain.Connections;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Engine.Tests.Golden;

/// <summary>A journal of a whole call, once written, gives the same broadcasts for ever under the rules that rendered it.</summary>
public sealed class GoldenJournalSpecs
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_golden_journal_is_told_as_when_it_was_written()
    {
        var rows = ReadRows();

        var told = Fold(rows).ToArray();

        var golden = GoldenFiles.Read("journals/whole-call.broadcasts-1.jsonl", () => string.Join('\n', told));
        told.ShouldBe(golden.Split('\n'));
    }

    [Fact]
    public void Every_row_of_the_golden_journal_names_the_hash_of_the_one_before_it()
    {
        foreach (var stream in ReadRows().GroupBy(row => row.Key.PersistenceId))
        {
            string? previous = null;
            foreach (var row in stream)
            {
                EventCodec.ReadEnvelope(row).Previous.ShouldBe(previous, row.Key.ToString());
                previous = StreamHead.HashOf(row);
            }
        }
    }

    /// <summary>A start folds many changes without rendering them; what comes of it must be what it was while they happened.</summary>
    private static void ShouldBeTheSame(SessionState atOnce, SessionState oneByOne)
    {
        Encoding.UTF8.GetString(SessionReader.ToSnapshot(atOnce with { Heads = [] }).Payload.Span)
            .ShouldBe(Encoding.UTF8.GetString(SessionReader.ToSnapshot(oneByOne with { Heads = [] }).Payload.Span));
        atOnce.Heads.ShouldBe(oneByOne.Heads, ignoreOrder: true);
    }

    private static IEnumerable<string> Fold(IReadOnlyList<JournalRow> rows)
    {
        var byKey = rows.ToDictionary(row => row.Key);
        var state = SessionState.Initial(Rehearsal.AgentId);
        var changes = new List<ReadChange>();
        foreach (var session in rows.Where(row => row.Manifest == Manifests.Changed))
        {
            var change = EventReader.ReadChange(session);
            change.Changed.Rules.ShouldBe(1);
            var step = state.Fold(change, byKey);
            (step.Told?.Parts.Count ?? 0).ShouldBe(change.Changed.Parts);
            state = step.After;
            changes.Add(change);
            ShouldBeTheSame(SessionState.Initial(Rehearsal.AgentId).Fold(changes, byKey), state);
            foreach (var part in step.Told?.Parts ?? [])
            {
                yield return $"{step.Told!.Revision} {step.Told.Previous} {step.Told.RequestId ?? "-"} {Encoding.UTF8.GetString(part.Span)}";
            }
        }

        state.Picture.Contacts.ShouldBeEmpty();
    }

    private static IReadOnlyList<JournalRow> ReadRows() =>
    [
        .. GoldenFiles.Read("journals/whole-call.jsonl", () => string.Join('\n', WriteCall().Select(Line)))
            .Split('\n').Select(line => JsonNode.Parse(line)!).Select(line => new JournalRow(
                new RowKey(line["persistence_id"]!.GetValue<string>(), line["sequence_number"]!.GetValue<long>()),
                line["manifest"]!.GetValue<string>(), Encoding.UTF8.GetBytes(line["message"]!.GetValue<string>()))),
    ];

    private static string Line(JournalRow row) => new JsonObject
    {
        ["persistence_id"] = row.Key.PersistenceId,
        ["sequence_number"] = row.Key.SequenceNumber,
        ["manifest"] = row.Manifest,
        // As text, so that it stays byte for byte what it was.
        ["message"] = Encoding.UTF8.GetString(row.Message.Span),
    }.ToJsonString(Readable);

    private static IReadOnlyList<JournalRow> WriteCall()
    {
        var call = new Rehearsal();
        call.Attach();
        call.Report(1, Scene.Ringing(1));
        call.Ask("Answer");
        call.Report(2, Scene.Connected(2));
        call.Ask("Hold", Scene.ContactId);
        call.Report(3, Scene.Held(3));
        call.Ask("Resume", Scene.ContactId);
        call.Fail("Zoë’s call could not be resumed.");
        call.Ask("Resume", Scene.ContactId);
        call.Report(4, Scene.Connected(4));
        call.Ask("Consult", Scene.ThirdNumber);
        call.Report(5, Scene.WithThird(5, ConnectionStatus.Hold, ConnectionStatus.Connecting));
        call.Report(6, Scene.WithThird(6, ConnectionStatus.Hold, ConnectionStatus.Connected));
        call.Ask("Swap");
        call.Report(7, Scene.WithThird(7, ConnectionStatus.Connected, ConnectionStatus.Hold));
        call.Ask("Conference");
        call.Report(8, Scene.WithThird(8, ConnectionStatus.Connected, ConnectionStatus.Connected));
        call.Ask("SendDTMF", Scene.Digits);
        call.Report(9, Scene.Ended(9));
        call.Ask("ClearContact");
        call.Report(10);
        return call.Rows;
    }
}
