namespace CallActors.Nodes.Tests.Running;

/// <summary>
/// A network of its own for one node, joined to this machine's by two cables: one to its apps and bridges, and one to
/// the other nodes, which can be pulled. It takes root and is gone with this object.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly int number = 2 + (Environment.ProcessId % 250);

    private readonly bool isWithDatabase;

    private NetworkNamespace(bool isWithDatabase) => this.isWithDatabase = isWithDatabase;

    public string Name => $"callactors{number}";

    public string NodeAddress => $"10.78.{number}.2";

    public string DatabaseAddress => isWithDatabase ? OtherNodesAddress : $"10.78.{number}.1";

    /// <summary>Where nodes of this machine are found at the cable that can be pulled.</summary>
    public string OtherNodesAddress => $"10.77.{number}.1";

    /// <summary>Where the node in this network is found by the other nodes, at the same cable.</summary>
    public string AddressForNodes => $"10.77.{number}.2";

    /// <param name="isWithDatabase">Whether the database is lost together with the other nodes, or is reached all the time.</param>
    public static async Task<NetworkNamespace> CreateAsync(bool isWithDatabase = true)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "Network namespaces take root.");
        Skip.IfNot(File.Exists("/usr/sbin/ip") || File.Exists("/sbin/ip"), "The command ip is not installed (apt-get install iproute2).");
        var network = new NetworkNamespace(isWithDatabase);
        Skip.IfNot(await Shell.TryRunAsync($"ip netns add {network.Name}"), "Network namespaces are not allowed here.");
        try
        {
            await RunAsync($"ip netns exec {network.Name} ip link set lo up");
            await network.ConnectAsync("d", "10.77");
            await network.ConnectAsync("c", "10.78");
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pulls the cable: nothing comes through, and nobody is told.</summary>
    public Task CutAsync() => RunAsync($"ip link set ca{number}d0 down");

    public Task HealAsync() => RunAsync($"ip link set ca{number}d0 up");

    public async ValueTask DisposeAsync() => await Shell.TryRunAsync($"ip netns del {Name}");

    private Task ConnectAsync(string cable, string network)
    {
        var (here, there) = ($"ca{number}{cable}0", $"ca{number}{cable}1");
        return RunAsync($"""
            ip link add {here} type veth peer name {there} netns {Name} &&
            ip addr add {network}.{number}.1/24 dev {here} && ip link set {here} up &&
            ip netns exec {Name} ip addr add {network}.{number}.2/24 dev {there} && ip netns exec {Name} ip link set {there} up
            """);
    }

    private static async Task RunAsync(string command) => (await Shell.TryRunAsync(command)).ShouldBeTrue(command);
}
