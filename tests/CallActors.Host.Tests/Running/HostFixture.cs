namespace CallActors.Host.Tests.Running;

/// <summary>One host for a class of tests; each test takes an agent of its own.</summary>
public class HostFixture : IAsyncLifetime
{
    private int agents;

    internal RunningHost Host { get; private set; } = null!;

    /// <summary>The deadline is short, so that what waits for it does not take long.</summary>
    public static double DeadlineSeconds => 1.5;

    protected virtual string[] Arguments => ["--deadline-seconds", $"{DeadlineSeconds}"];

    public virtual async Task InitializeAsync() => Host = await RunningHost.StartAsync(Arguments);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    /// <summary>A new agent with a bridge, and an app on its bus.</summary>
    internal async Task<(string Agent, App App)> AgentAsync(string query = "")
    {
        var agent = $"tested{Interlocked.Increment(ref agents)}";
        return (agent, await Host.AddAgentAsync(agent, query));
    }

    /// <summary>The same, as the desk at which that agent works.</summary>
    internal async Task<Desk> DeskAsync(string query = "")
    {
        var (agent, app) = await AgentAsync(query);
        return new Desk(Host, agent, app);
    }
}

/// <summary>
/// A host on which nothing happens by itself: calls ring and dialled numbers do not answer until the test says so, and
/// nothing that the test waits for is ended by a deadline, however busy the machine is.
/// </summary>
public sealed class PatientHostFixture : HostFixture
{
    protected override string[] Arguments => ["--deadline-seconds", "120"];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.WithPatienceAsync();
    }
}
