using CallActors.Host.Tests.Running;

namespace CallActors.Nodes.Tests.Running;

/// <summary>The real HAProxy with the configuration that the project delivers.</summary>
internal static class Balancer
{
    private static readonly string[] Places = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy"];

    public static bool IsThere => Places.Any(File.Exists);

    public static RunningProcess Start(int port, IReadOnlyList<Node> nodes) => RunningProcess.StartProgram(
        Places.First(File.Exists), ["-db", "-f", Path.Combine(AppContext.BaseDirectory, "haproxy.cfg")], new Dictionary<string, string>
        {
            ["CALLACTORS_BIND"] = $"127.0.0.1:{port}",
            ["CALLACTORS_NODE1"] = $"127.0.0.1:{nodes[0].Port}",
            ["CALLACTORS_NODE2"] = $"127.0.0.1:{nodes[1].Port}",
            ["CALLACTORS_NODE3"] = $"127.0.0.1:{nodes[2].Port}",
        });
}
