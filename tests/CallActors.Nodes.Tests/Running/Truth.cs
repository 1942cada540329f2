using CallActors.Audit;
using CallActors.Domain.Agents;
using CallActors.Engine;
using CallActors.Engine.Journal.Postgres;
using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>Compares what apps were told and promised with the journal and with the contact centre.</summary>
internal static class Truth
{
    /// <summary>
    /// Nothing acknowledged is lost or ended twice, nothing told is missing from the journal or differs, the revisions
    /// that each app was told have no gap, and the bridge was asked nothing twice.
    /// </summary>
    public static async Task CheckAsync(Site site, IEnumerable<Desk> desks)
    {
        await using var journal = await PostgresJournalReader.OpenAsync(site.Database, default);
        using var audit = new StringWriter();
        (await AuditCommand.RunAsync(["verify", "--journal", $"postgres:{site.Database}"], audit, audit)).ShouldBe(0, audit.ToString());
        foreach (var desk in desks)
        {
            var history = new List<Past>();
            await foreach (var past in History.ReadAsync(journal, desk.AgentId, gap => Assert.Fail(gap.Reason), default))
            {
                history.Add(past);
            }

            CheckTold(desk, history);
            var facts = history.SelectMany(past => past.Happened).OfType<Happened.ToAgent>().Select(each => each.Fact).ToArray();
            var started = facts.OfType<AgentFact.RequestStarted>().Select(fact => fact.Request.RequestId).ToArray();
            var ended = facts.OfType<AgentFact.RequestConfirmed>().Select(fact => fact.RequestId)
                .Concat(facts.OfType<AgentFact.RequestFailed>().Select(fact => fact.RequestId)).ToArray();
            started.ShouldBeUnique();
            ended.ShouldBeUnique();
            desk.Acknowledged.Distinct().ShouldBeSubsetOf(started, $"what was acknowledged to {desk.AgentId} is in the journal");
            started.ShouldBeSubsetOf(ended, "every request ended");
            var asked = await site.AskedAsync(desk.AgentId);
            asked.Values.ShouldAllBe(times => times == 1);
            asked.Keys.ShouldBeSubsetOf(started, "the bridge was asked nothing that is not in the journal");
        }
    }

    /// <summary>What an app was told stands in the journal, and came in order.</summary>
    public static async Task ToldIsJournaledAsync(Site site, string agentId, App app)
    {
        await using var journal = await PostgresJournalReader.OpenAsync(site.Database, default);
        var journaled = new Dictionary<long, Told>();
        await foreach (var past in History.ReadAsync(journal, agentId, gap => Assert.Fail(gap.Reason), default))
        {
            if (past.Told is { } told)
            {
                journaled[told.Revision] = told;
            }
        }

        var all = app.Events.Where(each => each.Meta.TryGetProperty("part", out _)).ToArray();
        all.Length.ShouldBeGreaterThan(0);
        all.ShouldAllBe(each => journaled.ContainsKey(each.Revision) && journaled[each.Revision].Previous == each.Meta.GetProperty("previous").GetInt64());
        all.Select(each => each.Revision).ShouldBe(all.Select(each => each.Revision).Order());
    }

    private static void CheckTold(Desk desk, List<Past> history)
    {
        var journaled = history.Where(past => past.Told is not null).ToDictionary(past => past.View.Revision, past => past.Told!);
        var told = desk.Told;
        told.Count.ShouldBeGreaterThan(0);
        foreach (var ((revision, part), each) in told)
        {
            journaled.ShouldContainKey(revision, $"{desk.AgentId} was told revision {revision}");
            each.Meta.GetProperty("previous").GetInt64().ShouldBe(journaled[revision].Previous);
            WithoutMeta(each).ShouldBe(System.Text.Encoding.UTF8.GetString(journaled[revision].Parts[part - 1].Span));
        }

        var (first, last) = (told.Keys.Min(key => key.Revision), told.Keys.Max(key => key.Revision));
        var expected = journaled.Values.Where(each => each.Revision >= first && each.Revision < last)
            .SelectMany(each => Enumerable.Range(1, each.Parts.Count).Select(part => (each.Revision, part)));
        expected.Except(told.Keys).ShouldBeEmpty($"{desk.AgentId} missed nothing between the first and the last revision it was told");
    }

    private static string WithoutMeta(AppEvent each)
    {
        var meta = each.Text.LastIndexOf(",\"meta\":", StringComparison.Ordinal);
        return string.Concat(each.Text.AsSpan(0, meta), "}");
    }
}
