using System.Text;
using System.Text.RegularExpressions;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Journal;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Engine.Tests.Golden;

/// <summary>Every manifest that ever stood in a journal is read for ever, and written in the same bytes while it is written.</summary>
public sealed class GoldenEventSpecs
{
    private const string Stream = "stream-of-the-golden-file";

    private static readonly StreamHead Head = new(Stream, 6, new string('7', 64));

    private static readonly Envelope Around = new(Scene.At(2).AddTicks(1234), new Cause("request", "01890a5d", "myapp"), Head.Hash);

    public static TheoryData<string> Known => [.. Manifests.Known.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_manifest_is_read_and_written_as_in_its_golden_file(string manifest)
    {
        var written = Write(manifest);

        var golden = GoldenFiles.Read($"{manifest.Replace('/', '.')}.json", () => Encoding.UTF8.GetString(written.Message.Span));

        var row = written with { Message = Encoding.UTF8.GetBytes(golden) };
        EventCodec.ReadEnvelope(row).ShouldBe(Around);
        if (manifest == Manifests.Changed)
        {
            Description.Of(EventCodec.ReadChanged(row)).ShouldBe(Description.Of(Whole()));
        }
        else if (GoldenEvents.All[manifest] is AgentFact fact)
        {
            Description.Of(EventCodec.ReadChanged(row).Facts.ShouldHaveSingleItem()).ShouldBe(Description.Of(fact));
        }
        else
        {
            Description.Of(EventCodec.ReadEvent(row)).ShouldBe(Description.Of(GoldenEvents.All[manifest]));
        }

        Encoding.UTF8.GetString(written.Message.Span).ShouldBe(golden);
    }

    [Fact]
    public void Every_golden_file_has_a_manifest_that_is_still_known() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(Manifests.Known.Select(manifest => manifest.Replace('/', '.')), ignoreOrder: true);

    [Theory]
    [InlineData("no JSON", "JSON")]
    [InlineData("[]", "agent.muteChanged/1 (InvalidOperationException)")]
    [InlineData("""{"event":{}}""", "agent.muteChanged/1 (KeyNotFoundException)")]
    [InlineData("""{"at":"2020-04-09T12:51:05Z","event":{}}""", "agent.muteChanged/1 (KeyNotFoundException)")]
    [InlineData("""{"at":"2020-04-09T12:51:05Z","cause":null,"event":{}}""", "agent.muteChanged/1 (JsonException)")]
    [InlineData("""{"at":"2020-04-09T12:51:05Z","cause":{"by":"lost"},"previous":7,"event":{}}""", "agent.muteChanged/1 (JsonException)")]
    public void Of_what_is_no_event_it_is_said_where_it_stands_and_what_it_is_not(string message, string missing)
    {
        var row = new JournalRow(new RowKey(Stream, 7), "agent.muteChanged/1", Encoding.UTF8.GetBytes(message));

        Should.Throw<UnreadableEventException>(() => EventCodec.ReadEnvelope(row)).Message
            .ShouldMatch($"^Event 7 of {Stream} is not (a )?{Regex.Escape(missing)}\\.$");
    }

    private static JournalRow Write(string manifest) => manifest == Manifests.Changed
        ? EventCodec.Write(Stream, Head, Around, Whole())
        : GoldenEvents.All[manifest] is AgentFact fact
            ? EventCodec.Write(Stream, Head, Around, new Changed(1, 5, 0, [fact], []))
            : EventCodec.Write(Stream, Head, Around, GoldenEvents.All[manifest]);

    private static Changed Whole() => new(
        1, 5, 2, [new AgentFact.RequestConfirmed("01890a5d"), new AgentFact.ReportTaken(Scene.At(0))],
        [new RowKey("contact-a-c", 3), new RowKey("connection-a-c", 12)]);
}
