using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using CallActors.Engine;
using CallActors.Engine.Journal.Postgres;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Npgsql;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>
/// A database that answers and does not write: requests get JOURNAL_UNAVAILABLE, nothing is told that is not durable,
/// and it goes on by itself.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class JournalTroubleSpecs(PostgresServer server, ITestOutputHelper output)
{
    private const string Agent = "agent1";

    [SkippableFact]
    public Task Read_only() => TroubleAsync("read-only", async site =>
    {
        var database = site.Database.Split("Database=")[1];
        await SetAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        return () => SetAsync($"ALTER DATABASE {database} RESET default_transaction_read_only");

        // What is connected keeps the setting that it began with, as after a failover: so it is sent away.
        async Task SetAsync(string statement)
        {
            var writable = site.Database + ";Options=-c default_transaction_read_only=off";
            await PostgresServer.QueryAsync(writable, statement);
            await PostgresServer.QueryAsync(
                writable, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid()");
        }
    });

    [SkippableFact]
    public Task Locked_by_somebody_who_does_not_end() => TroubleAsync("locked", async site =>
    {
        var connection = new NpgsqlConnection(site.Database + ";Pooling=false");
        await connection.OpenAsync();
        await using var locking = new NpgsqlCommand("BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE", connection);
        await locking.ExecuteNonQueryAsync();
        return () => connection.DisposeAsync().AsTask();
    });

    /// <param name="begin">Begins the trouble, and gives what ends it.</param>
    private async Task TroubleAsync(string name, Func<Site, Task<Func<Task>>> begin)
    {
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1);
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        await using var beside = await site.Nodes[1].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        var end = await begin(site);
        // A disk may still have room for a few.
        var (refused, subtopic, isHeld) = ("", "", false);
        for (var number = 0; refused.Length == 0; number++, isHeld = !isHeld)
        {
            number.ShouldBeLessThan(500, "the trouble is there");
            subtopic = isHeld ? "Resume" : "Hold";
            using var answer = await AskAsync(site, call, subtopic, $"asked-{number}");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
                text.ShouldContain("\"JOURNAL_UNAVAILABLE\",\"errorMessage\":\"The journal cannot be written or read at the moment; ask again with the same requestId.\"");
                refused = $"asked-{number}";
            }
        }

        using (var again = await AskAsync(site, call, subtopic, refused))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        app.Events.Concat(beside.Events).ShouldNotContain(each => each.Text.Contains($"\"{refused}\"", StringComparison.Ordinal));
        await end();
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () =>
        {
            using var done = await AskAsync(site, call, subtopic, refused);
            return done.StatusCode == HttpStatusCode.OK;
        }, "the same request is done when the journal is back");
        Say($"{name}: the request that was refused is done {clock.Elapsed.TotalMilliseconds:0} ms after the journal was back");
        await app.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == refused, "that it is done");

        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        await ToldIsJournaledAsync(site, app);
        await ToldIsJournaledAsync(site, beside);
    }

    private static Task<HttpResponseMessage> AskAsync(Site site, string call, string subtopic, string requestId) =>
        site.Nodes[0].Http.PostAsJsonAsync($"v1/agents/{Agent}/messages?wait=true", App.Envelope("InboundCall", subtopic, call, requestId));

    private static async Task ToldIsJournaledAsync(Site site, App app)
    {
        await using var journal = await PostgresJournal.OpenAsync(site.Database);
        var journaled = new Dictionary<long, Told>();
        await foreach (var past in History.ReadAsync(journal, Agent, gap => Assert.Fail(gap.Reason), default))
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

    private void Say(string line)
    {
        output.WriteLine(line);
        Console.WriteLine($"JournalTroubleSpecs: {line}");
    }
}
