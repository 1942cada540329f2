using CallActors.Domain.Agents;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Properties;

/// <summary>The remembered requests, beside a plain list of which the last are kept.</summary>
public sealed class RecentRequestsProperties
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 8, 0, 0, TimeSpan.Zero);

    // Few ids, so that some come again, and steps so long that some are over by time before they are too many.
    private static readonly Gen<(int Id, int Minutes)[]> Histories =
        from count in Gen.Choose(0, 1300)
        from longestMinutes in Gen.Elements(0, 1, 5, 700)
        from history in Gen.ArrayOf(Gen.Choose(0, 800).SelectMany(_ => Gen.Choose(0, longestMinutes), (id, minutes) => (id, minutes)), count)
        select history;

    [Fact]
    public void What_is_remembered_is_what_a_list_of_the_last_would_hold() => Run.ForAll(Histories.ToArbitrary(), 100, history =>
    {
        var recent = RecentRequests.Empty;
        var list = new List<RecentRequest>();
        var at = Start;
        foreach (var (id, minutes) in history)
        {
            at = at.AddMinutes(minutes);
            var request = RequestOf(id, at);
            recent = recent.Add(request);
            list.RemoveAll(each => each.Request.AskedAt <= at - RecentRequests.For);
            list.Add(request);
            list.RemoveRange(0, Math.Max(0, list.Count - RecentRequests.Most));
        }

        recent.Count.ShouldBe(list.Count);
        recent.OldestFirst.ToArray().ShouldBe(list);
        foreach (var id in Enumerable.Range(0, 801))
        {
            recent.Find($"request-{id}").ShouldBeSameAs(list.LastOrDefault(each => each.Request.RequestId == $"request-{id}"));
        }
    });

    [Fact]
    public void One_that_is_remembered_later_is_not_seen_in_what_was_before()
    {
        var before = Enumerable.Range(0, 40).Aggregate(RecentRequests.Empty, (recent, id) => recent.Add(RequestOf(id, Start)));
        before.Add(RequestOf(40, Start)).Find("request-40").ShouldNotBeNull();
        before.Add(RequestOf(41, Start)).Find("request-40").ShouldBeNull();
        before.Find("request-40").ShouldBeNull();
    }

    private static RecentRequest RequestOf(int id, DateTimeOffset at) => new(
        new Request($"request-{id}", RequestKind.Mute, "Mute", "app", at, "bridge-1", null, null, 0, null, null, new RequestPersonal(null, null)), null);
}
