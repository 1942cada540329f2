using System.Diagnostics;
using System.Globalization;
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
/// A database that answers and does not write, is slow, or is gone: requests get JOURNAL_UNAVAILABLE, nothing is told that
/// is not durable, and it goes on by itself.
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

    [SkippableFact]
    public async Task Full()
    {
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

    [SkippableFact]
    public async Task Slow()
    {
        SlowWire? wire = null;
        await using var site = await Site.StartAsync(server, nodes: 2, bridgesAt: 1, journalOf: database =>
        {
            var direct = new NpgsqlConnectionStringBuilder(database);
            wire ??= new SlowWire(direct.Port);
            direct.Port = wire.Port;
            return direct.ConnectionString;
        });
        await using var ending = wire!;
        await using var app = await site.Nodes[0].OpenAsync(Agent, "?meta=true");
        var call = await site.AnsweredAsync(Agent, app);

        // A round trip takes as long as a whole deadline may, and a connection, which takes several, longer than is waited for it.
        wire!.Delay = TimeSpan.FromSeconds(2);
        for (var number = 1; number <= 2; number++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await AskAsync(site, call, "Hold", "asked-1");
            ((int)answer.StatusCode).ShouldBeOneOf(200, 409, 503);
            output.WriteLine($"slow: answered {(int)answer.StatusCode} after {clock.Elapsed.TotalSeconds:0.0} s");
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }

        wire.Delay = TimeSpan.Zero;
        var back = Stopwatch.StartNew();
        await EndedAsync(site, call, "Hold", "asked-1");
        output.WriteLine($"slow: the request has ended {back.Elapsed.TotalMilliseconds:0} ms after the journal was fast again");
        await Eventually.TrueAsync(async () =>
        {
            // Whether it was done or failed by its deadline: what can be asked now is.
            var isHeld = (await site.Nodes[0].Http.GetStringAsync($"v1/agents/{Agent}/state")).Contains("\"status\":\"hold\"", StringComparison.Ordinal);
            using var next = await AskAsync(site, call, isHeld ? "Resume" : "Hold", $"next-{Guid.NewGuid():N}");
            return next.StatusCode == HttpStatusCode.OK;
        }, "the next command is done");
        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        await using var all = await site.Nodes[1].OpenAsync(Agent, "?meta=true&after=0");
        await all.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == "asked-1", "how it ended");
        await ToldIsJournaledAsync(site, all);
        await ToldIsJournaledAsync(site, app);
    }

    [SkippableFact]
    public async Task Gone()
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("JOURNAL_GONE_SECONDS"), CultureInfo.InvariantCulture, out var given) ? given : 3;
        var (returns, ready) = (new List<double>(), TimeSpan.Zero);
        var desks = await SiteUnderLoad.WhileAsync(server, agents: 4, async (site, desks) =>
        {
            await AgainAsync();
            await server.StopAsync("immediate");
            try
            {
                // At first it may be refused because another request is outstanding, as far as the node knows.
                await Eventually.TrueAsync(async () =>
                {
                    using var refused = await site.Nodes[0].Http.PostAsJsonAsync(
                        $"v1/agents/{Agent}/messages", App.Envelope("Agent", "Mute", null, "refused"));
                    refused.StatusCode.ShouldBeOneOf(HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable);
                    return (await refused.Content.ReadAsStringAsync()).Contains("JOURNAL_UNAVAILABLE", StringComparison.Ordinal);
                }, "a request gets JOURNAL_UNAVAILABLE");
                await Task.Delay(TimeSpan.FromSeconds(seconds));
            }
            finally
            {
                await server.StartAsync();
            }

            var clock = Stopwatch.StartNew();
            await Task.WhenAll(AgainAsync(), Eventually.TrueAsync(async () => await site.Nodes[0].IsReadyAsync() == true, "the node is ready").ContinueWith(
                _ => ready = clock.Elapsed, TaskScheduler.Default));

            async Task AgainAsync()
            {
                returns.Clear();
                foreach (var (desk, moment) in desks.Select(desk => (desk, desk.Now)).ToArray())
                {
                    await Eventually.TrueAsync(() => Task.FromResult(desk.AcceptedAfter(moment) is not null), $"{desk.AgentId} can be commanded");
                    returns.Add(desk.AcceptedAfter(moment)!.Value.TotalMilliseconds);
                }
            }
        });

        desks.Sum(desk => desk.Unavailable).ShouldBeGreaterThan(0);
        returns.Sort();
        output.WriteLine($"gone for {seconds} s: a node ready {ready.TotalMilliseconds:0} ms and agents commanded through the balancer {string.Join(", ", returns.Select(each => $"{each:0}"))} ms after the journal was back; "
            + $"{desks.Sum(desk => desk.Acknowledged.Count)} commands acknowledged, {desks.Sum(desk => desk.Unavailable)} asked again, {desks.Sum(desk => desk.Reconnections)} sockets opened again");
    }

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
            using var answer = await AskAsync(site, call, subtopic, $"asked-{number}");
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

        using (var again = await AskAsync(site, call, subtopic, refused))
        {
            again.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        app.Events.Concat(beside.Events).ShouldNotContain(each => each.Text.Contains($"\"{refused}\"", StringComparison.Ordinal));
        await end();
        var clock = Stopwatch.StartNew();
        await EndedAsync(site, call, subtopic, refused);
        output.WriteLine($"{name}: the request that was {(isAccepted ? "accepted" : "refused")} has ended {clock.Elapsed.TotalMilliseconds:0} ms after the journal was back");
        await app.NextAsync(each => each.Meta.TryGetProperty("requestId", out var id) && id.GetString() == refused, "that it is done");

        (await site.AskedAsync(Agent)).Values.ShouldAllBe(times => times == 1);
        await ToldIsJournaledAsync(site, app);
        await ToldIsJournaledAsync(site, beside);
        if (afterwards is not null)
        {
            await afterwards(site);
        }
    }

    /// <summary>Asks again with the same id until it is known how it ended: done, or failed by its deadline where that passed meanwhile.</summary>
    private static Task EndedAsync(Site site, string call, string subtopic, string requestId) => Eventually.TrueAsync(async () =>
    {
        using var answer = await AskAsync(site, call, subtopic, requestId);
        return answer.StatusCode == HttpStatusCode.OK
            || (answer.StatusCode == HttpStatusCode.Conflict && (await answer.Content.ReadAsStringAsync()).Contains("Amazon Connect did not confirm within", StringComparison.Ordinal));
    }, "how the same request ended is known when the journal is back");

    private static Task<HttpResponseMessage> AskAsync(Site site, string call, string subtopic, string requestId) =>
        site.Nodes[0].AskAsync(Agent, subtopic, call, requestId);

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
}
