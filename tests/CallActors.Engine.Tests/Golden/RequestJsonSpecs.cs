using System.Text;
using System.Text.Json;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Engine.Tests.Golden;

/// <summary>A request is written member by member; what the generator would write says whether none was forgotten.</summary>
public sealed class RequestJsonSpecs
{
    public static TheoryData<RequestKind> Kinds => [.. Enum.GetValues<RequestKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_request_is_written_as_the_generator_would_and_read_back(RequestKind kind)
    {
        foreach (var request in Requests(kind))
        {
            var recent = JsonSerializer.SerializeToUtf8Bytes(new RecentRequest(request, null), EventJson.Default.RecentRequest);
            Encoding.UTF8.GetString(recent).ShouldBe($$"""{"request":{{JsonSerializer.Serialize(request, GeneratedRequestJson.Default.Request)}}}""");
            JsonSerializer.Deserialize(recent, EventJson.Default.RecentRequest)!.Request.ShouldBe(request);
        }
    }

    [Fact]
    public void Many_are_written_as_each_would_be_by_itself()
    {
        var all = Enum.GetValues<RequestKind>().SelectMany(Requests)
            .Select((request, place) => new RecentRequest(request with { RequestId = $"request-{place}" }, place % 3 == 0 ? "Nein: „besetzt“." : null)).ToArray();
        var session = AgentSession.Initial with { Recent = all.Aggregate(RecentRequests.Empty, (known, one) => known.Add(one)) };

        using var written = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(
            new SessionSnapshot(1, Scene.At(1), [], new SnapshotPersonal(session, [], [])), EventJson.Default.SessionSnapshot));

        written.RootElement.GetProperty("personal").GetProperty("session").GetProperty("recent").EnumerateArray().Select(one => one.GetRawText())
            .ShouldBe(all.Select(one => JsonSerializer.Serialize(one, EventJson.Default.RecentRequest)));
    }

    /// <summary>Each member that may be absent both there and not.</summary>
    private static IEnumerable<Request> Requests(RequestKind kind)
    {
        var whole = new Request(
            "01890a5d-Ω", kind, "SendDTMF", "„myapp“", Scene.At(1).AddTicks(1234), "attachment", Scene.ContactId, Scene.OwnId, 2, Scene.Available, 7,
            new RequestPersonal(new Endpoint("arn:q", "q", "queue", Scene.QuickConnectName, Scene.ThirdNumber), "{\"connectionId\":\"x\"}"));
        yield return whole;
        yield return whole with { ContactId = null };
        yield return whole with { ConnectionId = null };
        yield return whole with { State = null };
        yield return whole with { DigitCount = null };
        yield return whole with { Personal = new RequestPersonal(null, "x") };
        yield return whole with { Personal = new RequestPersonal(Endpoint.OfNumber(Scene.ThirdNumber), null) };
        yield return new Request("r", kind, "", "", Scene.At(0), "", null, null, 0, null, null, new RequestPersonal(null, null));
    }
}
