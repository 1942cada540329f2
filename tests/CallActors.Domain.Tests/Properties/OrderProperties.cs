using CallActors.Domain.Agents;
using CallActors.Domain.Tests.Telling;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Properties;

/// <summary>Reports come late, twice, out of order or never; the newest that came decides.</summary>
public sealed class OrderProperties
{
    private static readonly Gen<(AgentReport[] InOrder, AgentReport[] Shuffled)> Orders =
        from count in Gen.Choose(2, 12)
        from reports in Gen.ArrayOf(ReportGenerators.WholeReport, count)
        let timed = reports.Select((report, index) => report with { At = Calls.At(index + 1) }).ToArray()
        from repeated in Gen.SubListOf(timed)
        from shuffled in Gen.Shuffle(timed.Concat(repeated))
        select (timed, shuffled);

    [Fact]
    public void Shuffled_and_repeated_reports_end_in_the_state_of_the_newest() => Run.ForAll(Orders.ToArbitrary(), 2000, order =>
    {
        var newest = Summary(After([order.InOrder[^1]]));
        Summary(After(order.InOrder)).ShouldBe(newest);
        Summary(After(order.Shuffled)).ShouldBe(newest);
    });

    [Fact]
    public void A_lost_report_is_made_good_by_the_next() => Run.ForAll(Orders.ToArbitrary(), 1000, order =>
        Summary(After(order.InOrder.Where((_, index) => index % 2 == order.InOrder.Length % 2).Append(order.InOrder[^1])))
            .ShouldBe(Summary(After(order.InOrder))));

    private static Picture After(IEnumerable<AgentReport> reports) =>
        reports.Aggregate(Story.WithoutBridge.Attached("bridge-1"), (story, report) => story.When(report)).Picture;

    /// <summary>What is now, without what was before: the phase after an error, times and those who left are of the history.</summary>
    private static string Summary(Picture picture) => string.Join(" | ", picture.Calls
        .Select(call =>
            $"{call.ContactId} {(call.Contact.IsOver ? "over" : call.Contact.Phase)} "
            + string.Join(" ", call.Connections.Where(each => each.IsLiving).Select(each => $"{each.Party.ConnectionId}={each.Status}").Order(StringComparer.Ordinal)))
        .Order(StringComparer.Ordinal)
        .Append($"{picture.Session.State?.Name} {picture.Session.NextState?.Name} {picture.Session.Muted}"));
}
