using CallActors.Engine.Journal;
using CallActors.Engine.Journal.Postgres;

namespace CallActors.Engine.Tests.Journal;

/// <summary>What the nodes of a site have together beside the events: the one that leads, and what was set aside.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresSiteSpecs(PostgresServer server)
{
    [SkippableFact]
    public async Task One_node_leads_and_another_follows_it_when_it_ends()
    {
        string database = await server.CreateDatabaseAsync();
        PostgresJournal[] nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => PostgresJournal.OpenAsync(database)));
        PostgresJournal first = nodes.Single(node => node.Node!.IsLeader);
        PostgresJournal[] others = [.. nodes.Except([first])];
        var led = new List<JournalNode>();
        foreach (JournalNode node in others.Select(each => each.Node!))
        {
            node.Leads += () =>
            {
                lock (led)
                {
                    led.Add(node);
                }
            };
        }

        await Task.Delay(700);
        led.ShouldBeEmpty("While the first leads nobody else does.");
        await first.DisposeAsync();

        await Engine.Waiting.UntilAsync("another node leads", () => Task.FromResult(others.Count(node => node.Node!.IsLeader) == 1));
        await Task.Delay(700);
        led.ShouldHaveSingleItem().IsLeader.ShouldBeTrue();
        foreach (PostgresJournal node in others)
        {
            await node.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task What_one_node_set_aside_another_lists_and_removes()
    {
        string database = await server.CreateDatabaseAsync();
        await using PostgresJournal one = await PostgresJournal.OpenAsync(database);
        await using PostgresJournal other = await PostgresJournal.OpenAsync(database);
        await one.SetAside.AddAsync([new FaultyRecord("agent-events", "d", 1, "It is broken.", new byte[] { 1 })], default);

        long number = (await other.SetAside.ListAsync(0, 100, default)).ShouldHaveSingleItem().Number;

        (await other.SetAside.RemoveAsync(number, default)).ShouldBeTrue();
        (await one.SetAside.CountAsync(default)).ShouldBe(0);
    }
}
