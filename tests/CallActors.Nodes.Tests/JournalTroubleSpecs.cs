using System.Diagnostics;
using System.Net;
using CallActors.Engine.Tests.Journal;
using CallActors.Host.Tests.Running;
using CallActors.Nodes.Tests.Running;
using Npgsql;
using Xunit.Abstractions;

namespace CallActors.Nodes.Tests;

/// <summary>
/// A database that answers and does not write: requests get JOURNAL_UNAVAILABLE, nothing is told that is not durable, and it
/// goes on by itself.
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
    public Task Locked_by_somebody_who_does_not_end()
    {
        Skip.IfNot(NodeProgram.IsAllRun, NodeProgram.TakesLong);
        return TroubleAsync("locked", async site =>
        {
            var connection = new NpgsqlConnection(site.Database + ";Pooling=false");
            await connection.OpenAsync();
            await using var locking = new NpgsqlCommand("BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE", connection);
            await locking.ExecuteNonQueryAsync();
            return () => connection.DisposeAsync().AsTask();
        });
    }

    [SkippableFact]
    public async Task Full()
    {
        Skip.IfNot(NodeProgram.IsAllRun, NodeProgram.TakesLong);
        await using var disk = await SmallDisk.MountAsync(megabytes: 4);
        await TroubleAsync("full", async site =>
        {
            await PostgresServer.QueryAsync(site.Database, $"CREATE TABLESPACE small LOCATION '{disk.Folder}'");
            await PostgresServer.QueryAsync(site.Database, "ALTER TABLE journal SET TABLESPACE small");
            await disk.FillAsync();
            return () => Task.Run(disk.MakeRoom);
        }, async site =>
        {
            await PostgresServer.QueryAsync(site.Database, "ALTER TABLE journal SET TABLESPACE pg_default");
            await PostgresServer.QueryAsync(site.Database, "DROP TABLESPACE small");
        });
    }

    /// <summary>PostgreSQL panics then, ends every connection, and begins again; it ends where it cannot even write that it did.</summary>
    [SkippableFact]
    public async Task Full_where_the_write_ahead_log_is()
    {
        Skip.IfNot(NodeProgram.IsAllRun, NodeProgram.TakesLong);
        await using var disk = await SmallDisk.MountAsync(megabytes: 64);
        var own = new PostgresServer { LogDirectory = Path.Combine(disk.Folder, "log") };
        try
        {
            await own.InitializeAsync();
            await TroubleAsync("the write-ahead log's disk full", async site =>
            {
                await disk.FillAsync();
                return async () =>
                {
                    disk.MakeRoom();
                    await BackAsync(own, site.Database);
                };
            }, async _ => (await own.LogAsync()).ShouldContain("PANIC"), on: own);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private async Task BackAsync(PostgresServer ended, string database) => await Eventually.TrueAsync(async () =>
    {
        if (!ended.IsRunning)
        {
            output.WriteLine("PostgreSQL had ended, and is started again, as the system or an operator would.");
            await ended.StartAsync();
        }

        try
        {
            return (await PostgresServer.QueryAsync(database, "SELECT 1")).Length == 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }, "PostgreSQL is back");

    /// <param name="begin">Begins the trouble, and gives what ends it.</param>
    /// <param name="on">The server that has it, where it is not the one of all specs.</param>
    private async Task TroubleAsync(
        string name, Func<Site, Task<Func<Task>>> begin, Func<Site, Task>? afterwards = null, PostgresServer? on = null)
    {
        await using var site = await Site.StartAsync(on ?? server, nodes: 2, bridgesAt: 1);
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        await using var beside = await site.Nodes[1].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        var end = await begin(site);
        // A disk may still have room for a few.
        var (refused, subtopic, isHeld, isAccepted) = ("", "", false, false);
        for (var number = 0; refused.Length == 0; number++, isHeld = !isHeld)
        {
            number.ShouldBeLessThan(500, "the trouble is there");
            subtopic = isHeld ? "Resume" : "Hold";
            using var answer = await site.Nodes[0].AskAsync(Agent, subtopic, call, $"asked-{number}");
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, text);
                isAccepted = text.Contains("The request was accepted", StringComparison.Ordinal);
                text.ShouldContain(isAccepted
                    ? "\"JOURNAL_UNAVAILABLE\",\"errorMessage\":\"The request was accepted, and how it ended cannot be journaled at the moment; ask again with the same requestId to hear it.\""
                    : "\"JOURNAL_UNAVAILABLE\",\"errorMessage\":\"The journal cannot be written or read at the moment; ask again with the same requestId.\"");
                refused = $"asked-{number}";
            }
        }

        using (var again = await site.Nodes[0].AskAsync(Agent, subtopic, call, refused))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        app.Events.Concat(beside.Events).ShouldNotContain(each => each.Text.Contains($"\"{refused}\"", StringComparison.Ordinal));
        await end();
        var clock = Stopwatch.StartNew();
        await site.Nodes[0].EndAsync(Agent, subtopic, call, refused);
        output.WriteLine($"{name}: the request that was {(isAccepted ? "accepted" : "refused")} has ended {clock.Elapsed.TotalMilliseconds:0} ms after the journal was back");
        await app.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == refused, "that it is done");

        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        await Truth.ToldIsJournaledAsync(site, Agent, app);
        await Truth.ToldIsJournaledAsync(site, Agent, beside);
        if (afterwards is not null)
        {
            await afterwards(site);
        }
    }
}
