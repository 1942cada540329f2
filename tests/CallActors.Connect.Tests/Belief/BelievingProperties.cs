using CallActors.Domain.Agents;
using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Connect.Tests.Belief;

/// <summary>Who is believed, over shuffled, repeated and contradicting reports.</summary>
public sealed class BelievingProperties
{
    private static readonly ReportSource[] feeds = [ReportSource.AgentEvent, ReportSource.CurrentUserData];
    private static readonly ReportSource[] all = [ReportSource.Bridge, .. feeds];

    [Fact]
    public void Shuffled_and_repeated_reports_end_in_the_state_of_the_newest() => Check(
        from reports in Reports.Mixed(feeds)
        from shuffled in Gen.Shuffle(reports.Concat(reports).ToArray())
        select (reports, shuffled),
        each => Picture.Initial.With(each.shuffled).AtContactLevel().ShouldBe(each.reports[^1].AtContactLevel()));

    [Fact]
    public void With_three_sources_the_newest_is_believed_while_no_bridge_is_attached() => Check(
        from reports in Reports.Mixed(all)
        from shuffled in Gen.Shuffle(reports.Concat(reports).ToArray())
        select (reports, shuffled),
        each => Picture.Initial.With(each.shuffled).AtContactLevel().ShouldBe(each.reports[^1].AtContactLevel()));

    [Fact]
    public void A_report_again_changes_nothing() => Check(
        Reports.Mixed(all),
        reports =>
        {
            var picture = Picture.Initial.With(reports);
            reports.ShouldAllBe(report => Observing.Decide(picture, report) is Decision.Nothing);
        });

    [Fact]
    public void While_a_bridge_is_attached_the_feeds_change_nothing_and_do_not_outdate_it() => Check(
        from bridge in Reports.Mixed(ReportSource.Bridge)
        from contradictions in Reports.Mixed(feeds)
        select (bridge, contradictions),
        each =>
        {
            var attached = Picture.Initial.Attached().With(each.bridge[..^1]);
            var after = attached.With(each.contradictions.Select(report => report with { At = report.At.AddHours(1) }));

            after.ShouldBeSameAs(attached);
            after.With(each.bridge[^1]).AtContactLevel().ShouldBe(each.bridge[^1].AtContactLevel());
        });

    [Fact]
    public void Bridges_come_and_go_and_the_newest_report_that_counts_is_believed() => Check(
        from reports in Reports.Mixed(all)
        from attached in Gen.ListOf(Gen.Elements(true, false), reports.Length)
        select (reports, attached),
        each =>
        {
            var picture = Picture.Initial;
            AgentReport? believed = null;
            foreach (var (report, isAttached) in each.reports.Zip(each.attached))
            {
                picture = isAttached ? picture.Detached().Attached() : picture.Detached();
                picture = picture.With(report);
                believed = !isAttached || report.Source == ReportSource.Bridge ? report : believed;
                picture.AtContactLevel().ShouldBe(believed?.AtContactLevel() ?? []);
            }
        });

    [Fact]
    public void What_a_bridge_knew_of_connections_outlives_it_until_the_contact_is_over() => Check(
        from bridge in Reports.Mixed(ReportSource.Bridge)
        from later in Reports.Mixed(feeds)
        select (bridge, later),
        each =>
        {
            var picture = Picture.Initial.Attached().With(each.bridge).Detached();
            foreach (var report in each.later.Select(report => report with { At = report.At.AddHours(1) }))
            {
                var before = picture;
                picture = picture.With(report);
                foreach (var call in picture.Calls.Where(call => !call.Contact.IsOver && before.Find(call.ContactId) is { Contact.IsOver: false }))
                {
                    var known = before.Find(call.ContactId)!;
                    call.Connections.Select(connection => connection.Party).ShouldBe(known.Connections.Select(connection => connection.Party));
                    call.Connections.Count(connection => connection.IsLiving).ShouldBe(known.Connections.Count(connection => connection.IsLiving));
                }
            }
        });

    private static void Check<T>(Gen<T> reports, Action<T> holds) =>
        Prop.ForAll(reports.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
