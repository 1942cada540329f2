using System.CommandLine;

namespace CallActors.Host.Options;

/// <summary>The host's command line and environment. What stands on the command line wins.</summary>
/// <param name="further">What a host of another engine takes besides.</param>
public sealed class HostCommand(params IReadOnlyList<FurtherSetting> further)
{
    private const string Prefix = "CALLACTORS_";

    // Longer than the host's own limit, so that closing sockets is not broken off.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Option<string?> urls = Setting("--urls", "<addresses>", HostOptionReader.DefaultUrls, "ASPNETCORE_URLS",
        "Where the host listens: one or more http addresses of this machine, separated by semicolons");

    private readonly Option<string?> journal = Setting("--journal", "<journal>", HostOptionReader.DefaultJournal, $"{Prefix}JOURNAL",
        "Where events are kept: sqlite: and the path of a file, or postgres: and a connection string, for any number of nodes");

    private readonly Option<string?> simulator = Setting("--simulator", "<on|off|http://…>", "on with a sqlite journal", $"{Prefix}SIMULATOR",
        "A simulated contact centre: within the host, none, or one that runs at an address");

    private readonly Option<string?> simulatorAgents = Setting("--simulator-agents", "<number>", "1", $"{Prefix}SIMULATOR_AGENTS",
        "How many agents the simulator within the host has at least");

    private readonly Option<string?> simulatorCalls = Setting(
        "--simulator-calls-per-minute", "<number>", "as it was before, 0 at first", $"{Prefix}SIMULATOR_CALLS_PER_MINUTE",
        "How many calls arrive by themselves at the simulator within the host");

    private readonly Option<string?> simulatorWithoutBridges = Setting(
        "--simulator-without-bridges", "<true|false>", "false", $"{Prefix}SIMULATOR_WITHOUT_BRIDGES",
        "The simulator within the host plays Amazon's feeds and API in the place of its agents' bridges", ArgumentArity.ZeroOrOne);

    private readonly Option<string?> deadline = Setting("--deadline-seconds", "<seconds>", "5", $"{Prefix}DEADLINE_SECONDS",
        "How long Amazon Connect has to show what was asked");

    private readonly Option<string?> ccpUrl = Setting("--ccp-url", "<https://…>", "none: the page takes it from ?ccp=", $"{Prefix}CCP_URL",
        "The contact control panel that the page /bridge/ embeds, such as https://example.my.connect.aws/ccp-v2/");

    private readonly Option<string?> loginUrl = Setting("--login-url", "<https://…>", "none", $"{Prefix}LOGIN_URL",
        "Where agents log in, for an instance that logs in by SAML");

    private readonly Option<string?> amazonInstance = Setting("--amazon-instance", "<id or ARN>", "none: Amazon's API is not called", $"{Prefix}AMAZON_INSTANCE",
        "The instance of Amazon Connect whose API is called for agents without a bridge; credentials come by the usual chain of AWS");

    private readonly Option<string?> amazonRegion = Setting("--amazon-region", "<Region>", "the ARN's, else by the usual chain of AWS", $"{Prefix}AMAZON_REGION",
        "The Region of the instance, such as eu-central-1");

    private readonly Option<string?> amazonEndpoint = Setting("--amazon-endpoint", "<http://…>", "Amazon Connect's own", $"{Prefix}AMAZON_ENDPOINT",
        "Another address of the API, such as a stand-in's or a VPC endpoint's");

    private readonly Option<string?> allowedOrigins = Setting("--allow-origins", "<origins>", "none but this machine's", $"{Prefix}ALLOW_ORIGINS",
        "Whose pages may connect, such as the desktop that contains the bridge: origins, separated by semicolons");

    private readonly Option<string?> insecure = Setting("--insecure", "<true|false>", "false", $"{Prefix}INSECURE",
        "Serves other machines too, without any authentication", ArgumentArity.ZeroOrOne);

    private readonly IReadOnlyList<(Option<string?> Option, string Variable)> furtherOptions =
        [.. further.Select(each => (Setting(each.Name, each.Form, each.Without, each.Variable, each.Description), each.Variable))];

    /// <summary>Reads the options and runs, unless only help or the version is asked for.</summary>
    /// <param name="environment">The value of an environment variable, null where it is not set.</param>
    /// <param name="run">Runs the host until it is told to stop.</param>
    /// <returns>0, or 1 after one sentence on the error output.</returns>
    public async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments, Func<string, string?> environment, TextWriter errors, Func<NodeOptions, CancellationToken, Task> run)
    {
        var command = new RootCommand("CallActors: the calls of Amazon Connect agents, the same for every app, durable and audited.")
        {
            urls, journal, simulator, simulatorAgents, simulatorCalls, simulatorWithoutBridges, deadline, ccpUrl, loginUrl, allowedOrigins, insecure,
            amazonInstance, amazonRegion, amazonEndpoint,
        };
        foreach (var (option, _) in furtherOptions)
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await run(Read(parsed, environment), cancellation);
                return 0;
            }
            catch (HostOptionException error)
            {
                await errors.WriteLineAsync(error.Message);
                return 1;
            }
        });
        var result = command.Parse(arguments);
        if (result.Errors.Count > 0)
        {
            await errors.WriteLineAsync($"{result.Errors[0].Message.TrimEnd('.')}; --help says what there is.");
            return 1;
        }

        return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopLimit });
    }

    private NodeOptions Read(ParseResult parsed, Func<string, string?> environment)
    {
        var isInsecure = HostOptionReader.Flag(Given(insecure, $"{Prefix}INSECURE"));
        var journalChoice = HostOptionReader.Journal(Given(journal, $"{Prefix}JOURNAL"));
        var options = new NodeOptions(
            HostOptionReader.Urls(Given(urls, "ASPNETCORE_URLS"), isInsecure),
            journalChoice,
            HostOptionReader.Simulator(
                Given(simulator, $"{Prefix}SIMULATOR"),
                Given(simulatorAgents, $"{Prefix}SIMULATOR_AGENTS"),
                Given(simulatorCalls, $"{Prefix}SIMULATOR_CALLS_PER_MINUTE"),
                HostOptionReader.Flag(Given(simulatorWithoutBridges, $"{Prefix}SIMULATOR_WITHOUT_BRIDGES")),
                journalChoice),
            HostOptionReader.Deadline(Given(deadline, $"{Prefix}DEADLINE_SECONDS")),
            isInsecure)
        {
            CcpUrl = HostOptionReader.Page(Given(ccpUrl, $"{Prefix}CCP_URL")),
            LoginUrl = HostOptionReader.Page(Given(loginUrl, $"{Prefix}LOGIN_URL")),
            AllowedOrigins = HostOptionReader.Origins(Given(allowedOrigins, $"{Prefix}ALLOW_ORIGINS")),
            Amazon = HostOptionReader.Amazon(
                Given(amazonInstance, $"{Prefix}AMAZON_INSTANCE"), Given(amazonRegion, $"{Prefix}AMAZON_REGION"), Given(amazonEndpoint, $"{Prefix}AMAZON_ENDPOINT")),
            // Keys come from the environment alone: a command line is for all users of a machine to see.
            Further = furtherOptions.ToDictionary(each => each.Option.Name, each => Given(each.Option, each.Variable)),
            AgentEventsKey = Key("AGENT_EVENTS_KEY"),
            ContactEventsKey = Key("CONTACT_EVENTS_KEY"),
        };
        return options is { Amazon: not null, Simulator: SimulatorChoice.Within { WithoutBridges: true } }
            ? throw new HostOptionException("--amazon-instance and --simulator-without-bridges do not go together: the API is that of the one or of the other.")
            : options;

        string? Key(string name) => environment($"{Prefix}{name}") is { Length: > 0 } key ? key : null;

        GivenValue Given(Option<string?> option, string variable)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                return new GivenValue(option.Name, result.GetValueOrDefault<string?>() ?? "true");
            }

            return environment(variable) is { Length: > 0 } text ? new GivenValue(variable, text) : new GivenValue(option.Name, null);
        }
    }

    private static Option<string?> Setting(
        string name, string form, string without, string variable, string description, ArgumentArity? arity = null) => new(name)
        {
            HelpName = form.Trim('<', '>'),
            Description = $"{description}. Default: {without}. Environment: {variable}",
            Arity = arity ?? ArgumentArity.ExactlyOne,
        };
}

/// <summary>An option that the host itself knows nothing of.</summary>
/// <param name="Form">What is to be given, such as <c>&lt;port&gt;</c>.</param>
/// <param name="Without">What counts where nothing is given.</param>
/// <param name="Variable">The environment variable that says the same.</param>
public sealed record FurtherSetting(string Name, string Form, string Without, string Variable, string Description);

/// <summary>A value as it was given, and where: the option or the environment variable.</summary>
/// <param name="Text">Null where none was given.</param>
public sealed record GivenValue(string Name, string? Text);
