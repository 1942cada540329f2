using CallActors.Simulator;

namespace CallActors.Host.Options;

/// <summary>How the host is started, checked.</summary>
/// <param name="Urls">Where it listens.</param>
/// <param name="Journal">Where events are kept.</param>
/// <param name="Deadline">How long Amazon Connect has to show what was asked.</param>
/// <param name="IsInsecure">Serves others than this machine, though there is no authentication.</param>
public sealed record NodeOptions(
    IReadOnlyList<Uri> Urls, JournalChoice Journal, SimulatorChoice Simulator, TimeSpan Deadline, bool IsInsecure)
{
    /// <summary>The contact control panel that the bridge's page embeds; null where the page's address names it.</summary>
    public Uri? CcpUrl { get; init; }

    /// <summary>Where agents log in by SAML.</summary>
    public Uri? LoginUrl { get; init; }

    /// <summary>The origins, beside this machine's, whose pages may connect.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The instance whose API is called for agents without a bridge; null for none.</summary>
    public AmazonInstance? Amazon { get; init; }

    /// <summary>The key that Firehose shows; null lets no agent events in.</summary>
    public string? AgentEventsKey { get; init; }

    /// <summary>The key that EventBridge shows; null lets no contact events in.</summary>
    public string? ContactEventsKey { get; init; }

    /// <summary>What was given for the settings of another engine, by the option's name.</summary>
    public IReadOnlyDictionary<string, GivenValue> Further { get; init; } = new Dictionary<string, GivenValue>();

    /// <summary>The world of a simulator within the host: a file beside the journal.</summary>
    public string SimulatorWorldFile => $"{Journal.FilesBegin}.simulator";
}

/// <summary>Where events are kept.</summary>
public abstract record JournalChoice
{
    private JournalChoice() { }

    /// <summary>How the names of this node's own files begin.</summary>
    public abstract string FilesBegin { get; }

    /// <param name="Path">A file of this node alone.</param>
    public sealed record Sqlite(string Path) : JournalChoice
    {
        public override string FilesBegin => Path;
    }

    /// <param name="ConnectionString">As Npgsql takes it; a database that any number of nodes share.</param>
    public sealed record Postgres(string ConnectionString) : JournalChoice
    {
        public override string FilesBegin => "callactors";

        /// <summary>Without the connection string, which may hold a password.</summary>
        public override string ToString() => "postgres";
    }
}

/// <summary>An instance of Amazon Connect.</summary>
/// <param name="Region">Null where the usual chain of AWS is to say it.</param>
/// <param name="Endpoint">Where its API is, null for Amazon's own address or that of the usual chain.</param>
public sealed record AmazonInstance(string InstanceId, string? Region, Uri? Endpoint);

/// <summary>Which contact centre is simulated, if one is.</summary>
public abstract record SimulatorChoice
{
    private SimulatorChoice() { }

    public sealed record Off : SimulatorChoice;

    /// <param name="Agents">How many agents there are at least.</param>
    /// <param name="CallsPerMinute">How many calls arrive by themselves; null for what the world file says.</param>
    /// <param name="WithoutBridges">Amazon's feeds and API take the place of its agents' bridges.</param>
    public sealed record Within(int Agents, double? CallsPerMinute, bool WithoutBridges = false) : SimulatorChoice;

    /// <summary>A process of its own; its control requests are passed on to it.</summary>
    public sealed record Elsewhere(Uri Address) : SimulatorChoice;
}

/// <summary>The host cannot be started so; the message is one sentence that says what is wrong and what would be right.</summary>
public sealed class HostOptionException(string message) : Exception(message);
