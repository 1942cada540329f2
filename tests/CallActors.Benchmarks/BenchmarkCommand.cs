using System.CommandLine;
using CallActors.Benchmarks.Growth;
using CallActors.Benchmarks.Peers;
using CallActors.Benchmarks.Subjects;

namespace CallActors.Benchmarks;

/// <summary>The command line of the benchmark.</summary>
internal static class BenchmarkCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("What CallActors costs, beside what a good team would have written by hand (docs/benchmark.md).")
        {
            Compare(), Grow(), Nodes(), Peer(),
        };
        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (BenchmarkException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static Command Compare()
    {
        var store = new Option<string>("--store") { Description = "postgres or sqlite", DefaultValueFactory = _ => "postgres" };
        var subjects = new Option<string>("--subjects")
        {
            Description = "ours, akka, each, group and audit, and others by name=command with {url} and {store}; separated by semicolons",
            DefaultValueFactory = _ => "ours;group",
        };
        var agents = Number("--agents", 200, "How many agents there are, each with a bridge and an app");
        var runs = Number("--runs", 5, "How many runs of each subject");
        var warmUp = Number("--warm-up-seconds", 12, "How long each run goes before it counts");
        var closed = Number("--closed-seconds", 6, "How long the closed loop is measured");
        var open = Number("--open-seconds", 8, "How long the open loop is measured");
        var rate = Number("--rate", 1000, "Commands a second in the open loop; 0 leaves it out");
        var others = Number("--others-percent", 8, "The share of the machine that others may take");
        var command = new Command("compare", "Commands a second and latencies of several subjects, in turn.")
        {
            store, subjects, agents, runs, warmUp, closed, open, rate, others,
        };
        command.SetAction(async (parsed, _) =>
        {
            TimeSpan Seconds(Option<int> option) => TimeSpan.FromSeconds(parsed.GetValue(option));
            var options = new ComparisonOptions(
                parsed.GetValue(agents), parsed.GetValue(runs), Seconds(warmUp), Seconds(closed), Seconds(open), parsed.GetValue(rate),
                parsed.GetValue(others) / 100.0);
            Subject[] all = [.. parsed.GetValue(subjects)!.Split(';').Select(SubjectOf)];
            if (parsed.GetValue(store) == "sqlite")
            {
                await new Comparison(options, () => Task.FromResult(Store.OfSqlite())).RunAsync(all);
                return 0;
            }

            await using var cluster = await PostgresCluster.StartAsync();
            await new Comparison(options, () => Store.OfPostgresAsync(cluster)).RunAsync(all);
            return 0;
        });
        return command;
    }

    private static Command Grow()
    {
        var agents = new Option<string>("--agents")
        {
            Description = "The numbers of agents with an open held call, ascending",
            DefaultValueFactory = _ => "1000,10000,100000",
        };
        var events = Number("--closed-events", 10_000_000, "How many events of closed calls stand before them");
        var keep = new Option<string?>("--keep")
        {
            Description = "A folder for the PostgreSQL with the grown journals, where the next run finds them; else they are made each time",
        };
        var prepare = new Option<bool>("--only-prepare") { Description = "Makes the journals in the folder that is kept, and measures nothing" };
        var host = new Option<string>("--host")
        {
            Description = "The folder of the node that is started, such as one that was published; else the one that was built with this",
            DefaultValueFactory = _ => AppContext.BaseDirectory,
        };
        var command = new Command("grow", "What a command, a start and an open call cost as the work grows.") { agents, events, keep, prepare, host };
        command.SetAction(async (parsed, _) =>
        {
            await using var cluster = await PostgresCluster.StartAsync(parsed.GetValue(keep));
            await GrowthRun.MeasureAllAsync(
                cluster, [.. parsed.GetValue(agents)!.Split(',').Select(int.Parse)], parsed.GetValue(events), parsed.GetValue(prepare),
                parsed.GetValue(host)!);
            return 0;
        });
        return command;
    }

    private static Command Nodes()
    {
        var runs = Number("--runs", 5, "How many runs with one node and with two");
        var rate = Number("--rate", 1000, "Commands a second");
        var command = new Command("nodes", "What a second node adds: bridges at one, apps at the other.") { runs, rate };
        command.SetAction(async (parsed, _) =>
        {
            await using var cluster = await PostgresCluster.StartAsync();
            await new NodeComparison(cluster, parsed.GetValue(rate)).RunAsync(parsed.GetValue(runs));
            return 0;
        });
        return command;
    }

    private static Command Peer()
    {
        var url = new Option<string>("--urls") { Required = true };
        var store = new Option<string>("--store") { Required = true };
        var commit = new Option<string>("--commit") { DefaultValueFactory = _ => "group" };
        var command = new Command("peer", "Runs a peer; compare does it by itself.") { url, store, commit };
        command.SetAction((parsed, _) => PeerProgram.RunAsync(parsed.GetValue(url)!, parsed.GetValue(store)!, parsed.GetValue(commit)!));
        return command;
    }

    private static Subject SubjectOf(string word) => word switch
    {
        "ours" => Subject.Ours,
        "akka" => Subject.OursOnAkka,
        "each" => Subject.PeerOfBatches,
        "group" => Subject.PeerOfGroups,
        "audit" => Subject.PeerOfAudit,
        _ when word.Split('=', 2) is [var name, var command] => new Subject(name, command.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        _ => throw new BenchmarkException($"There is no subject {word}; there are ours, akka, each, group, audit, and others as name=command."),
    };

    private static Option<int> Number(string name, int value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
