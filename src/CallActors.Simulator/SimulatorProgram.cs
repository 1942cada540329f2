using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace CallActors.Simulator;

/// <summary>The simulator as a process of its own.</summary>
internal static class SimulatorProgram
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where the control API listens; a loopback address.",
        DefaultValueFactory = _ => "http://127.0.0.1:5090",
    };

    private static readonly Option<string> Bridge = new("--bridge")
    {
        Description = "The engine's bridge address.",
        DefaultValueFactory = _ => "ws://127.0.0.1:5080/v1/bridge",
    };

    private static readonly Option<string> World = new("--world")
    {
        Description = "The file of the simulated world; it is made where it is not there.",
        DefaultValueFactory = _ => "callactors.db.simulator",
    };

    private static readonly Option<int> Agents = new("--agents")
    {
        Description = "How many agents there are at least.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double?> CallsPerMinute = new("--calls-per-minute")
    {
        Description = "How many calls a minute arrive by themselves.",
    };

    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>0, or 1 after one sentence on standard error that says why it could not start.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        Urls.Validators.Add(result => Reject(result.AddError, LoopbackFault(result.GetValueOrDefault<string>())));
        Bridge.Validators.Add(result => Reject(result.AddError, BridgeFault(result.GetValueOrDefault<string>())));
        var command = new RootCommand("A simulated contact centre that connects to CallActors as the bridge of each of its agents.")
        {
            Urls, Bridge, World, Agents, CallsPerMinute,
        };
        command.SetAction(ServeAsync);
        var parsed = command.Parse(arguments);
        return parsed.Errors.Count > 0 ? Refuse(parsed.Errors[0].Message) : await parsed.InvokeAsync();
    }

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var urls = parsed.GetValue(Urls)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A start that fails is told in one sentence below, not as a stack trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddSimulator(new SimulatorOptions
        {
            WorldFile = parsed.GetValue(World)!,
            BridgeAddress = () => new Uri(parsed.GetValue(Bridge)!),
            Agents = parsed.GetValue(Agents),
            CallsPerMinute = parsed.GetValue(CallsPerMinute),
        });
        await using var application = builder.Build();
        application.MapSimulator();
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (SimulatorException exception)
        {
            return Refuse(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is not null)
        {
            return Refuse($"{urls} cannot be listened on: {exception.InnerException.Message}");
        }
        catch (SocketException exception)
        {
            return Refuse($"{urls} cannot be listened on: {exception.Message}");
        }

        Console.WriteLine($"The simulator listens on {string.Join(", ", application.Urls)}.");
        await application.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static string? LoopbackFault(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not "http")
            {
                return $"--urls is \"{url}\"; it must be a loopback address like http://127.0.0.1:5090.";
            }

            if (address.Host != "localhost" && !(IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
            {
                return $"--urls is \"{url}\"; the simulator serves loopback addresses only, like http://127.0.0.1:5090.";
            }
        }

        return null;
    }

    private static string? BridgeFault(string? bridge) =>
        Uri.TryCreate(bridge, UriKind.Absolute, out var address) && address.Scheme is "ws" or "wss"
            ? null
            : $"--bridge is \"{bridge}\"; it must be a WebSocket address like ws://127.0.0.1:5080/v1/bridge.";

    private static void Reject(Action<string> add, string? fault)
    {
        if (fault is not null)
        {
            add(fault);
        }
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
